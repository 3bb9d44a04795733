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

__all__ = ["route"]

_CLEARANCE_PX = 6.0
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
    back = ends[:, 0] < starts[:, 0] + _BACKWARD_PX
    led = np.flatnonzero(back | _hidden(plain, starts, ends, rects))
    if not len(led):
        return ways
    keep = np.ones(len(ways), dtype=bool)
    keep[led] = False
    others = [way for way in around if len(way) == 1]
    traced = Traced(np.concatenate([plain[keep], *others]))
    for way in around:
        if len(way) > 1:
            traced.add(way)
    # The shortest first: what goes further goes round it.
    reach = np.abs(ends[led] - starts[led]).sum(axis=1)
    for row in led[np.argsort(reach, kind="stable")].tolist():
        corners = lane(starts[row], ends[row], rects, traced)
        if corners is not None:
            ways[row] = rounded(corners)
        traced.add(ways[row])
    return ways


def _hidden(plain: Array, starts: Array, ends: Array, rects: Array) -> Array:
    """Return which plain wires pass under a card, or all but touch one, (E,)."""
    hidden = np.zeros(len(plain), dtype=bool)
    if not len(rects):
        return hidden
    table = sampled(plain, _SAMPLES)
    low, high = table.min(axis=1), table.max(axis=1)
    wide = rects + _CLEARANCE_PX * np.array([-1.0, -1.0, 1.0, 1.0])
    meet = (
        (low[:, None, 0] < wide[:, 2])
        & (high[:, None, 0] > wide[:, 0])
        & (low[:, None, 1] < wide[:, 3])
        & (high[:, None, 1] > wide[:, 1])
    )
    wire, card = np.nonzero(meet)
    # At its own ports a wire touches the card: there only what lies inside counts.
    own = _at_side(starts[wire], rects[card], 2) | _at_side(ends[wire], rects[card], 0)
    boxes = np.where(own[:, None], rects[card] + np.array([1.0, 1.0, -1.0, -1.0]), wide[card])
    hit = _meets(table[wire], boxes)
    hidden[wire[hit]] = True
    return hidden


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
