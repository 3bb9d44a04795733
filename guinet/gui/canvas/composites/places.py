"""Where cards stand when nodes become a composite, or a composite becomes nodes again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QPointF, QRectF

from guinet.graph.grouping import Grouped
from guinet.graph.model import Graph
from guinet.gui.canvas.layout import Point, free_place, place_all, snap
from guinet.gui.canvas.tidy.box import Box

__all__ = ["around", "group_places", "room_for", "use_place"]

_PORT = (96.0, 72.0)
_GAP_X, _STEP_Y, _MARGIN = 64.0, 104.0, 32.0


def around(rects: Iterable[QRectF]) -> QRectF:
    """Return the smallest rectangle around others."""
    whole = QRectF()
    for rect in rects:
        whole = whole.united(rect)
    return whole


def group_places(grouped: Grouped, members: Mapping[str, QRectF]) -> dict[str, Point]:
    """Return where the cards inside a new composite stand.

    The nodes stay where they stood; Inlets stand left of them, Outlets right, each beside the
    node that it serves, in the order of the ports.
    """
    inner = grouped.graph.composites[grouped.definition].graph
    whole = around(members.values())
    places = {id: (rect.left(), rect.top()) for id, rect in members.items()}
    for ids, x in (
        (grouped.inlets, snap(whole.left() - _GAP_X - _PORT[0])),
        (grouped.outlets, snap(whole.right() + _GAP_X)),
    ):
        y = -float("inf")
        for id in ids:
            y = max(_beside(inner, id, members, whole), y + _STEP_Y)
            places[id] = (x, y)
    return places


def _beside(inner: Graph, port: str, members: Mapping[str, QRectF], whole: QRectF) -> float:
    neighbours = {id for edge in inner.edges_of(port) for id in (edge.source, edge.target)}
    return min((members[id].top() for id in neighbours if id in members), default=whole.top())


def use_place(members: Iterable[QRectF], size: Point, others: Iterable[QRectF]) -> Point:
    """Return where the card of a new composite stands: in the middle of what it stands for."""
    centre = around(members).center()
    wanted = centre.x() - size[0] / 2, centre.y() - size[1] / 2
    return free_place((snap(wanted[0]), snap(wanted[1])), size, list(others))


def room_for(
    inner: Graph,
    places: Mapping[str, Point],
    sizes: Mapping[str, Point],
    use: QRectF,
    others: Mapping[str, QRectF],
) -> dict[str, Point]:
    """Return where all cards stand once the inside of a composite stands in its place.

    The inside keeps its shape, its middle where that of the composite was. On each side where
    it would cover other cards, all cards of that side move away.

    Parameters
    ----------
    inner
        The nodes that come out, with the wires among them.
    places, sizes
        Of their cards, as inside the composite; those without a place get one.
    use
        The card of the composite.
    others
        All other cards.
    """
    known = {id: places[id] for id in inner.nodes if id in places}
    if len(known) < len(inner.nodes):
        known = place_all(inner, known, {id: Box(*size) for id, size in sizes.items()})
    rects = {id: QRectF(*known[id], *sizes[id]) for id in inner.nodes}
    whole = around(rects.values())
    shift = use.center() - whole.center()
    dx, dy = snap(shift.x()), snap(shift.y())
    found = {id: (rect.left() + dx, rect.top() + dy) for id, rect in rects.items()}
    taken = whole.translated(dx, dy).adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
    sides = {id: _side(rect, use) for id, rect in others.items()}
    steps = {
        side: _step(side, taken, [rect for id, rect in others.items() if sides[id] == side])
        for side in set(sides.values())
    }
    for id, rect in others.items():
        step = steps[sides[id]]
        found[id] = (rect.left() + step.x(), rect.top() + step.y())
    return found


def _side(rect: QRectF, use: QRectF) -> str:
    if rect.left() >= use.right():
        return "right"
    if rect.right() <= use.left():
        return "left"
    return "below" if rect.center().y() >= use.center().y() else "above"


def _step(side: str, taken: QRectF, rects: Iterable[QRectF]) -> QPointF:
    """Return how far the cards of a side move: as far as the one that is most in the way."""
    covered = [rect for rect in rects if rect.intersects(taken)]
    if not covered:
        return QPointF()
    if side == "right":
        return QPointF(_up(taken.right() - min(rect.left() for rect in covered)), 0)
    if side == "left":
        return QPointF(-_up(max(rect.right() for rect in covered) - taken.left()), 0)
    if side == "below":
        return QPointF(0, _up(taken.bottom() - min(rect.top() for rect in covered)))
    return QPointF(0, -_up(max(rect.bottom() for rect in covered) - taken.top()))


def _up(distance: float) -> float:
    """Return a distance on the grid that is no shorter."""
    return snap(distance + 4.0)
