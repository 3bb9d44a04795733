"""The ways of wires: plain where that is clear of all cards, else through free lanes.

A wire that would pass under a card, or that runs back to the left, leaves its port, turns into
a lane between the cards, and turns out of it before the port where it ends. The ways depend on
nothing but where the wires end and where the cards stand.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from guinet.core.types import Array
from guinet.gui.canvas.curves import control_points, sampled
from guinet.gui.canvas.lanes import Traced, lane
from guinet.gui.canvas.rounded import rounded

__all__ = ["CLEARANCE_PX", "in_order", "needs_lane", "route"]

CLEARANCE_PX = 6.0
_BACKWARD_PX = 24.0
_SAMPLES = 32


def route(starts: Array, ends: Array, rects: Array, around: Sequence[Array] = ()) -> list[Array]:
    """Return the way of each wire as cubic pieces, (K, 4, 2).

    Parameters
    ----------
    starts, ends
        (E, 2) output and input ports in scene pixels.
    rects
        (N, 4) left, top, right and bottom of each card.
    around
        Ways of other wires that stay as they are: lanes keep a distance from theirs.
    """
    plain = control_points(starts, ends)
    ways = [points[None] for points in plain]
    if not len(starts):
        return ways
    led = np.flatnonzero(needs_lane(plain, starts, ends, rects))
    if not len(led):
        return ways
    keep = np.ones(len(ways), dtype=bool)
    keep[led] = False
    others = [way for way in around if len(way) == 1]
    traced = Traced(np.concatenate([plain[keep], *others]))
    for way in around:
        if len(way) > 1:
            traced.add(way)
    for row in in_order(led, starts, ends):
        corners, _ = lane(starts[row], ends[row], rects, traced)
        if corners is not None:
            ways[row] = rounded(corners)
        traced.add(ways[row])
    return ways


def in_order(led: Array, starts: Array, ends: Array) -> list[int]:
    """Return wires in the order in which they look for lanes, (L,) positions.

    The shortest first: what goes further goes round it.
    """
    reach = np.abs(ends[led] - starts[led]).sum(axis=1)
    return led[np.argsort(reach, kind="stable")].tolist()


def needs_lane(plain: Array, starts: Array, ends: Array, rects: Array) -> Array:
    """Return which wires cannot be plain: they run back, or would pass under a card, (E,)."""
    led = np.asarray(ends[:, 0] < starts[:, 0] + _BACKWARD_PX)
    ahead = ~led
    led[ahead] = _hidden(plain[ahead], starts[ahead], ends[ahead], rects)
    return led


def _hidden(plain: Array, starts: Array, ends: Array, rects: Array) -> Array:
    """Return which plain wires pass under a card, or all but touch one, (E,)."""
    hidden = np.zeros(len(plain), dtype=bool)
    if not len(rects):
        return hidden
    table = sampled(plain, _SAMPLES)
    low, high = table.min(axis=1), table.max(axis=1)
    wide = rects + CLEARANCE_PX * np.array([-1.0, -1.0, 1.0, 1.0])
    wire, card = _meeting(low, high, wide)
    # At its own ports a wire touches the card: there only what lies inside counts.
    own = _at_side(starts[wire], rects[card], 2) | _at_side(ends[wire], rects[card], 0)
    boxes = np.where(own[:, None], rects[card] + np.array([1.0, 1.0, -1.0, -1.0]), wide[card])
    hit = _meets(table[wire], boxes)
    hidden[wire[hit]] = True
    return hidden


def _meeting(low: Array, high: Array, rects: Array) -> tuple[Array, Array]:
    """Return the pairs of boxes (E, 2) and rectangles (N, 4) that overlap."""
    # Only rectangles that begin in the right stretch of the first axis are looked at.
    order = np.argsort(rects[:, 0], kind="stable")
    left = rects[order, 0]
    widest = (rects[:, 2] - rects[:, 0]).max()
    first = np.searchsorted(left, low[:, 0] - widest)
    count = np.searchsorted(left, high[:, 0]) - first
    box = np.repeat(np.arange(len(low)), count)
    within = np.arange(len(box)) - np.repeat(np.cumsum(count) - count, count)
    rect = order[np.repeat(first, count) + within]
    meet = (low[box, 0] < rects[rect, 2]) & (high[box, 0] > rects[rect, 0])
    meet &= (low[box, 1] < rects[rect, 3]) & (high[box, 1] > rects[rect, 1])
    return box[meet], rect[meet]


def _at_side(points: Array, rects: Array, side: int) -> Array:
    """Return whether points lie on the left (0) or right (2) side of rectangles, row by row."""
    return np.asarray(
        (np.abs(points[:, 0] - rects[:, side]) < 1.0)
        & (points[:, 1] >= rects[:, 1])
        & (points[:, 1] <= rects[:, 3])
    )


def _meets(table: Array, boxes: Array) -> Array:
    """Return whether polylines (P, S, 2) pass through boxes (P, 4), row by row."""
    begin, step = table[:, :-1], np.diff(table, axis=1)
    low, high = boxes[:, None, :2], boxes[:, None, 2:]
    with np.errstate(divide="ignore", invalid="ignore"):
        near, far = (low - begin) / step, (high - begin) / step
    # A step along an axis has no crossing with the sides across it: it is between or not.
    level = np.abs(step) < 1e-9
    between = (begin > low) & (begin < high)
    enter = np.where(level, np.where(between, 0.0, 2.0), np.minimum(near, far)).max(axis=2)
    leave = np.where(level, np.where(between, 1.0, -1.0), np.maximum(near, far)).min(axis=2)
    return np.asarray(((enter < leave) & (enter < 1.0) & (leave > 0.0)).any(axis=1))
