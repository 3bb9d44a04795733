"""Where what is new comes to stand."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF

from guinet.gui.canvas.layout import Point, free_place
from guinet.gui.canvas.tidy.box import Box
from guinet.gui.canvas.tidy.clear import clear_of

__all__ = ["clear_place", "landing", "whole"]

_OFFSET_PX = 32.0
_EDGE_PX = 16.0


def whole(rects: Iterable[QRectF]) -> QRectF:
    """Return what holds all of these."""
    area = QRectF()
    for rect in rects:
        area = area.united(rect)
    return area


def clear_place(wanted: Point, size: Point, taken: Iterable[QRectF]) -> Point:
    """Return the wanted place; where a card would cover others there, the nearest clear one.

    Nearest straight above, below or beside it: the hand that put it there finds it again.
    """
    rects = list(taken)
    if not any(QRectF(*wanted, *size).intersects(rect) for rect in rects):
        return wanted
    boxes = {str(number): Box(rect.width(), rect.height()) for number, rect in enumerate(rects)}
    places = {str(number): (rect.left(), rect.top()) for number, rect in enumerate(rects)}
    return clear_of({"": wanted}, places, {**boxes, "": Box(*size)})[""]


def _within(seen: QRectF, corner: QPointF, area: QRectF) -> QPointF:
    """Return the corner, or the nearest to it from where all of an area is seen that fits."""
    room = seen.adjusted(_EDGE_PX, _EDGE_PX, -_EDGE_PX, -_EDGE_PX)
    x = max(room.left(), min(corner.x(), room.right() - area.width()))
    y = max(room.top(), min(corner.y(), room.bottom() - area.height()))
    return QPointF(x, y)


def landing(area: QRectF, taken: list[QRectF], seen: QRectF, at: QPointF | None) -> Point:
    """Return how far something moves so that it is seen and covers nothing.

    Parameters
    ----------
    area
        What it takes at its old place.
    taken
        What it must not cover.
    seen
        Where it is to be seen.
    at
        Where its middle is wanted; None: near its old place, or in the middle of what is seen.
    """
    near = area.topLeft() + QPointF(_OFFSET_PX, _OFFSET_PX)
    half = QPointF(area.width() / 2, area.height() / 2)
    if at is not None:
        wanted = _within(seen, at - half, area)
    else:
        wanted = near if seen.contains(near) else seen.center() - half
    size = (area.width(), area.height())
    x, y = free_place((wanted.x(), wanted.y()), size, taken, seen)
    return x - area.left(), y - area.top()
