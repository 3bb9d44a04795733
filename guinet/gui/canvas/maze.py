"""A way of as many bends as it takes, for where no simple lane is free."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array

__all__ = ["way_through"]

_BEND = 60.0
_MOST_TURNS = 6
_MOST_POINTS = 40_000
_WALL = 1e7


def way_through(start: Array, end: Array, wide: Array, stub_px: float) -> Array | None:
    """Return the corners of the shortest way with few bends, or None where there is none.

    Ways run along the sides of the given areas. What each crossing of
    two lines costs to reach, level or upright, is spread over all of them at once, turn by
    turn.

    Parameters
    ----------
    start, end
        (2,) the ports: the way leaves and arrives to the right.
    wide
        (N, 4) cards with what stays clear around them.
    stub_px
        How far the way runs on from its ports before it turns.
    """
    stub = np.array([stub_px, 0.0])
    begin, goal = start + stub, end - stub
    xs = np.unique(np.concatenate([wide[:, 0], wide[:, 2], [begin[0], goal[0]]]))
    ys = np.unique(np.concatenate([wide[:, 1], wide[:, 3], [begin[1], goal[1]]]))
    if len(xs) * len(ys) > _MOST_POINTS:
        return None
    grid = _Grid(xs, ys, wide)
    first = int(np.searchsorted(ys, begin[1])), int(np.searchsorted(xs, begin[0]))
    last = int(np.searchsorted(ys, goal[1])), int(np.searchsorted(xs, goal[0]))
    points = grid.way(first, last)
    if points is None:
        return None
    corners = [start, *(np.array([xs[x], ys[y]]) for y, x in points), end]
    return np.array(corners)


class _Grid:
    """The crossings of lines, and between which of them a card lies."""

    def __init__(self, xs: Array, ys: Array, wide: Array) -> None:
        self.xs, self.ys = xs, ys
        self.level = np.zeros((len(ys), max(0, len(xs) - 1)), dtype=bool)
        self.upright = np.zeros((max(0, len(ys) - 1), len(xs)), dtype=bool)
        for left, top, right, bottom in wide.tolist():
            row, below = np.searchsorted(ys, (top, bottom))
            column, beside = np.searchsorted(xs, (left, right))
            self.level[row + 1 : below, column:beside] = True
            self.upright[row:below, column + 1 : beside] = True

    def way(self, first: tuple[int, int], last: tuple[int, int]) -> list[tuple[int, int]] | None:
        """Return the crossings at which the cheapest way turns, its ends included."""
        shape = len(self.ys), len(self.xs)
        level, upright = np.full(shape, np.inf), np.full(shape, np.inf)
        level[first] = 0.0
        for _ in range(_MOST_TURNS):
            level = _spread(np.minimum(level, upright + _BEND), self.xs, self.level)
            turned = np.minimum(upright, level + _BEND)
            upright = _spread(turned.T, self.ys, self.upright.T).T
        level = _spread(np.minimum(level, upright + _BEND), self.xs, self.level)
        if not np.isfinite(level[last]):
            return None
        return self._back(level, upright, first, last)

    def _back(
        self, level: Array, upright: Array, first: tuple[int, int], last: tuple[int, int]
    ) -> list[tuple[int, int]]:
        """Go back from the end, along a line to where turning into it cost least."""
        points = [last]
        (row, column), across = last, True
        while not (across and (row, column) == first):
            if across:
                turned = upright[row] + _BEND
                if row == first[0]:
                    turned[first[1]] = 0.0
                away = np.abs(self.xs - self.xs[column])
                column = _cheapest(turned + away, self.level[row], column)
                points.append((row, column))
                if (row, column) == first:
                    break
            else:
                away = np.abs(self.ys - self.ys[row])
                row = _cheapest(level[:, column] + away, self.upright[:, column], row)
                points.append((row, column))
            across = not across
        return points[::-1]


def _cheapest(cost: Array, walls: Array, place: int) -> int:
    """Return where on a line, as far as can be seen from a point of it, it was entered."""
    room = np.concatenate([[0], np.cumsum(walls)])
    return int(np.argmin(np.where(room == room[place], cost, np.inf)))


def _spread(cost: Array, at: Array, walls: Array) -> Array:
    """Let the cost of each point of a row spread to both sides, up to the next wall."""
    room = np.zeros(cost.shape)
    np.cumsum(walls, axis=1, out=room[:, 1:])
    # What comes through a wall has paid more for it than any way costs.
    right = np.minimum.accumulate(cost - at - _WALL * room, axis=1) + at + _WALL * room
    left = cost + at + _WALL * room
    left = np.minimum.accumulate(left[:, ::-1], axis=1)[:, ::-1] - at - _WALL * room
    spread = np.minimum(right, left)
    return np.where(spread < _WALL / 2, spread, np.inf)
