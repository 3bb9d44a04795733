"""Ways with corners, drawn round."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array

__all__ = ["RADIUS_PX", "rounded"]

RADIUS_PX = 14.0

_QUARTER = 0.5523
"""Where the control points of a cubic stand that looks like a quarter of a circle."""


def rounded(corners: Array, radius: float = RADIUS_PX) -> Array:
    """Return a way through corners, (C, 2), as cubic pieces, (K, 4, 2), with its corners round.

    Corners that stand close get a smaller radius. A way without length is one piece.
    """
    lengths = np.hypot(*np.diff(corners, axis=0).T)
    pieces: list[Array] = []
    at = corners[0]
    for number in range(1, len(corners) - 1):
        before, after = lengths[number - 1], lengths[number]
        # Between two corners each has one half; at an end the corner has all of it.
        room_before = before if number == 1 else before / 2
        room_after = after if number == len(corners) - 2 else after / 2
        turn = min(radius, room_before, room_after)
        corner = corners[number]
        into = (corner - corners[number - 1]) / (before or 1.0)
        out_of = (corners[number + 1] - corner) / (after or 1.0)
        begin, end = corner - turn * into, corner + turn * out_of
        pieces.append(_line(at, begin))
        hold = turn * _QUARTER
        pieces.append(np.stack([begin, begin + hold * into, end - hold * out_of, end]))
        at = end
    pieces.append(_line(at, corners[-1]))
    seen = [piece for piece in pieces if np.abs(piece[3] - piece[0]).max() > 1e-6]
    return np.stack(seen or pieces[-1:])


def _line(begin: Array, end: Array) -> Array:
    step = (end - begin) / 3
    return np.stack([begin, begin + step, end - step, end])
