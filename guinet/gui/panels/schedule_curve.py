"""The learning rate over the epochs, drawn from the schedule's own arithmetic."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from guinet.core.types import Array
from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.bridge import Bridge
from guinet.gui.run_history import RunHistory
from guinet.training.recipe import Recipe

__all__ = ["ScheduleCurve", "rates"]

_POINTS = 240
_DOT_PX = 4


def rates(recipe: Recipe, history: RunHistory | None = None) -> tuple[Array, Array]:
    """Return epochs from 0 to the end, and the learning rate at each of them.

    Parameters
    ----------
    history
        The epochs that are done. Of a schedule that follows the loss it tells the past; what
        lies ahead is drawn as if the loss fell from now on.
    """
    # The last instant still belongs to the last epoch.
    end = recipe.epochs - 1e-9 * recipe.epochs
    epochs = np.linspace(0.0, end, _POINTS)
    if not recipe.schedule.follows_loss:
        factors = [recipe.rate_factor(float(epoch)) for epoch in epochs]
        return epochs, recipe.learning_rate * np.array(factors)
    history = RunHistory() if history is None else history
    reached = max(float(recipe.epochs), recipe.warm_up)
    ahead = recipe.rate_factor(reached, losses=history.judged_losses())
    values = np.full(_POINTS, recipe.learning_rate * ahead)
    numbers, recorded = history.learning_rates()
    running = np.floor(epochs) + 1.0
    known = np.isin(running, numbers)
    values[known] = recorded[np.searchsorted(numbers, running[known])]
    for place in np.flatnonzero(epochs < recipe.warm_up):
        values[place] = recipe.learning_rate * recipe.rate_factor(float(epochs[place]))
    return epochs, values


class ScheduleCurve(QWidget):
    """A small plot, with a dot at the epoch that is being trained."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._epochs = np.zeros(0)
        self._rates = np.zeros(0)
        self._recipe = Recipe()
        self.setMinimumHeight(96)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        bridge.epoch.connect(self._on_progress)
        bridge.restarted.connect(self._follow)
        theme.themes.changed.connect(self.update)

    def show_recipe(self, recipe: Recipe) -> None:
        """Draw the schedule of a recipe."""
        self._recipe = recipe
        self._epochs, self._rates = rates(recipe, self._bridge.history)
        low, high = float(self._rates.min()), float(self._rates.max())
        words = f"{fmt.number(high)}" if low == high else f"from {fmt.number(self._rates[0])}"
        self.setAccessibleName(f"Learning rate over {recipe.epochs} epochs: {words}")
        self.setToolTip(
            f"Learning rate from {fmt.number(float(self._rates[0]))} "
            f"to {fmt.number(float(self._rates[-1]))} over {recipe.epochs} epochs"
        )
        self.update()

    def sizeHint(self) -> QSize:
        """Be low: it is one curve."""
        return QSize(200, 96)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw axes, curve and the present moment."""
        if not len(self._rates):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(10, tabular=True))
        high = float(self._rates.max())
        top = fmt.short(high)
        left = painter.fontMetrics().horizontalAdvance(top) + 8
        plot = QRectF(left, 8, self.width() - left - _DOT_PX - 1, self.height() - 28)
        self._paint_axes(painter, plot, top)
        x = plot.left() + self._epochs / self._recipe.epochs * plot.width()
        y = plot.bottom() - self._rates / (high or 1.0) * plot.height()
        painter.setPen(QPen(theme.colour("accent"), 1.6))
        painter.drawPolyline(QPolygonF([QPointF(px, py) for px, py in zip(x, y, strict=True)]))
        done = self._bridge.epochs_done
        if 0 < done <= self._recipe.epochs:
            place = min(int(done / self._recipe.epochs * (_POINTS - 1)), _POINTS - 1)
            painter.setPen(QPen(theme.colour("panel"), 1.5))
            painter.setBrush(theme.colour("accent"))
            painter.drawEllipse(QPointF(x[place], y[place]), _DOT_PX, _DOT_PX)
        painter.end()

    def _paint_axes(self, painter: QPainter, plot: QRectF, top: str) -> None:
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.drawLine(plot.topLeft(), plot.topRight())
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        painter.setPen(theme.colour("muted"))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        width = plot.left() - 6
        painter.drawText(QRectF(0, plot.top() - 8, width, 16), right, top)
        painter.drawText(QRectF(0, plot.bottom() - 8, width, 16), right, "0")
        below = QRectF(plot.left(), plot.bottom() + 3, plot.width(), 16)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, "0")
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, f"{self._recipe.epochs} epochs")

    def _on_progress(self, epoch: object) -> None:
        if self.isVisible():
            self._follow()

    def _follow(self) -> None:
        if self._recipe.schedule.follows_loss:
            self.show_recipe(self._recipe)
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what has happened while nobody looked."""
        super().showEvent(event)
        self._follow()
