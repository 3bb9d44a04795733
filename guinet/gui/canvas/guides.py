"""Lines that show when a dragged card stands in line with others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from guinet.core.types import Array
from guinet.gui.canvas.tidy.box import Box, Point

__all__ = ["Aligned", "Guides"]

_BEYOND_PX = 8.0
"""How far a line goes beyond the cards that it joins."""

_PORT = 3

Line = tuple[float, float, float, float]
"""From x, y to x, y."""


@dataclass(frozen=True)
class Aligned:
    """What a card stands in line with.

    Attributes
    ----------
    dx, dy
        How far the card would have to move; None where nothing is near.
    lines
        To be drawn, for the card where it would stand then.
    """

    dx: float | None = None
    dy: float | None = None
    lines: tuple[Line, ...] = field(default=())


class Guides:
    """The edges, middles and ports of the cards that stay.

    Parameters
    ----------
    places, boxes
        Where those cards stand, and what they look like.
    """

    def __init__(self, places: Mapping[str, Point], boxes: Mapping[str, Box]) -> None:
        rects = [(x, y, x + boxes[id].width, y + boxes[id].height) for id, (x, y) in places.items()]
        self._rects = np.array(rects, dtype=np.float64).reshape(-1, 4)
        self._marks = tuple(
            _marks([_features(boxes[id], place, axis) for id, place in places.items()])
            for axis in (0, 1)
        )

    def near(self, box: Box, place: Point, reach: float) -> Aligned:
        """Return what a card is in line with, to within so many pixels of the scene.

        On each axis the nearest counts: a port's line before that of an edge or a middle.
        """
        steps: list[float | None] = []
        hits: list[list[tuple[float, int]]] = []
        for axis in (0, 1):
            step, found = self._nearest(_features(box, place, axis), axis, reach)
            steps.append(step)
            hits.append(found)
        dx, dy = steps
        x, y = place[0] + (dx or 0.0), place[1] + (dy or 0.0)
        own = np.array([x, y, x + box.width, y + box.height])
        lines = [self._line(axis, at, owner, own) for axis in (0, 1) for at, owner in hits[axis]]
        return Aligned(dx, dy, tuple(_joined(lines)))

    def _nearest(
        self, features: Iterable[tuple[int, float]], axis: int, reach: float
    ) -> tuple[float | None, list[tuple[float, int]]]:
        kinds, values, owners = self._marks[axis]
        best: float | None = None
        found: list[tuple[float, int]] = []
        # Ports come first, so that of equal distances theirs counts.
        for kind, value in sorted(features, key=lambda feature: -feature[0]):
            away = np.where(kinds == kind, values - value, np.inf)
            rows = np.flatnonzero(np.abs(away) <= reach)
            for row in rows.tolist():
                step = float(away[row])
                if best is None or abs(step) < abs(best) - 0.01:
                    best, found = step, []
                if abs(step - best) < 0.01:
                    found.append((float(values[row]), int(owners[row])))
        return best, found

    def _line(self, axis: int, at: float, owner: int, own: Array) -> Line:
        other = self._rects[owner]
        along = 1 - axis
        low = float(min(own[along], other[along])) - _BEYOND_PX
        high = float(max(own[along + 2], other[along + 2])) + _BEYOND_PX
        return (at, low, at, high) if axis == 0 else (low, at, high, at)


def _features(box: Box, place: Point, axis: int) -> list[tuple[int, float]]:
    """Return edges and middle, and on the upright axis the ports, each with its kind."""
    low, size = place[axis], (box.width, box.height)[axis]
    features = [(0, low), (1, low + size / 2), (2, low + size)]
    if axis == 1:
        ports = {*box.inputs.values(), *box.outputs.values()}
        features += [(_PORT, low + y) for y in sorted(ports)]
    return features


def _marks(cards: list[list[tuple[int, float]]]) -> tuple[Array, Array, Array]:
    rows = [(kind, value, card) for card, found in enumerate(cards) for kind, value in found]
    table = np.array(rows, dtype=np.float64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def _joined(lines: list[Line]) -> list[Line]:
    """Return one line for those that lie on each other."""
    longest: dict[tuple[bool, float], Line] = {}
    for x0, y0, x1, y1 in lines:
        key = (x0 == x1, round(x0 if x0 == x1 else y0, 2))
        a, b, c, d = longest.get(key, (x0, y0, x1, y1))
        longest[key] = (min(a, x0), min(b, y0), max(c, x1), max(d, y1))
    return list(longest.values())
