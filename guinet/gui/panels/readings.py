"""The key numbers of a run, right in the run bar."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.bridge import Bridge
from guinet.gui.plots.curves import TRAIN_ROLE, VALIDATION_ROLE
from guinet.training.messages import Epoch, Telemetry

__all__ = ["Reading", "Readings"]

_HEIGHT = 40

_SCORE = "Score"
"""Whether it is an accuracy or R² is known with the first epoch."""


class Reading(QWidget):
    """A caption and below it a number of fixed width.

    Parameters
    ----------
    caption
        What it is.
    role
        Role of the colour of its dot, as in the plots; empty for no dot.
    width
        In pixels.
    """

    def __init__(
        self, caption: str, role: str, width: int, doc: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.caption = caption
        self.text = "–"
        self._role = role
        self.setFixedSize(width, _HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(doc)

    def show_text(self, text: str, caption: str | None = None) -> None:
        """Show another number, under another caption where one is given."""
        if text == self.text and caption in (None, self.caption):
            return
        self.text = text
        self.caption = self.caption if caption is None else caption
        self.setAccessibleName(f"{self.caption}: {text}")
        self.update()

    def show_number(self, value: float, caption: str | None = None) -> None:
        """Show a number with four digits, or with as many as have room."""
        metrics = QFontMetricsF(_number_font())
        texts = [fmt.number(value, digits) for digits in (4, 3, 2, 1)]
        fitting = (text for text in texts if metrics.horizontalAdvance(text) <= self.width())
        self.show_text(next(fitting, texts[-1]), caption)

    def sizeHint(self) -> QSize:
        """Never change the width."""
        return self.size()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw caption and number, right-aligned."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.font(11))
        painter.setPen(theme.colour("muted"))
        painter.drawText(QRectF(0, 2, self.width(), 16), right, self.caption)
        if self._role:
            start = self.width() - painter.fontMetrics().horizontalAdvance(self.caption) - 10
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.colour(self._role)))
            painter.drawEllipse(QPointF(start, 10), 3.5, 3.5)
        painter.setFont(_number_font())
        painter.setPen(theme.colour("text" if self.text != "–" else "muted"))
        painter.drawText(QRectF(0, 18, self.width(), 20), right, self.text)
        painter.end()


def _number_font() -> QFont:
    return theme.font(15, 600, tabular=True)


class Readings(QWidget):
    """Train loss, validation loss, accuracy or R², and speed.

    The losses and the metric are those of the last epoch, as in the plots; while the first
    epoch is under way the train loss is that of the newest step.
    """

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.train = Reading("Train loss", TRAIN_ROLE, 88, "Mean loss over the last epoch")
        self.validation = Reading(
            "Validation", VALIDATION_ROLE, 88, "Loss on the validation part after the last epoch"
        )
        self.score = Reading(_SCORE, "", 80, "On the validation part after the last epoch")
        self.speed = Reading("Speed", "", 120, "Training steps in a second")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for reading in (self.train, self.validation, self.score, self.speed):
            layout.addWidget(reading)
        bridge.epoch.connect(self.refresh)
        bridge.restarted.connect(self.refresh)
        bridge.telemetry.connect(self._on_telemetry)
        bridge.state_changed.connect(self.refresh)
        theme.themes.changed.connect(self.update)
        self.refresh()

    def refresh(self) -> None:
        """Show the numbers of the last epoch."""
        last: Epoch | None = self._bridge.history[-1] if self._bridge.history else None
        metrics = {} if last is None else last.metrics
        nan = math.nan
        frame: Telemetry | None = self._bridge.telemetry_frame
        train = metrics.get("train_loss", nan if frame is None else frame.loss)
        self.train.show_number(train)
        self.validation.show_number(metrics.get("validation_loss", nan))
        self._show_metric(metrics)
        if not self._bridge.running:
            self.speed.show_text("–")

    def _show_metric(self, metrics: object) -> None:
        assert isinstance(metrics, dict) or hasattr(metrics, "get")
        for prefix in ("validation_", "train_"):
            accuracy, r2 = metrics.get(f"{prefix}accuracy"), metrics.get(f"{prefix}r2")
            part = "validation" if prefix == "validation_" else "training"
            if accuracy is not None and not math.isnan(accuracy):
                self.score.show_text(fmt.percent(accuracy), "Accuracy")
            elif r2 is not None and not math.isnan(r2):
                self.score.show_number(r2, "R²")
            else:
                continue
            self.score.setToolTip(f"On the {part} part after the last epoch")
            return
        self.score.show_text("–", _SCORE)

    def _on_telemetry(self, frame: Telemetry) -> None:
        if not self._bridge.history:
            self.train.show_number(frame.loss)
        if self._bridge.running:
            rate = frame.steps_per_s
            self.speed.show_text(f"{fmt.rate(rate)} steps/s" if rate else "–")
