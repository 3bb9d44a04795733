"""Lining cards up, and spreading them evenly: places in, places out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from guinet.gui.canvas.layout import Point, Sizes

__all__ = ["Axis", "Side", "align", "distribute"]

Side = Literal["left", "centre", "right", "top", "middle", "bottom"]
Axis = Literal["across", "down"]

_ALONG: dict[Side, tuple[int, float]] = {
    "left": (0, 0.0),
    "centre": (0, 0.5),
    "right": (0, 1.0),
    "top": (1, 0.0),
    "middle": (1, 0.5),
    "bottom": (1, 1.0),
}
_LEAST_GAP = 16.0


def align(places: Mapping[str, Point], sizes: Sizes, side: Side) -> dict[str, Point]:
    """Return places at which one side, or the middles, of all cards are on a line.

    The line is that of the outermost card, or the middle of all of them.
    """
    axis, part = _ALONG[side]
    low = min(place[axis] for place in places.values())
    high = max(place[axis] + sizes[id][axis] for id, place in places.items())
    line = low + part * (high - low)
    return {
        id: _moved(place, axis, float(round(line - part * sizes[id][axis])))
        for id, place in places.items()
    }


def distribute(places: Mapping[str, Point], sizes: Sizes, along: Axis) -> dict[str, Point]:
    """Return places at which the gaps between neighbours are equal.

    The first and the last card stay; where there is no room between them, the last ones move
    on so that no card stands on another.
    """
    axis = 0 if along == "across" else 1
    order = sorted(places, key=lambda id: (places[id][axis] + sizes[id][axis] / 2, id))
    low = places[order[0]][axis]
    room = places[order[-1]][axis] + sizes[order[-1]][axis] - low
    filled = sum(sizes[id][axis] for id in order)
    gap = max(_LEAST_GAP, (room - filled) / max(1, len(order) - 1))
    found: dict[str, Point] = {}
    at = low
    for id in order:
        found[id] = _moved(places[id], axis, float(round(at)))
        at += sizes[id][axis] + gap
    return found


def _moved(place: Point, axis: int, to: float) -> Point:
    return (to, place[1]) if axis == 0 else (place[0], to)
