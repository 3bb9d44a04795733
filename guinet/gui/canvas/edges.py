"""All edges as one layer: width for the activation, colour for the gradient."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from guinet.core.types import Array
from guinet.graph.model import Edge
from guinet.gui.canvas.card import FLAT_BELOW
from guinet.gui.canvas.curves import (
    along,
    boxes,
    control_points,
    distance_to,
    joined,
    path_of,
    samples_for,
)
from guinet.gui.canvas.far_wires import FarWires
from guinet.gui.canvas.router import Router
from guinet.gui.canvas.routing import route
from guinet.gui.canvas.scale import WIDEST_PX
from guinet.gui.canvas.stale import Stale
from guinet.gui.canvas.strokes import Style, colour_of, far_colours, stroke
from guinet.gui.canvas.traffic import STILL

__all__ = ["EdgeLayer"]

_MARGIN = WIDEST_PX / 2 + 6.0
_MANY_IN_HAND = 16
_AT_ONCE_S, _OPENING_S = 0.012, 0.1
"""How long an edit, and what is shown first, may wait for the best ways of wires."""
_MANY = 400
"""With more wires than this an edit does not wait for their best ways at all."""

_NOWHERE: Array = np.empty((0, 4, 2))


class EdgeLayer:
    """Draws every edge of the graph below the cards.

    One layer rather than an item per edge: a thousand edges then cost what their strokes cost.
    Edges of cards that are dragged are *lifted*: they are drawn over the layer in every frame.

    Parameters
    ----------
    told
        Called when something must be painted again.

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
    boxes
        (E, 4) left, top, right and bottom of what each edge may touch.
    stale
        What of the layer must be painted again.
    """

    def __init__(self, told: Callable[[], None] = lambda: None) -> None:
        self.edges: list[Edge] = []
        self.ways: list[Array] = []
        self.table: Array = np.empty((0, 2, 2))
        self.lengths: Array = np.empty(0)
        self.widths: Array = np.empty(0)
        self.levels: Array = np.empty(0, dtype=np.int64)
        self.boxes: Array = np.empty((0, 4))
        self.stale = Stale(told)
        self._starts: Array = np.empty((0, 2))
        self._ends: Array = np.empty((0, 2))
        self._hulls: Array = np.empty((0, 4))
        self._router = Router()
        self._far = FarWires()
        self._search: Generator[None, None, list[Array]] | None = None
        self._provisional = False
        self._rows: dict[Edge, int] = {}
        self._paths: list[QPainterPath | None] = []
        self._marks: Mapping[Edge, str] = {}
        self._hidden: Array = np.empty(0, dtype=bool)
        self._lifted: Array = np.empty(0, dtype=bool)

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
        former = np.array([self._rows.get(edge, -1) for edge in edges], dtype=np.int64)
        kept = former >= 0
        old = former[kept]
        # Those that are in the picture stay in it if they lie on each other as they did.
        still = np.zeros(len(self.edges), dtype=bool)
        still[old[old >= np.maximum.accumulate(old)]] = True
        self.stale.boxes(self.boxes[~still | self._lifted])
        self.ways = [self.ways[row] if row >= 0 else _NOWHERE for row in former.tolist()]
        self._paths = [self._paths[row] if row >= 0 else None for row in former.tolist()]
        count, samples = len(edges), self.table.shape[1]
        self.table = _placed(kept, self.table[old], np.zeros((count - len(old), samples, 2)))
        self.lengths = _placed(kept, self.lengths[old], np.zeros(count - len(old)))
        self.boxes = _placed(kept, self.boxes[old], np.full((count - len(old), 4), np.nan))
        self._hidden = _placed(kept, self._hidden[old], np.zeros(count - len(old), dtype=bool))
        self._lifted = np.zeros(count, dtype=bool)
        self.edges = list(edges)
        self._rows = {edge: row for row, edge in enumerate(edges)}
        self._starts, self._ends = starts.copy(), ends.copy()
        self.reroute(cards)
        quiet = np.full(count - len(old), STILL, dtype=np.int64)
        self.widths = _placed(kept, self.widths[old], np.full(count - len(old), 3.0))
        self.levels = _placed(kept, self.levels[old], quiet)

    def reroute(self, cards: Array) -> None:
        """Look for the best ways of all edges, (N, 4) cards.

        Where that takes long, the rest of it is for `go_on`, and edges that begin or end
        elsewhere now are plain until then.
        """
        self._provisional = False
        self._search = self._router.search(self._starts, self._ends, cards)
        if not any(map(len, self.ways)):
            self.go_on(_OPENING_S)
        elif len(self.edges) <= _MANY:
            self.go_on(_AT_ONCE_S)
        if self.searching:
            rows = np.flatnonzero(~joined(self.ways, self._starts, self._ends))
            ends = self._starts[rows], self._ends[rows]
            self._take(rows.tolist(), list(control_points(*ends)[:, None]))
            self._hulls = _hulls(self.ways, self._starts, self._ends)

    @property
    def searching(self) -> bool:
        """Whether the search for the best ways goes on."""
        return self._search is not None

    def go_on(self, seconds: float) -> None:
        """Go on with the search for about so long; at its end edges take their ways."""
        if self._search is None:
            return
        ends_s = time.perf_counter() + seconds
        try:
            while time.perf_counter() < ends_s:
                next(self._search)
        except StopIteration as found:
            self._search = None
            self._hulls = _hulls(found.value, self._starts, self._ends)
            self._take(range(len(found.value)), found.value)

    def known_ends(self, edges: Sequence[Edge]) -> tuple[Array, Array]:
        """Return where edges begin and end as they are shown.

        Returns
        -------
        ends
            (E, 4) the points of both ends.
        known
            (E,) whether the edge is shown; the ends of one that is not mean nothing.
        """
        rows = np.array([self._rows.get(edge, -1) for edge in edges], dtype=np.int64)
        known = rows >= 0
        ends = np.zeros((len(edges), 4))
        ends[known, :2], ends[known, 2:] = self._starts[rows[known]], self._ends[rows[known]]
        return ends, known

    def move(
        self, moved: Sequence[int], starts: Array, ends: Array, cards: Array, passed: QRectF
    ) -> None:
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
        """
        rows = list(moved)
        self._search = None
        self._starts[rows], self._ends[rows] = starts, ends
        left, top, right, bottom = self._hulls.T
        touched = (left < passed.right()) & (right > passed.left())
        touched &= (top < passed.bottom()) & (bottom > passed.top())
        touched[rows] = True
        index = np.flatnonzero(touched)
        if not len(index):
            return
        around = [self.ways[row] for row in np.flatnonzero(~touched)]
        starts, ends = self._starts[index], self._ends[index]
        found = route(starts, ends, cards, around)
        self._hulls[index] = _hulls(found, starts, ends)
        self._take(index.tolist(), found)
        self._provisional = True

    def move_plainly(self, moved: Sequence[int], starts: Array, ends: Array) -> None:
        """Let some edges run between other points on plain ways, which take no looking for."""
        rows = list(moved)
        self._search = None
        self._starts[rows], self._ends[rows] = starts, ends
        self._take(rows, [points[None] for points in control_points(starts, ends)])
        self._hulls[rows] = _hulls([self.ways[row] for row in rows], starts, ends)
        self._provisional = True

    def _take(self, rows: Sequence[int], ways: Sequence[Array]) -> None:
        """Let edges, by position, go these ways; those that go them already stay as they are."""
        changed = [
            (row, way)
            for row, way in zip(rows, ways, strict=True)
            if self.ways[row] is not way and not np.array_equal(self.ways[row], way)
        ]
        if not changed:
            return
        index = [row for row, _ in changed]
        self._refresh(index)
        for row, way in changed:
            self.ways[row], self._paths[row] = way, None
        self.boxes[index] = boxes([way for _, way in changed], _MARGIN)
        self._tabulate(index)
        self._refresh(index)

    def _tabulate(self, rows: Sequence[int]) -> None:
        """Have points along these edges, and more along all where one became that long."""
        samples = self.table.shape[1]
        ways = [self.ways[row] for row in rows]
        needed = samples_for(ways)
        if needed > samples:
            self.table, self.lengths = along(self.ways, needed)
        else:
            self.table[rows], self.lengths[rows] = along(ways, samples)

    def set_styles(self, widths: Array, levels: Array) -> None:
        """Draw edges in other widths and colours, within some frames."""
        different = np.flatnonzero((widths != self.widths) | (levels != self.levels))
        self.widths, self.levels = widths, levels
        self._refresh(different, soon=True)

    def set_marks(self, marks: Mapping[Edge, str]) -> None:
        """Mark edges as ``"selected"`` or ``"hovered"``."""
        touched = {e for e in {**self._marks, **marks} if self._marks.get(e) != marks.get(e)}
        self._marks = dict(marks)
        self._refresh(self._rows_of(touched))

    def leave_out(self, edges: frozenset[Edge]) -> None:
        """Leave edges out: a gesture holds them in its hand."""
        self._hidden = self._exchange(self._hidden, self._rows_of(edges))

    def lift(self, rows: Sequence[int]) -> None:
        """Draw these edges, by position, over the layer from now on, and no others."""
        self._lifted = self._exchange(self._lifted, list(rows))

    def rows_at(self, ids: Iterable[str]) -> list[int]:
        """Return which edges, by position, begin or end at nodes."""
        wanted = set(ids)
        return [row for row, e in enumerate(self.edges) if e.source in wanted or e.target in wanted]

    def at(self, point: QPointF, reach_px: float) -> Edge | None:
        """Return the edge nearest to a point of the scene, none if all are farther away."""
        rows = self.rows_in(QRectF(point, point).adjusted(-reach_px, -reach_px, reach_px, reach_px))
        if not len(rows):
            return None
        distances = distance_to(self.table[rows], point.x(), point.y()) - self.widths[rows] / 2
        nearest = int(np.argmin(distances))
        return self.edges[rows[nearest]] if distances[nearest] <= reach_px else None

    def rows_in(self, area: QRectF) -> Array:
        """Return which edges, by position, may pass through a part of the scene."""
        left, top, right, bottom = self.boxes.T
        meet = (left <= area.right()) & (right >= area.left())
        return np.flatnonzero(meet & (top <= area.bottom()) & (bottom >= area.top()))

    def colour_of(self, edge: Edge) -> QColor:
        """Return the colour an edge is drawn in."""
        return colour_of(int(self.levels[self._rows[edge]]))

    def width_of(self, edge: Edge) -> float:
        """Return the width an edge is drawn in, in pixels."""
        return float(self.widths[self._rows[edge]])

    def path_of(self, edge: Edge) -> QPainterPath:
        """Return how an edge runs in the scene."""
        return self._path(self._rows[edge])

    def paint(self, painter: QPainter, area: QRectF, zoom: float) -> None:
        """Draw the edges that may pass through a part of the scene, but those in the hand."""
        rows = self.rows_in(area)
        rows = rows[~(self._hidden | self._lifted)[rows]]
        self._paint(painter, rows[self._touch(rows, area)], area, zoom)

    def paint_lifted(self, painter: QPainter, area: QRectF, zoom: float) -> None:
        """Draw the edges of the cards in the hand; many of them without casing, to keep up."""
        rows = np.flatnonzero(self._lifted & ~self._hidden)
        rows = rows[self._touch(rows, area)]
        self._paint(painter, rows, area, zoom, bare=len(rows) > _MANY_IN_HAND)

    def _paint(
        self, painter: QPainter, rows: Array, area: QRectF, zoom: float, *, bare: bool = False
    ) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, zoom >= FLAT_BELOW)
        if zoom < FLAT_BELOW:
            self._paint_far(painter, rows, area)
            return
        for row in rows.tolist():
            stroke(painter, self._path(row), self._style(row), plain=bare)

    def _paint_far(self, painter: QPainter, rows: Array, area: QRectF) -> None:
        marks = [self._marks.get(self.edges[row], "") for row in rows.tolist()]
        chosen = np.array([mark == "selected" for mark in marks], dtype=bool)
        marked = np.array([mark != "" for mark in marks], dtype=bool)
        # In the order of styles, so that a part of the layer looks the same by itself.
        order = np.lexsort((self.widths[rows], self.levels[rows], marked))
        rows = rows[order]
        wires = [(row, self.ways[row]) for row in rows.tolist()]
        colours = far_colours(self.levels[rows], chosen[order])
        self._far.paint(painter, wires, self.widths[rows], colours, area)

    def _touch(self, rows: Array, area: QRectF) -> Array:
        """Return which of these edges really pass through a part of the scene."""
        table = self.table[rows]
        # No point of an edge is farther from one of its table than half the step between two.
        reach = self.lengths[rows, None] / (2 * (table.shape[1] - 1)) + _MARGIN
        x, y = table[:, :, 0], table[:, :, 1]
        inside = (x > area.left() - reach) & (x < area.right() + reach)
        inside &= (y > area.top() - reach) & (y < area.bottom() + reach)
        return np.asarray(inside.any(axis=1))

    def _exchange(self, former: Array, rows: Sequence[int]) -> Array:
        """Return a mask with these rows, and have painted anew what differs from the former."""
        mask = np.zeros(len(self.edges), dtype=bool)
        mask[rows] = True
        self.stale.boxes(self.boxes[mask != former])
        return mask

    def _refresh(self, rows: Array | Sequence[int], *, soon: bool = False) -> None:
        """Have edges painted anew; those in the hand are in every frame."""
        index = np.asarray(rows, dtype=np.int64)
        self.stale.boxes(self.boxes[index[~self._lifted[index]]], soon=soon)

    def _rows_of(self, edges: Iterable[Edge]) -> list[int]:
        return [self._rows[edge] for edge in edges if edge in self._rows]

    def _path(self, row: int) -> QPainterPath:
        path = self._paths[row]
        if path is None:
            path = self._paths[row] = path_of(self.ways[row])
        return path

    def _style(self, row: int) -> Style:
        return (
            float(self.widths[row]),
            int(self.levels[row]),
            self._marks.get(self.edges[row], ""),
        )


def _placed(kept: Array, old: Array, new: Array) -> Array:
    """Return one array of rows that stayed and rows that are new."""
    placed = np.empty((len(kept), *new.shape[1:]), dtype=new.dtype)
    placed[kept], placed[~kept] = old, new
    return placed


def _hulls(ways: Sequence[Array], starts: Array, ends: Array) -> Array:
    """Return what each edge covers, and would if it were plain: left, top, right, bottom."""
    plain = control_points(starts, ends)
    low, high = plain.min(axis=1), plain.max(axis=1)
    for row, way in enumerate(ways):
        if len(way) > 1:
            low[row] = np.minimum(low[row], way.min(axis=(0, 1)))
            high[row] = np.maximum(high[row], way.max(axis=(0, 1)))
    return np.concatenate([low, high], axis=1)
