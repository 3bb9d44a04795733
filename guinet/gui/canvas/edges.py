"""All edges as one layer: width for the activation, colour for the gradient."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from guinet.core.types import Array
from guinet.graph.model import Edge
from guinet.gui import theme
from guinet.gui.canvas.curves import (
    along,
    bounds,
    control_points,
    distance_to,
    path_of,
    samples_for,
)
from guinet.gui.canvas.routing import route
from guinet.gui.canvas.scale import WIDEST_PX, gradient_rgb
from guinet.gui.canvas.traffic import STILL

__all__ = ["EdgeLayer"]

_MARGIN = WIDEST_PX / 2 + 6.0
_ONE_BY_ONE = 200
_FLAT_BELOW = 0.35
_COARSE_PX = 1024.0

Style = tuple[float, int, str]
"""Width in pixels, level on the gradient's colours, and mark: empty, hovered or selected."""


class EdgeLayer(QGraphicsItem):
    """Draws every edge of the graph below the cards.

    One item rather than one per edge: a thousand edges then cost what their strokes cost.

    Attributes
    ----------
    edges
        In drawing order.
    ways
        The cubic pieces of each, see `curves`.
    table, lengths
        Points at equal distances along each edge, and its length, see `curves.along`.
    widths, levels
        How each is drawn, see `Traffic.styles`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.edges: list[Edge] = []
        self.ways: list[Array] = []
        self.table: Array = np.empty((0, 2, 2))
        self.lengths: Array = np.empty(0)
        self.widths: Array = np.empty(0)
        self.levels: Array = np.empty(0, dtype=np.int64)
        self._starts: Array = np.empty((0, 2))
        self._ends: Array = np.empty((0, 2))
        self._hulls: Array = np.empty((0, 4))
        self._provisional = False
        self._paths: list[QPainterPath] = []
        self._boxes: list[QRectF] = []
        self._marks: Mapping[Edge, str] = {}
        self._hidden: frozenset[Edge] = frozenset()
        self._bounds = QRectF()
        self.setZValue(-1.0)

    @property
    def provisional(self) -> bool:
        """Whether edges were moved: those that were not touched may have better ways now."""
        return self._provisional

    def set_edges(self, edges: Sequence[Edge], starts: Array, ends: Array, cards: Array) -> None:
        """Show these edges between these points, (E, 2) each, in the scene.

        Parameters
        ----------
        edges
            In drawing order.
        starts, ends
            The ports.
        cards
            (N, 4) left, top, right and bottom of the cards, which edges go round.
        """
        self.edges = list(edges)
        self._starts, self._ends = starts.copy(), ends.copy()
        self.reroute(cards)
        self.widths = np.full(len(edges), 3.0)
        self.levels = np.full(len(edges), STILL, dtype=np.int64)

    def reroute(self, cards: Array) -> None:
        """Look for the best ways of all edges, (N, 4) cards."""
        self.ways = route(self._starts, self._ends, cards)
        self.table, self.lengths = along(self.ways, samples_for(self.ways))
        self._paths = [path_of(way) for way in self.ways]
        self._boxes = [bounds(way, _MARGIN) for way in self.ways]
        self._hulls = _hulls(self.ways, self._starts, self._ends)
        self._provisional = False
        self._fit()
        self.update()

    def move(
        self, moved: Sequence[int], starts: Array, ends: Array, cards: Array, passed: QRectF
    ) -> list[int]:
        """Let some edges run between other points, and others round what came in their way.

        Parameters
        ----------
        moved
            Which edges, by position.
        starts, ends
            (M, 2) the ports of those edges.
        cards
            The cards as they are now.
        passed
            The part of the scene that cards left or came to.

        Returns
        -------
        rows
            Which edges have got another way.
        """
        rows = list(moved)
        self._starts[rows], self._ends[rows] = starts, ends
        left, top, right, bottom = self._hulls.T
        touched = (left < passed.right()) & (right > passed.left())
        touched &= (top < passed.bottom()) & (bottom > passed.top())
        touched[rows] = True
        index = np.flatnonzero(touched)
        if not len(index):
            return []
        around = [self.ways[row] for row in np.flatnonzero(~touched)]
        starts, ends = self._starts[index], self._ends[index]
        found = route(starts, ends, cards, around)
        self._hulls[index] = _hulls(found, starts, ends)
        rows = [
            row
            for row, way in zip(index.tolist(), found, strict=True)
            if not np.array_equal(self.ways[row], way)
        ]
        ways = dict(zip(index.tolist(), found, strict=True))
        for row in rows:
            self._refresh(self._boxes[row])
            self.ways[row] = ways[row]
            self._paths[row] = path_of(ways[row])
            self._boxes[row] = bounds(ways[row], _MARGIN)
        self._tabulate(rows)
        self._provisional = True
        self._fit()
        for row in rows:
            self._refresh(self._boxes[row])
        return rows

    def set_styles(self, widths: Array, levels: Array) -> None:
        """Draw edges in other widths and colours; only those that differ are drawn anew."""
        different = np.flatnonzero((widths != self.widths) | (levels != self.levels))
        self.widths, self.levels = widths, levels
        for row in different.tolist():
            self._refresh(self._boxes[row])

    def set_marks(self, marks: Mapping[Edge, str]) -> None:
        """Mark edges as ``"selected"`` or ``"hovered"``."""
        touched = {e for e in {**self._marks, **marks} if self._marks.get(e) != marks.get(e)}
        self._marks = dict(marks)
        for row, edge in enumerate(self.edges):
            if edge in touched:
                self._refresh(self._boxes[row])

    def leave_out(self, edges: frozenset[Edge]) -> None:
        """Leave edges out: a gesture holds them in its hand."""
        self._hidden = edges
        self.update()

    def at(self, point: QPointF, reach_px: float) -> Edge | None:
        """Return the edge nearest to a point of the scene, none if all are farther away."""
        rows = [
            row
            for row, box in enumerate(self._boxes)
            if box.adjusted(-reach_px, -reach_px, reach_px, reach_px).contains(point)
        ]
        if not rows:
            return None
        distances = distance_to(self.table[rows], point.x(), point.y()) - self.widths[rows] / 2
        nearest = int(np.argmin(distances))
        return self.edges[rows[nearest]] if distances[nearest] <= reach_px else None

    def rows_in(self, area: QRectF) -> list[int]:
        """Return which edges, by position, may pass through a part of the scene."""
        return [row for row, box in enumerate(self._boxes) if box.intersects(area)]

    def colour_of(self, edge: Edge) -> QColor:
        """Return the colour an edge is drawn in."""
        return _colour(int(self.levels[self.edges.index(edge)]))

    def width_of(self, edge: Edge) -> float:
        """Return the width an edge is drawn in, in pixels."""
        return float(self.widths[self.edges.index(edge)])

    def path_of(self, edge: Edge) -> QPainterPath:
        """Return how an edge runs in the scene."""
        return self._paths[self.edges.index(edge)]

    def boundingRect(self) -> QRectF:
        """Return a rectangle that holds all edges."""
        return self._bounds

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw the edges that touch what must be drawn anew."""
        # The option's rectangle is all of the item where a view renders a part of itself.
        exposed = painter.clipBoundingRect() if painter.hasClipping() else self._bounds
        rows = [row for row, box in enumerate(self._boxes) if box.intersects(exposed)]
        rows = [row for row in rows if self.edges[row] not in self._hidden]
        zoom = option.levelOfDetailFromTransform(painter.worldTransform())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, zoom >= _FLAT_BELOW)
        if zoom < _FLAT_BELOW or len(rows) > _ONE_BY_ONE:
            for style, path in self._grouped(rows).items():
                _stroke(painter, path, style, plain=zoom < _FLAT_BELOW)
        else:
            for row in rows:
                _stroke(painter, self._paths[row], self._style(row))

    def _tabulate(self, rows: Sequence[int]) -> None:
        """Have points along these edges, and more along all where one became that long."""
        samples = self.table.shape[1]
        ways = [self.ways[row] for row in rows]
        needed = samples_for(ways)
        if needed > samples:
            self.table, self.lengths = along(self.ways, needed)
        elif ways:
            self.table[rows], self.lengths[rows] = along(ways, samples)

    def _refresh(self, rect: QRectF) -> None:
        """Have part of the layer painted; `update` would tell the scene that all of it is."""
        scene = self.scene()
        if scene is not None:
            scene.update(rect)

    def _style(self, row: int) -> Style:
        return (
            float(self.widths[row]),
            int(self.levels[row]),
            self._marks.get(self.edges[row], ""),
        )

    def _grouped(self, rows: Sequence[int]) -> dict[Style, QPainterPath]:
        """Join edges of one style: many strokes of one path are quicker than many paths."""
        groups: dict[Style, QPainterPath] = {}
        for row in rows:
            style = self._style(row)
            if style in groups:
                groups[style].addPath(self._paths[row])
            else:
                groups[style] = QPainterPath(self._paths[row])
        return groups

    def _fit(self) -> None:
        """Let the bounding rectangle hold all edges, in coarse steps.

        A change of it has everything painted anew, which must not happen with each step of a
        drag.
        """
        box = bounds(self._hulls.reshape(-1, 2, 2), _MARGIN)
        if self._bounds.contains(box):
            return
        self.prepareGeometryChange()
        left, top = (math.floor(edge / _COARSE_PX) - 1 for edge in (box.left(), box.top()))
        right, bottom = (math.ceil(edge / _COARSE_PX) + 1 for edge in (box.right(), box.bottom()))
        size = (right - left) * _COARSE_PX, (bottom - top) * _COARSE_PX
        self._bounds = QRectF(left * _COARSE_PX, top * _COARSE_PX, *size)


