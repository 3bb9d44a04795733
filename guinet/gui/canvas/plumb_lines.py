"""Thin dotted lines from wires down to their dots on the depth ruler, behind all cards."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QPainter, QPen, QTransform

from guinet.core.types import Array
from guinet.gui import theme
from guinet.gui.canvas.edges import EdgeLayer

__all__ = ["MOST_LINES", "PlumbLines", "middles"]

MOST_LINES = 60
"""More lines than these at once would be a grey veil, and say nothing."""


class PlumbLines:
    """The lines of one canvas.

    Attributes
    ----------
    rows
        Of which edges, by position; none while there is no ruler.
    """

    def __init__(self, layer: EdgeLayer) -> None:
        self._layer = layer
        self.rows: Array = np.empty(0, dtype=np.int64)

    def paint(self, painter: QPainter, transform: QTransform, width: int, height: int) -> None:
        """Draw them on a viewport of this size, from the scene by this transform."""
        rows = self.rows[self.rows < len(self._layer.edges)]
        if not len(rows):
            return
        points = middles(self._layer)[rows]
        x = points[:, 0] * transform.m11() + transform.dx()
        y = np.maximum(points[:, 1] * transform.m22() + transform.dy(), 0.0)
        seen = (x >= 0) & (x <= width) & (y < height)
        if not 0 < np.count_nonzero(seen) <= MOST_LINES:
            return
        pen = QPen(theme.colour("outline"), 1, Qt.PenStyle.DotLine)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(pen)
        ends = zip(x[seen].tolist(), y[seen].tolist(), strict=True)
        painter.drawLines([QLineF(at, begin, at, height) for at, begin in ends])


def middles(layer: EdgeLayer) -> Array:
    """Return the points halfway along all edges, (E, 2) in the scene."""
    samples = layer.table.shape[1]
    half = (layer.table[:, (samples - 1) // 2] + layer.table[:, samples // 2]) / 2
    return np.asarray(half)
