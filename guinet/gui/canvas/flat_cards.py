"""Cards seen from afar: flat signs of their categories, all drawn with a few calls."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from guinet.core.category import Category
from guinet.core.types import Array
from guinet.gui import theme
from guinet.gui.canvas.bypassed import BYPASSED_OPACITY
from guinet.gui.canvas.card_table import MARKS, CardTable

__all__ = ["BAND_PX", "FlatCards"]

BAND_PX = 18.0
"""How high the band of the category is, in pixels at 100 %."""
_OUTLINE_PX, _MARKED_PX = 2.0, 6.0


class FlatCards:
    """Draws rows of a table as an outline, the card in it and a band of its category."""

    def __init__(self, table: CardTable) -> None:
        self._table = table
        self._rects: Any = None

    def paint(self, painter: QPainter, rows: Array, boxes: Array, scale: float) -> None:
        """Draw cards.

        Parameters
        ----------
        painter
            On the device, in its own pixels.
        rows
            (n,) which cards, in the order in which they lie on each other.
        boxes
            (n, 4) where they are on the device, whole pixels.
        scale
            Pixels of the device per pixel of the scene.
        """
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        marks, categories = self._table.marks[rows], self._table.categories[rows]
        selected, faint = marks == MARKS.index("accent"), self._table.faint[rows]
        for chosen in (~selected, selected):
            for part, opacity in ((~faint, 1.0), (faint, BYPASSED_OPACITY)):
                part = part & chosen
                if part.any():
                    painter.setOpacity(opacity)
                    self._paint_part(painter, boxes[part], marks[part], categories[part], scale)
        painter.setOpacity(1.0)

    def _paint_part(
        self, painter: QPainter, boxes: Array, marks: Array, categories: Array, scale: float
    ) -> None:
        for mark in np.unique(marks).tolist():
            self._fill(painter, boxes[marks == mark], theme.colour(MARKS[mark]))
        wide = np.where(marks == 0, _OUTLINE_PX, _MARKED_PX) / 2
        inset = np.maximum(1.0, np.rint(wide * scale))[:, None]
        inner = boxes + inset * np.array([1.0, 1.0, -1.0, -1.0])
        self._fill(painter, inner, theme.colour("card"))
        bands = inner.copy()
        bands[:, 3] = np.minimum(
            inner[:, 3], inner[:, 1] + np.maximum(1.0, np.rint(BAND_PX * scale - inset[:, 0]))
        )
        order = list(Category)
        for number in np.unique(categories).tolist():
            colour = theme.category_colour(order[number])
            self._fill(painter, bands[categories == number], colour)

    def _fill(self, painter: QPainter, boxes: Array, colour: QColor) -> None:
        """Fill rectangles (n, 4); those without extent are left out."""
        sizes = boxes[:, 2:] - boxes[:, :2]
        there = (sizes > 0).all(axis=1)
        if self._rects is None:
            from pyqtgraph.Qt import internals

            self._rects = internals.PrimitiveArray(QRectF, 4)
        self._rects.resize(int(there.sum()))
        array = self._rects.ndarray()
        array[:, :2], array[:, 2:] = boxes[there, :2], sizes[there]
        painter.setBrush(colour)
        painter.drawRects(*self._rects.drawargs())
