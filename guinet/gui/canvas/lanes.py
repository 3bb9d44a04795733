"""Finding a free lane for one wire: across, up or down, along, up or down, across."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from guinet.core.types import Array
from guinet.gui.canvas.curves import sampled
from guinet.gui.canvas.maze import way_through

__all__ = ["NEST_PX", "Traced", "lane"]

NEST_PX = 14.0
"""Distance of wires that run side by side."""

_MARGINS_PX = ((14.0, 22.0), (14.0, 14.0), (7.0, 7.0))
"""Distance from cards, beside and above them; smaller ones where there is no way with larger."""

_STUB_PX = 28.0
"""How far a wire best runs on from its port before it turns."""

_TRACKS = 10
_NESTED = 4
_WINDOW_PX = (240.0, 1200.0)
_ASIDE_PX = 80.0
"""No way runs farther than this from the cards that it goes round."""

_BEND = 30.0
_HASTE = 0.3
_SHARED = 400.0
_CROSSING = 45.0
_LONGLIST, _SHORTLIST = 1000, 24


class Traced:
    """Where other wires run: pieces of lanes, to keep a distance, and chords, not to cross them.

    Parameters
    ----------
    plain
        (P, 4, 2) control points of plain wires.
    """

    def __init__(self, plain: Array) -> None:
        chords = sampled(plain, 7)
        self._chords = _Rows(4)
        self._chords.add(np.concatenate([chords[:, :-1], chords[:, 1:]], axis=2).reshape(-1, 4))
        self._level, self._upright = _Rows(3), _Rows(3)

    def add(self, way: Array) -> None:
        """Take note of a way, (K, 4, 2)."""
        points = np.concatenate([way[:, 0], way[-1:, 3]])
        begin, end = points[:-1], points[1:]
        self._chords.add(np.concatenate([begin, end], axis=1))
        low, high = np.minimum(begin, end), np.maximum(begin, end)
        level, upright = (np.abs(end - begin) < 0.5).T[::-1]
        upright &= ~level
        self._level.add(np.stack([begin[:, 1], low[:, 0], high[:, 0]], axis=1)[level])
        self._upright.add(np.stack([begin[:, 0], low[:, 1], high[:, 1]], axis=1)[upright])

    def shared(self, at: Array, low: Array, high: Array, *, upright: bool) -> Array:
        """Return how many straight pieces run too near beside the given ones."""
        others = (self._upright if upright else self._level).rows
        mine = (others[:, 0] > at.min() - NEST_PX) & (others[:, 0] < at.max() + NEST_PX)
        others = others[mine & (others[:, 2] > low.min()) & (others[:, 1] < high.max())]
        near = np.abs(at[..., None] - others[:, 0]) < NEST_PX - 1.0
        beside = (low[..., None] < others[:, 2] - 2.0) & (high[..., None] > others[:, 1] + 2.0)
        return np.asarray((near & beside).sum(axis=-1))

    def crossed(self, corners: Array) -> Array:
        """Return how many wires each of some ways crosses, (W, C, 2) through corners."""
        chords = self._chords.rows
        low, high = corners.min(axis=(0, 1)), corners.max(axis=(0, 1))
        near = (np.minimum(chords[:, 0], chords[:, 2]) < high[0]) & (
            np.maximum(chords[:, 0], chords[:, 2]) > low[0]
        )
        chords = chords[near]
        near = (np.minimum(chords[:, 1], chords[:, 3]) < high[1]) & (
            np.maximum(chords[:, 1], chords[:, 3]) > low[1]
        )
        count = np.zeros(len(corners), dtype=np.int64)
        chords = chords[near]
        begin, end = corners[:, :-1].reshape(-1, 2), corners[:, 1:].reshape(-1, 2)
        owner = np.repeat(np.arange(len(corners)), corners.shape[1] - 1)
        # Each piece runs along one axis: first those chords whose ends lie on both sides of it.
        for along, across in ((0, 1), (1, 0)):
            pieces = np.flatnonzero(
                (begin[:, across] == end[:, across]) & (begin[:, along] != end[:, along])
            )
            at = begin[pieces, across, None]
            c, d = chords[:, across], chords[:, 2 + across]
            piece, chord = np.nonzero(((c < at) & (d > at)) | ((c > at) & (d < at)))
            a, b = begin[pieces[piece]], end[pieces[piece]]
            c, d = chords[chord, :2], chords[chord, 2:]
            hit = _side(c, d, a) * _side(c, d, b) < 0
            np.add.at(count, owner[pieces[piece[hit]]], 1)
        return count


class _Rows:
    """An array that grows."""

    def __init__(self, width: int) -> None:
        self._array = np.empty((256, width))
        self._count = 0

    @property
    def rows(self) -> Array:
        """All rows that were added."""
        return self._array[: self._count]

    def add(self, rows: Array) -> None:
        """Add rows."""
        count = self._count + len(rows)
        if count > len(self._array):
            larger = np.empty((2 * count, self._array.shape[1]))
            larger[: self._count] = self.rows
            self._array = larger
        self._array[self._count : count] = rows
        self._count = count


def _side(a: Array, b: Array, point: Array) -> Array:
    ab, ap = b - a, point - a
    return np.asarray(np.sign(ab[..., 0] * ap[..., 1] - ab[..., 1] * ap[..., 0]))


def lane(start: Array, end: Array, rects: Array, traced: Traced) -> tuple[Array | None, Array]:
    """Look for a way from port to port clear of all cards.

    Parameters
    ----------
    start, end
        (2,) the ports.
    rects
        (N, 4) cards.
    traced
        The wires that are there already.

    Returns
    -------
    corners
        Of the way, None where there is none.
    area
        (4,) left, top, right and bottom of the part of the scene that had a part in it.
    """
    for window in _WINDOW_PX:
        low, high = np.minimum(start, end) - window, np.maximum(start, end) + window
        near = rects[
            (rects[:, 0] < high[0])
            & (rects[:, 2] > low[0])
            & (rects[:, 1] < high[1])
            & (rects[:, 3] > low[1])
        ]
        area = _around(low, high, near)
        wides = [near + np.array([-1, -1, 1, 1]) * (*margin, *margin) for margin in _MARGINS_PX]
        for wide in wides:
            found = _simple(start, end, near, wide, traced)
            if found is not None:
                return found, area
        for wide, margin in zip(wides, _MARGINS_PX, strict=True):
            found = way_through(start, end, wide, margin[0])
            if found is not None:
                return found, area
    return None, area


def _around(low: Array, high: Array, near: Array) -> Array:
    """Return the box around a window and all cards that reach into it, and ways along these."""
    low = np.minimum(low, near[:, :2].min(axis=0, initial=np.inf)) - _ASIDE_PX
    high = np.maximum(high, near[:, 2:].max(axis=0, initial=-np.inf)) + _ASIDE_PX
    return np.concatenate([low, high])


def _simple(start: Array, end: Array, rects: Array, wide: Array, traced: Traced) -> Array | None:
    """Return the best way of at most four bends, or None."""
    (sx, sy), (tx, ty) = start.tolist(), end.tolist()
    tracks = NEST_PX * np.arange(1, _TRACKS + 1)
    leaving = sx + tracks
    leaving = leaving[leaving <= _free_to(sx, sy, rects, wide)]
    # The same to the left of the target, in a mirror.
    reaching = tx - tracks
    reaching = reaching[-reaching <= _free_to(-tx, ty, _mirrored(rects), _mirrored(wide))]
    levels = _levels(sy, ty, wide)
    clear = _upright_clear(leaving, sy, levels, wide)[:, None, :]
    clear = clear & _upright_clear(reaching, ty, levels, wide)[None]
    clear &= _level_clear(leaving, reaching, levels, wide)
    first, second, level = np.nonzero(clear)
    if not len(level):
        return None
    x1, x2, y = leaving[first], reaching[second], levels[level]
    climb, fall = np.abs(y - sy), np.abs(y - ty)
    cost = x1 - sx + tx - x2 + np.abs(x2 - x1) + climb + fall
    cost += 2 * _BEND * ((climb > 0.5).astype(float) + (fall > 0.5))
    cost += _HASTE * (np.abs(x1 - sx - _STUB_PX) + np.abs(tx - x2 - _STUB_PX))
    cheap = np.argsort(cost, kind="stable")[:_LONGLIST]
    x1, x2, y, cost = x1[cheap], x2[cheap], y[cheap], cost[cheap]
    cost += _SHARED * _shared(x1, x2, y, sy, ty, traced)
    best = np.argsort(cost, kind="stable")[:_SHORTLIST]
    corners = _corners(x1[best], x2[best], y[best], start, end)
    total = cost[best] + _CROSSING * traced.crossed(corners)
    return _without_repeats(corners[int(np.argmin(total))])


def _free_to(x: float, y: float, rects: Array, wide: Array) -> float:
    """Return how far to the right a level way from a port is clear."""
    ahead = (rects[:, 0] > x - 1.0) & (wide[:, 1] < y) & (wide[:, 3] > y)
    return float(wide[ahead, 0].min(initial=np.inf))


def _mirrored(rects: Array) -> Array:
    return np.stack([-rects[:, 2], rects[:, 1], -rects[:, 0], rects[:, 3]], axis=1)


def _levels(sy: float, ty: float, wide: Array) -> Array:
    nested = NEST_PX * np.arange(_NESTED)
    above, below = wide[:, 1, None] - nested, wide[:, 3, None] + nested
    return np.unique(np.concatenate([[sy, ty, (sy + ty) / 2], above.ravel(), below.ravel()]))


def _upright_clear(xs: Array, y: float, levels: Array, wide: Array) -> Array:
    """Return which levels can be reached straight up or down from y, (X, L)."""
    here = (wide[:, 0] < xs[:, None]) & (wide[:, 2] > xs[:, None])
    above, below = here & (wide[:, 3] <= y), here & (wide[:, 1] >= y)
    inside = np.any(here & (wide[:, 1] < y) & (wide[:, 3] > y), axis=1)
    top = np.where(above, wide[:, 3], -np.inf).max(axis=1, initial=-np.inf)
    bottom = np.where(below, wide[:, 1], np.inf).min(axis=1, initial=np.inf)
    reached = (levels >= top[:, None]) & (levels <= bottom[:, None])
    return np.asarray(reached & ~np.reshape(inside, (-1, 1)))


def _level_clear(leaving: Array, reaching: Array, levels: Array, wide: Array) -> Array:
    """Return which levels are clear between each pair of uprights, (X1, X2, L)."""
    here = (wide[:, 1] < levels[:, None]) & (wide[:, 3] > levels[:, None])
    x = leaving[:, None, None]
    ahead, behind = here & (wide[:, 2] > x), here & (wide[:, 0] < x)
    right = np.where(ahead, wide[:, 0], np.inf).min(axis=2, initial=np.inf)
    left = np.where(behind, wide[:, 2], -np.inf).max(axis=2, initial=-np.inf)
    x1, x2 = leaving[:, None, None], reaching[None, :, None]
    return np.asarray(
        np.where(x2 >= x1, x2 <= right[:, None, :], x2 >= left[:, None, :])
        & (right >= leaving[:, None])[:, None, :]
        & (left <= leaving[:, None])[:, None, :]
    )


def _shared(x1: Array, x2: Array, y: Array, sy: float, ty: float, traced: Traced) -> Array:
    """Return how many wires each way runs too near beside."""
    count = traced.shared(y, np.minimum(x1, x2), np.maximum(x1, x2), upright=False)
    for x, port in ((x1, sy), (x2, ty)):
        low, high = np.minimum(y, port), np.maximum(y, port)
        count = count + traced.shared(x, low, high, upright=True)
    return np.asarray(count)


def _corners(x1: Array, x2: Array, y: Array, start: Array, end: Array) -> Array:
    (sx, sy), (tx, ty) = start.tolist(), end.tolist()
    one = np.ones(len(y))
    across = np.stack([sx * one, x1, x1, x2, x2, tx * one], axis=1)
    down = np.stack([sy * one, sy * one, y, y, ty * one, ty * one], axis=1)
    return np.stack([across, down], axis=2)


def _without_repeats(corners: Array) -> Array:
    """Return the corners without those where nothing turns."""
    kept = [corners[0]]
    for corner, following in pairwise(corners[1:]):
        before, after = corner - kept[-1], following - corner
        if abs(before[0] * after[1] - before[1] * after[0]) > 1e-6:
            kept.append(corner)
    return np.array([*kept, corners[-1]])
