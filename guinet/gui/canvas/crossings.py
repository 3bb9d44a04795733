"""Where a stroke of the hand crosses edges."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from guinet.core.types import Array
from guinet.graph.model import Edge
from guinet.gui.canvas.edges import EdgeLayer

__all__ = ["Crossings", "first_crossings"]


class Crossings:
    """The edges that a stroke has crossed so far, each with the point of its first crossing.

    Attributes
    ----------
    points
        In the scene, by edge, in the order in which they were crossed.
    """

    def __init__(self, layer: EdgeLayer, start: QPointF) -> None:
        self._layer = layer
        self._last = QPointF(start)
        self.points: dict[Edge, QPointF] = {}

    def follow(self, point: QPointF) -> None:
        """Let the stroke go on to a point of the scene."""
        area = QRectF(self._last, point).normalized().adjusted(-1, -1, 1, 1)
        rows = self._layer.rows_in(area)
        begin, end = (np.array([p.x(), p.y()]) for p in (self._last, point))
        found = first_crossings(self._layer.table[rows], begin, end)
        for position, (x, y) in found.items():
            self.points.setdefault(self._layer.edges[rows[position]], QPointF(x, y))
        self._last = QPointF(point)


def first_crossings(table: Array, begin: Array, end: Array) -> dict[int, tuple[float, float]]:
    """Return which edges a straight piece of a stroke crosses, and where first.

    Parameters
    ----------
    table
        Points along each edge, (E, samples, 2).
    begin, end
        (2,) each.

    Returns
    -------
    points
        By position of the edge, ordered along the stroke.
    """
    stroke = end - begin
    start, piece = table[:, :-1], np.diff(table, axis=1)
    across = stroke[0] * piece[..., 1] - stroke[1] * piece[..., 0]
    offset = start - begin
    with np.errstate(divide="ignore", invalid="ignore"):
        along_stroke = (offset[..., 0] * piece[..., 1] - offset[..., 1] * piece[..., 0]) / across
        along_piece = (offset[..., 0] * stroke[1] - offset[..., 1] * stroke[0]) / across
    meets = (along_stroke >= 0) & (along_stroke <= 1) & (along_piece >= 0) & (along_piece <= 1)
    reached = np.where(meets, along_stroke, np.inf).min(axis=1, initial=np.inf)
    order = [int(row) for row in np.argsort(reached) if np.isfinite(reached[row])]
    return {row: tuple((begin + reached[row] * stroke).tolist()) for row in order}
