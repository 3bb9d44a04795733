"""The line that joins the dots of a way."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QPainter, QPen, QPolygonF

from guinet.core.types import Array

__all__ = ["Lines"]

_MOST_SMOOTH = 80
"""Joining more points smoothly takes longer than a frame may."""


class Lines:
    """Draws lines through points, a few smoothly, many quickly."""

    def __init__(self) -> None:
        self._segments: Any = None

    def paint(self, painter: QPainter, points: Array, width: float) -> None:
        """Draw the parts of a line that may be seen, with the painter's pen.

        Parameters
        ----------
        points
            (N, 2) from the first to the last.
        width
            Of what is seen.
        """
        if len(points) < 2:
            return
        begin, end = points[:-1], points[1:]
        left, right = np.minimum(begin[:, 0], end[:, 0]), np.maximum(begin[:, 0], end[:, 0])
        seen = np.flatnonzero((right >= 0) & (left <= width))
        if len(seen) <= _MOST_SMOOTH:
            # One stroke for what hangs together, so that corners are clean.
            for run in np.split(seen, np.flatnonzero(np.diff(seen) > 1) + 1):
                if len(run):
                    corners = points[run[0] : run[-1] + 2].tolist()
                    painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in corners]))
            return
        from pyqtgraph.Qt import internals

        if self._segments is None:
            self._segments = internals.PrimitiveArray(QLineF, 4)
        self._segments.resize(len(seen))
        array = self._segments.ndarray()
        array[:, :2], array[:, 2:] = begin[seen], end[seen]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(painter.pen().color(), 1))
        painter.drawLines(*self._segments.drawargs())
        painter.restore()
