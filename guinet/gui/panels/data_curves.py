"""The first sequences of a data set as curves, each with what is to be said of it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from guinet.core.types import Array
from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.class_colours import class_colours

__all__ = ["MOST_CURVES", "CurvesView"]

MOST_CURVES = 60
_WIDTH, _HEIGHT, _CAPTION, _GAP = 148, 56, 16, 8
_LEFT = 36


class CurvesView(QWidget):
    """As many sequences as fit, in rows, all on one scale.

    Attributes
    ----------
    curves
        The sequences (n, T, D).
    following
        The value after each, (n,), drawn as a dot; None where that is not what is to be said.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.curves: Array = np.zeros((0, 1, 1))
        self.following: Array | None = None
        self._captions: list[str] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(_LEFT + 80, _HEIGHT + _CAPTION + 2 * _GAP)
        theme.themes.changed.connect(self.update)

    @property
    def shown(self) -> int:
        """Number of sequences that there is room for."""
        columns, rows = self._grid()
        return min(len(self.curves), columns * rows)

    def show_curves(
        self, curves: Array, captions: list[str], names: tuple[str, ...], following: Array | None
    ) -> None:
        """Show sequences.

        Parameters
        ----------
        captions
            What is to be said of each.
        names
            Of the components.
        """
        self.curves, self._captions = curves[:MOST_CURVES], captions[:MOST_CURVES]
        self.following = None if following is None else following[:MOST_CURVES]
        tip = [", ".join(names)] if len(names) > 1 else []
        if following is not None:
            tip.append("The dot is the value to be said.")
        self.setToolTip("\n".join(tip))
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for two rows."""
        return QSize(_LEFT + 3 * (_WIDTH + _GAP) + _GAP, 2 * (_HEIGHT + _CAPTION + _GAP) + _GAP)

    def bounds(self) -> tuple[float, float]:
        """Return the ends of the scale: the smallest and the largest value that is drawn."""
        values = [self.curves.ravel()]
        if self.following is not None:
            values.append(self.following.ravel())
        every = np.concatenate(values)
        low, high = float(every.min()), float(every.max())
        return (low, high) if high > low else (low - 1.0, high + 1.0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the curves with their captions below, and the scale at the left."""
        if not len(self.curves):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        low, high = self.bounds()
        columns, _ = self._grid()
        for place in range(self.shown):
            row, column = divmod(place, columns)
            top = _GAP + row * (_HEIGHT + _CAPTION + _GAP)
            if column == 0:
                self._paint_scale(painter, top, low, high)
            left = _LEFT + column * (self._tile_px() + _GAP)
            self._paint_curve(painter, place, QRectF(left, top, self._tile_px(), _HEIGHT))
        painter.end()

    def _paint_scale(self, painter: QPainter, top: float, low: float, high: float) -> None:
        painter.setFont(theme.font(10, tabular=True))
        painter.setPen(theme.colour("muted"))
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, top - 1, _LEFT - 5, 14), flags, fmt.short(high))
        painter.drawText(QRectF(0, top + _HEIGHT - 13, _LEFT - 5, 14), flags, fmt.short(low))

    def _paint_curve(self, painter: QPainter, place: int, tile: QRectF) -> None:
        painter.fillRect(tile, theme.colour("well"))
        inner = tile.adjusted(3, 4, -3 - (8 if self.following is not None else 0), -4)
        low, high = self.bounds()
        curve = self.curves[place]
        y = inner.bottom() - (curve - low) / (high - low) * inner.height()
        x = inner.left() + np.linspace(0, 1, max(len(curve), 2))[: len(curve)] * inner.width()
        if low < 0 < high:
            zero = inner.bottom() - (0 - low) / (high - low) * inner.height()
            painter.setPen(QPen(theme.colour("border"), 1))
            painter.drawLine(QPointF(tile.left(), zero), QPointF(tile.right(), zero))
        for component, colour in enumerate(class_colours(curve.shape[1])):
            painter.setPen(QPen(colour, 1.4))
            points = [QPointF(*at) for at in zip(x, y[:, component], strict=True)]
            painter.drawPolyline(QPolygonF(points))
        if self.following is not None:
            value = float(self.following[place])
            dot = inner.bottom() - (value - low) / (high - low) * inner.height()
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("text"))
            step = inner.width() / max(len(curve) - 1, 1)
            painter.drawEllipse(QPointF(inner.right() + min(step, 8.0), dot), 2.5, 2.5)
        painter.setPen(theme.colour("muted"))
        painter.setFont(theme.font(11))
        below = QRectF(tile.left(), tile.bottom(), tile.width(), _CAPTION)
        metrics = painter.fontMetrics()
        caption = metrics.elidedText(
            self._captions[place], Qt.TextElideMode.ElideRight, int(tile.width())
        )
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, caption)

    def _tile_px(self) -> float:
        """Return the width of a tile: all of them together fill the width there is."""
        columns, _ = self._grid()
        return max(40.0, (self.width() - _LEFT - _GAP * columns) / columns)

    def _grid(self) -> tuple[int, int]:
        columns = max(1, (self.width() - _LEFT) // (_WIDTH + _GAP))
        rows = max(1, (self.height() - _GAP) // (_HEIGHT + _CAPTION + _GAP))
        return columns, rows
