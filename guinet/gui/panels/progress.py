"""How many epochs are done."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from guinet.gui import theme
from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.training.messages import Telemetry

__all__ = ["EpochProgress", "epochs_of_run", "reached"]

_WIDTH, _HEIGHT = 118, 36
_PLACE = Qt.AlignmentFlag.AlignVCenter


def reached(bridge: Bridge) -> tuple[int, float]:
    """Return how many epochs are done, and which part of the running one."""
    frame: Telemetry | None = bridge.telemetry_frame
    done = bridge.epochs_done
    if frame is not None and frame.epoch >= done and frame.epoch_fraction < 1.0:
        return frame.epoch, frame.epoch_fraction
    return done, 0.0


def epochs_of_run(bridge: Bridge, planned: int) -> int:
    """Return after how many epochs the run ends: one played on after its end goes on as long."""
    done, _ = reached(bridge)
    beyond = done > planned or (done == planned and bridge.running)
    return planned * (done // planned + 1) if beyond else planned


class EpochProgress(QWidget):
    """The number of the epoch out of all planned, and a thin bar for the whole run."""

    def __init__(self, editor: Editor, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._bridge = bridge
        self.done = 0
        self.total = 1
        self.fraction = 0.0
        self.setFixedSize(_WIDTH, _HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        bridge.epoch.connect(self.refresh)
        bridge.telemetry.connect(self.refresh)
        bridge.restarted.connect(self.refresh)
        bridge.state_changed.connect(self.refresh)
        theme.themes.changed.connect(self.update)
        self.refresh()

    def refresh(self) -> None:
        """Read how far the run is."""
        planned = self._editor.project.recipe.epochs
        done, part = reached(self._bridge)
        total = epochs_of_run(self._bridge, planned)
        before = (self.done, self.total, round(self.fraction * _WIDTH))
        self.done, self.total = done, total
        self.fraction = min(1.0, (done + part) / total)
        if before != (self.done, self.total, round(self.fraction * _WIDTH)):
            self.setToolTip(f"{done} of {total} epochs are done")
            self.setAccessibleName(f"Epoch {done} of {total}")
            self.update()

    def sizeHint(self) -> QSize:
        """Keep the same width whatever the number."""
        return QSize(_WIDTH, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw caption, numbers and bar."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text = QRectF(0, 3, _WIDTH, 20)
        total = f" / {self.total}"
        painter.setFont(theme.font(12, tabular=True))
        painter.setPen(theme.colour("muted"))
        room = painter.fontMetrics().horizontalAdvance(total)
        painter.drawText(text, _PLACE | Qt.AlignmentFlag.AlignRight, total)
        painter.setFont(theme.font(13, 600, tabular=True))
        painter.setPen(theme.colour("text"))
        number = text.adjusted(0, 0, -room, 0)
        painter.drawText(number, _PLACE | Qt.AlignmentFlag.AlignRight, str(self.done))
        room += painter.fontMetrics().horizontalAdvance(str(self.done))
        painter.setFont(theme.font(11))
        painter.setPen(theme.colour("muted"))
        # Numbers of six digits take the place of the caption.
        if room + painter.fontMetrics().horizontalAdvance("Epoch ") <= _WIDTH:
            painter.drawText(text, _PLACE | Qt.AlignmentFlag.AlignLeft, "Epoch")
        bar = QRectF(0, 28, _WIDTH, 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("border"))
        painter.drawRoundedRect(bar, 1.5, 1.5)
        if self.fraction > 0:
            painter.setBrush(theme.colour("accent"))
            painter.drawRoundedRect(QRectF(0, 28, max(3.0, _WIDTH * self.fraction), 3), 1.5, 1.5)
        painter.end()
