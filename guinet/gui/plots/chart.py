"""Axes to draw on, in the manner of the house. Importing this imports pyqtgraph."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from guinet.core.types import Array
from guinet.gui import theme
from guinet.gui.plots.axis import Axis
from guinet.gui.plots.ranges import show_range

__all__ = ["Chart"]

_BOTTOM_PX, _LABEL_PX = 20, 16


class Chart(pg.PlotWidget):
    """A plot widget without decoration that does not take mouse or keyboard away.

    Signals
    -------
    pointed
        The place under the pointer in the units of the axes (x, y); None when it leaves.

    Attributes
    ----------
    left, bottom
        The axes.
    """

    pointed = Signal(object)

    def __init__(self, x: str = "", y: str = "", parent: QWidget | None = None) -> None:
        self.left, self.bottom = Axis("left"), Axis("bottom")
        super().__init__(parent, axisItems={"left": self.left, "bottom": self.bottom})
        item = self.getPlotItem()
        item.setMenuEnabled(False)
        item.hideButtons()
        item.setMouseEnabled(x=False, y=False)
        item.showGrid(x=False, y=True, alpha=0.25)
        item.setContentsMargins(0, 2, 6, 0)
        item.getViewBox().setDefaultPadding(0.03)
        self.setFrameShape(self.Shape.NoFrame)
        self.setMinimumSize(80, 60)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.left.setWidth(46)
        self.bottom.setHeight(_BOTTOM_PX)
        self.name_axes(x, y)
        self.scene().sigMouseMoved.connect(self._on_moved)
        self.dress()

    def name_axes(self, x: str, y: str) -> None:
        """Write what the axes mean; empty: nothing."""
        for axis, words, size in ((self.bottom, x, _BOTTOM_PX), (self.left, y, 46)):
            if words == axis.labelText:
                continue
            axis.setLabel(words)
            axis.showLabel(bool(words))
            axis.resizeEvent()  # puts the words in the middle
            extra = _LABEL_PX if words else 0
            (axis.setHeight if axis is self.bottom else axis.setWidth)(size + extra)

    def dress(self) -> None:
        """Take the colours of the theme."""
        self.setBackground(theme.colour("panel"))
        for axis in (self.left, self.bottom):
            axis.dress()
            axis.label.setFont(theme.font(10))
            axis.label.setDefaultTextColor(theme.colour("muted"))

    def add_points(self, role_z: float = 1.0) -> pg.ScatterPlotItem:
        """Return a new empty item for points."""
        item = pg.ScatterPlotItem(pxMode=True, pen=None, antialias=True)
        item.setZValue(role_z)
        self.addItem(item)
        return item

    def add_line(self, z: float = 1.0) -> pg.PlotDataItem:
        """Return a new empty item for a curve."""
        item = pg.PlotDataItem(antialias=True, connect="finite")
        item.setZValue(z)
        self.addItem(item)
        return item

    def frame(self, x: Array, y: Array, *, room: float = 0.05) -> None:
        """Show a rectangle that holds these values, with some room around."""
        x, y = (values[np.isfinite(values)] for values in (np.asarray(x), np.asarray(y)))
        if not x.size or not y.size:
            return
        ranges = []
        for values in (x, y):
            low, high = float(values.min()), float(values.max())
            more = (high - low) * room or abs(high) * 0.1 or 0.5
            ranges.append((low - more, high + more))
        show_range(self, xRange=ranges[0], yRange=ranges[1])

    def leaveEvent(self, event: Any) -> None:
        """Tell that nothing is pointed at."""
        self.pointed.emit(None)
        super().leaveEvent(event)

    def _on_moved(self, place: QPointF) -> None:
        box = self.getPlotItem().getViewBox()
        inside = box.sceneBoundingRect().contains(place)
        at = box.mapSceneToView(place) if inside else None
        self.pointed.emit(None if at is None else (at.x(), at.y()))


def translucent(colour: QColor, opacity: float) -> QColor:
    """Return a colour that lets through what is behind it."""
    made = QColor(colour)
    made.setAlphaF(opacity)
    return made
