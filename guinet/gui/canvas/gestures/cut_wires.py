"""Cutting wires by drawing across them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from guinet.core.types import Array
from guinet.graph.edits import remove_edges
from guinet.graph.model import Edge
from guinet.gui import theme
from guinet.gui.canvas.gestures.base import Gesture, Pointer
from guinet.gui.canvas.words import edge_words

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["CutWires", "crossed"]


class CutWires(Gesture):
    """Draws a line freely; the wires that it crosses turn red, and are gone on release."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, view: CanvasView, start: Pointer) -> None:
        super().__init__(view, start)
        self._line = [start.point]
        self._cut: dict[Edge, None] = {}

    def move(self, pointer: Pointer) -> None:
        """Let the line follow, and mark what its newest piece crosses."""
        before, here = self._line[-1], pointer.point
        if before == here:
            return
        self._line.append(here)
        layer = self.view.canvas.layer
        rows = layer.rows_in(QRectF(before, here).normalized().adjusted(-1, -1, 1, 1))
        hit = crossed(layer.table[rows], (before.x(), before.y()), (here.x(), here.y()))
        self._cut |= {layer.edges[row]: None for row, cut in zip(rows, hit, strict=True) if cut}
        self.view.viewport().update()

    def finish(self, pointer: Pointer) -> None:
        """Cut them in one step."""
        edges = tuple(self._cut)
        if not edges:
            return
        editor = self.view.editor
        what = edge_words(editor.graph, edges[0]) if len(edges) == 1 else f"{len(edges)} wires"
        editor.apply_graph(lambda graph: remove_edges(graph, edges), f"Cut {what}")

    def paint(self, painter: QPainter) -> None:
        """Draw the line, and in red what it cuts."""
        if not self.dragging:
            return
        transform, layer = self.view.viewportTransform(), self.view.canvas.layer
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for edge in self._cut:
            path = transform.map(layer.path_of(edge))
            pen = QPen(theme.colour("error"), max(2.0, (layer.width_of(edge) + 1) * self.view.zoom))
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.strokePath(path, pen)
        line = QPolygonF([transform.map(point) for point in self._line])
        pen = QPen(theme.colour("error"), 1.5)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawPolyline(line)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("error"))
        painter.drawEllipse(line.last() if line.size() else QPointF(), 3, 3)


def crossed(table: Array, begin: tuple[float, float], end: tuple[float, float]) -> Array:
    """Return which lines of points a straight piece crosses.

    Parameters
    ----------
    table
        (E, samples, 2) points along each line.
    begin, end
        The ends of the piece.

    Returns
    -------
    crossed
        (E,) of bool.
    """
    p, q = np.array(begin), np.array(end)
    a, b = table[:, :-1], table[:, 1:]
    # Two pieces cross if the ends of each lie on both sides of the other.
    ends = _side(p, q, a) * _side(p, q, b) <= 0
    own = _side(a, b, p) * _side(a, b, q) <= 0
    return np.asarray((ends & own).any(axis=1))


def _side(a: Array, b: Array, point: Array) -> Array:
    """Return on which side of the line from a to b a point lies, by sign."""
    u, v = b - a, point - a
    return np.asarray(u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0])
