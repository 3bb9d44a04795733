"""Pushing cards to the right, so that one more finds room between them."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtCore import QRectF

from guinet.graph.model import Graph
from guinet.graph.reach import downstream
from guinet.gui.canvas.layout import GRID_PX, Point

__all__ = ["make_room"]

_GAP_PX = 40.0
_MARGIN_PX = 16.0


def make_room(
    graph: Graph, rects: Mapping[str, QRectF], id: str, after: str | None
) -> dict[str, Point]:
    """Return new places for what stands in the way of a card.

    What it leads to moves right by what is lacking, with all that follows from there; so does
    whatever would be covered. What stands on the left stays.

    Parameters
    ----------
    graph
        With the new node and its edges.
    rects
        Where all cards stand, the new one included.
    id, after
        The new node, and the one that it leads to where there is one.
    """
    here = rects[id]
    others = {other: rect for other, rect in rects.items() if other != id}
    lacking: dict[str, float] = {}
    if after is not None and others[after].center().x() > here.left():
        lacking[after] = here.right() + _GAP_PX - others[after].left()
    for other, rect in others.items():
        if rect.center().x() > here.center().x() and rect.intersects(_around(here)):
            lacking.setdefault(other, here.right() + _MARGIN_PX - rect.left())
    pushed = {other for other, px in lacking.items() if px > 0}
    if not pushed:
        return {}
    step = GRID_PX * math.ceil(max(lacking.values()) / GRID_PX)
    first = min(others[other].left() for other in pushed)
    following = downstream(graph, pushed)
    moving = {o for o in others if o in following and others[o].left() >= first}
    _carry_along(others, moving, step)
    return {other: (others[other].left() + step, others[other].top()) for other in moving}


def _carry_along(rects: Mapping[str, QRectF], moving: set[str], step: float) -> None:
    """Let those move, too, which those that move would come to cover."""
    waiting = list(moving)
    while waiting:
        before = rects[waiting.pop()]
        swept = _around(before.translated(step, 0.0))
        for other, rect in rects.items():
            new = rect.intersects(swept) and not rect.intersects(before)
            if other not in moving and new and rect.left() >= before.left():
                moving.add(other)
                waiting.append(other)


def _around(rect: QRectF) -> QRectF:
    return rect.adjusted(-_MARGIN_PX, -_MARGIN_PX, _MARGIN_PX, _MARGIN_PX)
