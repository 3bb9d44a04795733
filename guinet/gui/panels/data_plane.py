"""Samples of a plane as points: colour is the class, a ring is kept for validation."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from guinet.core.types import Array
from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.class_colours import class_colours

__all__ = ["PlaneView"]

_LEFT, _BOTTOM, _TOP, _RIGHT = 40, 22, 8, 10


class PlaneView(QWidget):
    """A scatter plot of two numbers per sample.

    Where both axes are features of one kind (a plane) the scales are equal, so that circles
    are round; a feature against a target has scales of its own.

    Attributes
    ----------
    most
        How many points are drawn; of more of them, so many.
    """

    most = 2000

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: Array = np.zeros((0, 2))
        self._labels: Array = np.zeros(0, dtype=int)
        self._validation: Array = np.zeros(0, dtype=bool)
        self._names = ("", "")
        self._equal = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 110)
        theme.themes.changed.connect(self.update)

    def show_points(
        self,
        points: Array,
        labels: Array,
        validation: Array,
        names: tuple[str, str],
        *,
        equal: bool,
    ) -> None:
        """Draw points (n, 2) with integer labels; every so many of them if there are thousands."""
        # Evenly over all samples: they may be sorted by class.
        kept = np.linspace(0, len(points) - 1, min(len(points), self.most)).astype(int)
        left_out = len(points) - len(kept)
        self.setToolTip(f"{len(kept)} of {len(points)} samples are drawn" if left_out else "")
        self._points, self._labels = points[kept], labels[kept]
        self._validation, self._names, self._equal = validation[kept], names, equal
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a bit more than square."""
        return QSize(260, 200)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw axes and points."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint(painter)
        painter.end()

    @property
    def plot(self) -> QRectF:
        """Where the points lie in the widget."""
        return QRectF(_LEFT, _TOP, self.width() - _LEFT - _RIGHT, self.height() - _TOP - _BOTTOM)

    def paint(self, painter: QPainter) -> None:
        """Draw axes and points with a painter."""
        plot = self.plot
        if plot.width() <= 0 or plot.height() <= 0:
            return
        painter.setFont(theme.font(10, tabular=True))
        low, high = self.bounds()
        painter.fillRect(plot, theme.colour("well"))
        self._paint_axes(painter, plot, low, high)
        if not len(self._points):
            return
        places = (self._points - low) / (high - low)
        x = plot.left() + places[:, 0] * plot.width()
        y = plot.bottom() - places[:, 1] * plot.height()
        colours = class_colours(int(self._labels.max(initial=0)) + 1)
        radius = 3.0 if len(x) <= 500 else 2.2
        for px, py, label, ring in zip(x, y, self._labels, self._validation, strict=True):
            colour = colours[int(label)]
            if ring:
                painter.setPen(QPen(colour, 1.4))
                painter.setBrush(Qt.BrushStyle.NoBrush)
            else:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
            painter.drawEllipse(QPointF(px, py), radius, radius)

    def bounds(self) -> tuple[Array, Array]:
        """Return the coordinates of the corners of the plot: lower left and upper right."""
        plot = self.plot
        if not len(self._points):
            return np.full(2, -1.0), np.full(2, 1.0)
        low, high = self._points.min(axis=0), self._points.max(axis=0)
        middle = (low + high) / 2
        span = np.where(high > low, high - low, 1.0) * 1.12
        if self._equal and plot.width() > 0 and plot.height() > 0:
            per_px = max(span[0] / plot.width(), span[1] / plot.height())
            span = np.array([plot.width() * per_px, plot.height() * per_px])
        return middle - span / 2, middle + span / 2

    def _paint_axes(self, painter: QPainter, plot: QRectF, low: Array, high: Array) -> None:
        painter.setPen(theme.colour("muted"))
        flags = Qt.AlignmentFlag
        left = QRectF(0, plot.top(), _LEFT - 5, 14)
        painter.drawText(left, flags.AlignRight | flags.AlignVCenter, fmt.short(float(high[1])))
        left.moveBottom(plot.bottom())
        painter.drawText(left, flags.AlignRight | flags.AlignVCenter, fmt.short(float(low[1])))
        below = QRectF(plot.left(), plot.bottom() + 3, plot.width(), 16)
        painter.drawText(below, flags.AlignLeft, fmt.short(float(low[0])))
        painter.drawText(below, flags.AlignRight, fmt.short(float(high[0])))
        painter.drawText(below, flags.AlignHCenter, self._names[0])
        middle = QRectF(0, plot.center().y() - 8, _LEFT - 5, 16)
        name = painter.fontMetrics().elidedText(
            self._names[1], Qt.TextElideMode.ElideRight, _LEFT - 6
        )
        painter.drawText(middle, flags.AlignRight | flags.AlignVCenter, name)