def _hulls(ways: Sequence[Array], starts: Array, ends: Array) -> Array:
    """Return what each edge covers, and would if it were plain: left, top, right, bottom."""
    plain = control_points(starts, ends)
    low, high = plain.min(axis=1), plain.max(axis=1)
    for row, way in enumerate(ways):
        if len(way) > 1:
            low[row] = np.minimum(low[row], way.min(axis=(0, 1)))
            high[row] = np.maximum(high[row], way.max(axis=(0, 1)))
    return np.concatenate([low, high], axis=1)


def _colour(level: int) -> QColor:
    if level == STILL:
        return theme.colour("wire_still")
    return QColor(*gradient_rgb()[level].tolist())


def _stroke(painter: QPainter, path: QPainterPath, style: Style, *, plain: bool = False) -> None:
    for pen in _pens(style, plain, theme.current().name):
        painter.strokePath(path, pen)


@lru_cache(maxsize=2048)
def _pens(style: Style, plain: bool, theme_name: str) -> tuple[QPen, ...]:
    """Return the strokes of an edge from the widest to the narrowest.

    A gap of the canvas' colour keeps crossing edges apart; a fine casing keeps both ends of the
    colour scale visible on both themes.
    """
    width, level, mark = style
    colour = _colour(level)
    strokes: list[tuple[QColor, float]] = []
    if not plain:
        strokes.append((theme.colour("canvas"), width + 4.0))
        if mark:
            halo = theme.colour("accent") if mark == "selected" else theme.colour("text", 0.6)
            strokes.append((halo, width + 4.0))
        elif level != STILL:
            strokes.append((theme.colour("wire_casing"), width + 1.5))
    elif mark == "selected":
        colour = theme.colour("accent")
    strokes.append((colour, width))
    pens = []
    for shade, px in strokes:
        pen = QPen(shade, px)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pens.append(pen)
    return tuple(pens)
