"""The ways of all wires, looked for anew only where something changed.

The result is that of `guinet.gui.canvas.routing.route`. That depends on nothing but where wires
end and where cards stand; here each wire's way is kept with the part of the scene that had a
part in it, and is looked for again only when something in there is another.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass

import numpy as np

from guinet.core.types import Array
from guinet.gui.canvas.curves import control_points
from guinet.gui.canvas.lanes import Traced, lane
from guinet.gui.canvas.rounded import rounded
from guinet.gui.canvas.routing import CLEARANCE_PX, in_order, needs_lane

__all__ = ["Router"]

Key = tuple[float, ...]
"""Where a wire begins and ends, or a box."""

_NOWHERE: Array = np.empty(0)


@dataclass(frozen=True)
class _Known:
    """What is known of a wire.

    Attributes
    ----------
    way
        Its cubic pieces.
    led
        Whether it had to look for a lane.
    area
        (4,) the part of the scene that had a part in that.
    """

    way: Array
    led: bool
    area: Array


class Router:
    """Remembers the ways of wires from one time to the next."""

    def __init__(self) -> None:
        self._known: dict[Key, _Known] = {}
        self._cards: frozenset[Key] = frozenset()

    def search(
        self, starts: Array, ends: Array, rects: Array
    ) -> Generator[None, None, list[Array]]:
        """Look for the way of each wire, see `routing.route`; pauses after each that was long.

        What a search has found that is given up before its end, the next one knows: ways depend
        on those that were found before them, and on none that come after.
        """
        keys = [tuple(key) for key in np.concatenate([starts, ends], axis=1).tolist()]
        cards = frozenset(tuple(rect) for rect in rects.tolist())
        former, now = self._known, dict[Key, _Known]()
        changed = _Areas(self._cards ^ cards)
        plain = control_points(starts, ends)
        led = self._led(keys, former, plain, starts, ends, rects, changed)
        ways: list[Array] = []
        there = set(keys)
        for gone in former.keys() - there:
            changed.add(_box(former[gone].way))
        for row, key in enumerate(keys):
            known = former.get(key)
            if led[row]:
                ways.append(plain[row][None])
                if known is not None and not known.led:
                    changed.add(_box(known.way))
                continue
            if known is None or known.led:
                known = _Known(plain[row][None], False, _NOWHERE)
                changed.add(_box(known.way))
            now[key] = known
            ways.append(known.way)
        traced = Traced(plain[~led])
        try:
            for row in in_order(np.flatnonzero(led), starts, ends):
                before = former.get(keys[row])
                known = self._find(before, starts[row], ends[row], rects, traced, changed)
                now[keys[row]] = known
                ways[row] = known.way
                traced.add(known.way)
                if known is not before:
                    yield
        finally:
            self._known, self._cards = now, cards
        return ways

    def _led(
        self,
        keys: list[Key],
        former: dict[Key, _Known],
        plain: Array,
        starts: Array,
        ends: Array,
        rects: Array,
        changed: _Areas,
    ) -> Array:
        """Return which wires cannot be plain, (E,)."""
        led = np.array([key in former and former[key].led for key in keys], dtype=bool)
        margin = CLEARANCE_PX + 1.0
        boxes = np.concatenate([plain.min(axis=1) - margin, plain.max(axis=1) + margin], axis=1)
        doubtful = np.array([key not in former for key in keys], dtype=bool)
        settled = np.flatnonzero(~doubtful)
        doubtful[settled] = changed.meet(boxes[settled])
        if doubtful.any():
            led[doubtful] = needs_lane(plain[doubtful], starts[doubtful], ends[doubtful], rects)
        return led

    def _find(
        self,
        known: _Known | None,
        start: Array,
        end: Array,
        rects: Array,
        traced: Traced,
        changed: _Areas,
    ) -> _Known:
        """Return the way of a wire that needs a lane: the known one if nothing changed near it."""
        again = known is not None and known.led
        if known is not None and again and not changed.meet(known.area[None])[0]:
            return known
        corners, area = lane(start, end, rects, traced)
        way = control_points(start[None], end[None]) if corners is None else rounded(corners)
        if known is not None and again and np.array_equal(known.way, way):
            return _Known(known.way, True, area)
        changed.add(_box(way))
        if known is not None:
            changed.add(_box(known.way))
        return _Known(way, True, area)


class _Areas:
    """Parts of the scene in which something changed."""

    def __init__(self, boxes: Iterable[Key]) -> None:
        self._boxes = list(boxes)
        self._array: Array = np.empty((0, 4))

    def add(self, box: Key) -> None:
        """Take note of one more."""
        self._boxes.append(box)

    def meet(self, boxes: Array) -> Array:
        """Return which boxes (n, 4) meet one of the parts."""
        if len(self._array) != len(self._boxes):
            self._array = np.array(self._boxes).reshape(-1, 4)
        meet = np.zeros(len(boxes), dtype=bool)
        if not len(self._array):
            return meet
        mine, others = boxes, self._array
        if len(others) > len(boxes):
            for row, (left, top, right, bottom) in enumerate(mine.tolist()):
                near = (others[:, 0] <= right) & (others[:, 2] >= left)
                meet[row] = bool((near & (others[:, 1] <= bottom) & (others[:, 3] >= top)).any())
            return meet
        for left, top, right, bottom in others.tolist():
            near = (mine[:, 0] <= right) & (mine[:, 2] >= left)
            meet |= near & (mine[:, 1] <= bottom) & (mine[:, 3] >= top)
        return meet


def _box(way: Array) -> Key:
    low, high = way.min(axis=(0, 1)).tolist(), way.max(axis=(0, 1)).tolist()
    return (*low, *high)
