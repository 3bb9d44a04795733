"""Drawing points by hand: what a stroke adds to them, what it takes away, and how far one sees."""

from __future__ import annotations

import math
from collections.abc import Sequence

from guinet.core.context import generator
from guinet.core.points_field import Point

__all__ = ["Stroke", "reach"]

_NICE = (1.0, 2.0, 5.0)
_DIGITS = 4


def reach(points: Sequence[Point], aspect: float = 1.0) -> float:
    """Return how far up and down a plane about the origin goes so that it holds all points.

    It is 1, 2, 5, 10 ..., so that the plane stays as it is while points are added to it.

    Parameters
    ----------
    aspect
        Width of the plane by its height.
    """
    needed = max((max(abs(y), abs(x) / aspect) for x, y, _ in points), default=0.0)
    if needed <= 1.0:
        return 1.0
    decade = 10.0 ** math.floor(math.log10(needed))
    return next(
        (nice * decade for nice in _NICE if needed <= nice * decade * (1 + 1e-9)), 10 * decade
    )


class Stroke:
    """One movement of a brush: points that it sprays, or an eraser that takes them away.

    The first point lies exactly where the stroke begins, so that a click sets one point; the
    others fall about the path, evenly within the brush. The same movement sprays the same points.

    Parameters
    ----------
    points
        What was there before.
    label
        Class of what is sprayed; None erases.
    radius
        Of the brush, in units of the plane.
    most
        How many points there may be.
    corner
        Largest x and y that are seen; nothing is sprayed beyond.
    """

    def __init__(
        self,
        points: tuple[Point, ...],
        label: int | None,
        radius: float,
        most: int,
        corner: tuple[float, float] = (math.inf, math.inf),
    ) -> None:
        self._before = len(points)
        self.points = points
        self.label = label
        self._radius, self._most, self._corner = radius, most, corner
        self._rng = generator(len(points), "stroke")
        self._last: tuple[float, float] | None = None

    @property
    def changed(self) -> int:
        """How many points were added or taken away."""
        return abs(len(self.points) - self._before)

    def to(self, x: float, y: float) -> None:
        """Lead the brush to a place."""
        if self.label is None:
            self._erase(x, y)
        elif self._last is None:
            self._add(x, y)
        else:
            self._spray(*self._last, x, y)
            return
        self._last = (x, y)

    def _spray(self, from_x: float, from_y: float, x: float, y: float) -> None:
        """Set a point for every half radius of the way; what is left of it waits."""
        step = self._radius / 2
        count = int(math.hypot(x - from_x, y - from_y) / step)
        for number in range(1, count + 1):
            part = number / count
            # The root makes the points as dense at the rim as in the middle.
            away = self._radius * math.sqrt(float(self._rng.random()))
            turn = 2 * math.pi * float(self._rng.random())
            self._add(
                from_x + part * (x - from_x) + away * math.cos(turn),
                from_y + part * (y - from_y) + away * math.sin(turn),
            )
        if count:
            self._last = (x, y)

    def _add(self, x: float, y: float) -> None:
        if len(self.points) < self._most and self.label is not None:
            right, top = self._corner
            x, y = min(max(x, -right), right), min(max(y, -top), top)
            self.points = (*self.points, (_rounded(x), _rounded(y), self.label))

    def _erase(self, x: float, y: float) -> None:
        """Take away what lies under the brush, all the way from where it was."""
        from_x, from_y = self._last or (x, y)
        self.points = tuple(
            point
            for point in self.points
            if _distance(point[0], point[1], from_x, from_y, x, y) > self._radius
        )


def _rounded(value: float) -> float:
    """Keep files readable: four digits of a coordinate are finer than a pixel."""
    return float(f"{value:.{_DIGITS}g}") if abs(value) >= 1e-3 else round(value, _DIGITS)


def _distance(px: float, py: float, ax: float, ay: float, bx: float, by: float) -> float:
    """Return how far a point lies from the way between two others."""
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    part = 0.0 if length == 0 else ((px - ax) * dx + (py - ay) * dy) / length
    part = min(max(part, 0.0), 1.0)
    return math.hypot(px - ax - part * dx, py - ay - part * dy)
