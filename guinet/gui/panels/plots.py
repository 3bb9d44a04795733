"""The plots: loss and metric over the epochs, live."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QStackedLayout, QWidget

from guinet.gui import theme
from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.panels.curves import (
    TRAIN_ROLE,
    VALIDATION_ROLE,
    StepTrace,
    metric_name,
)
from guinet.gui.panels.widgets import EmptyState

if TYPE_CHECKING:
    from guinet.gui.panels.plot import EpochPlot

__all__ = ["PlotsPanel"]

_REFRESH_MS = 100
_PRELOAD_MS = 500
_SIDE_BY_SIDE = 480
_TITLES = {"accuracy": "Accuracy", "r2": "R²"}


class PlotsPanel(QWidget):
    """Loss and metric side by side, or one above the other where the dock is narrow."""

    def __init__(self, editor: Editor, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._editor = editor
        self.trace = StepTrace()
        self.loss_plot: EpochPlot | None = None
        self.metric_plot: EpochPlot | None = None
        self.empty = EmptyState("No run yet", "Press play and watch the loss fall.")
        self._plots = QWidget()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._plots)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self._plots)
        self.setMinimumHeight(120)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self._preload = QTimer(self)
        self._preload.setSingleShot(True)
        self._preload.timeout.connect(self._build)
        bridge.losses.connect(self._on_losses)
        bridge.epoch.connect(self._soon)
        bridge.restarted.connect(self._on_restarted)
        theme.themes.changed.connect(self._dress)
        self._show_state()

    def refresh(self) -> None:
        """Draw everything that is known."""
        self._show_state()
        if not self._has_anything() or not self.isVisible():
            return
        self._build()
        assert self.loss_plot is not None
        assert self.metric_plot is not None
        history = self._bridge.history
        self.loss_plot.show_data(
            {
                "steps": self.trace.arrays(),
                "train": history.curve("train_loss"),
                "validation": history.curve("validation_loss"),
            }
        )
        name = metric_name(history)
        self.metric_plot.setVisible(bool(name))
        if name:
            self.metric_plot.set_title(_TITLES[name], percent=name == "accuracy")
            self.metric_plot.show_data(
                {
                    "train": history.curve(f"train_{name}"),
                    "validation": history.curve(f"validation_{name}"),
                }
            )

    def showEvent(self, event: QShowEvent) -> None:
        """Draw, and have pyqtgraph at hand soon: it takes a third of a second to import."""
        super().showEvent(event)
        self._soon()
        if self.loss_plot is None:
            self._preload.start(_PRELOAD_MS)

    def hideEvent(self, event: QHideEvent) -> None:
        """Cost nothing while nobody looks."""
        super().hideEvent(event)
        self._timer.stop()
        self._preload.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the plots for the width there is."""
        super().resizeEvent(event)
        wide = self.width() >= _SIDE_BY_SIDE
        directions = QBoxLayout.Direction
        self._row.setDirection(directions.LeftToRight if wide else directions.TopToBottom)

    def _has_anything(self) -> bool:
        return bool(self._bridge.history) or len(self.trace) > 0

    def _show_state(self) -> None:
        self._stack.setCurrentWidget(self._plots if self._has_anything() else self.empty)

    def _build(self) -> None:
        if self.loss_plot is not None:
            return
        from guinet.gui.panels.plot import CurveSpec, EpochPlot

        train = CurveSpec("train", "train", TRAIN_ROLE)
        validation = CurveSpec("validation", "validation", VALIDATION_ROLE)
        steps = CurveSpec("steps", "", TRAIN_ROLE, 0.22)
        self.loss_plot = EpochPlot("Loss", (steps, validation, train), logarithmic=True)
        self.metric_plot = EpochPlot("Accuracy", (validation, train))
        self._row.addWidget(self.loss_plot, 1)
        self._row.addWidget(self.metric_plot, 1)

    def _soon(self, _: object = None) -> None:
        if self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def _on_losses(self, points: list) -> None:
        preparation = self._bridge.preparation
        count = 0 if preparation is None else preparation.train_count
        batch = self._editor.project.recipe.batch_size
        frame = self._bridge.telemetry_frame
        done = (0, 0.0) if frame is None else (frame.step, frame.epoch + frame.epoch_fraction)
        self.trace.add(points, math.ceil(count / batch) or 1, done)
        self._soon()

    def _on_restarted(self) -> None:
        self.trace.clear()
        self.refresh()

    def _dress(self) -> None:
        for plot in (self.loss_plot, self.metric_plot):
            if plot is not None:
                plot.dress()
