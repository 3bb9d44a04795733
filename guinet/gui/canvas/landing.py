"""Where what is pasted comes to stand."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF

from guinet.gui.canvas.layout import Point, free_place

__all__ = ["landing", "whole"]

_OFFSET_PX = 32.0
_EDGE_PX = 16.0


def whole(rects: Iterable[QRectF]) -> QRectF:
    """Return what holds all of these."""
    area = QRectF()
    for rect in rects:
        area = area.united(rect)
    return area


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
    x, y = free_place(wanted.toTuple(), size, taken, seen)  # type: ignore[arg-type]
    return x - area.left(), y - area.top()
