"""Where numbers stand beside their dots, so that they cover neither dots nor lines nor others."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array

__all__ = ["along_lines", "place_labels"]

_HEIGHT_PX = 13.0
_ASIDE_PX = 8.0
_PER_SEGMENT = 24


def place_labels(points: Array, widths: Array, obstacles: Array, room: Array) -> Array:
    """Return the left upper corners of labels, (N, 2), NaN for those without room.

    Parameters
    ----------
    points
        (N, 2) what each belongs to, the most important first.
    widths
        (N,) of the labels.
    obstacles
        (M, 2) points that no label may cover.
    room
        Left, top, right and bottom of where labels may stand.
    """
    count = len(points)
    corners = np.full((count, 2), np.nan)
    if not count:
        return corners
    aside, high = _ASIDE_PX, _HEIGHT_PX
    zero = np.zeros(count)
    choices = points[:, None] + np.stack(
        [
            np.stack([-widths / 2, zero - aside - high], axis=1),
            np.stack([zero + aside, zero + 3], axis=1),
            np.stack([zero + aside, zero - 3 - high], axis=1),
            np.stack([-widths - aside, zero - 3 - high], axis=1),
            np.stack([-widths - aside, zero + 3], axis=1),
            np.stack([-widths / 2, zero + aside], axis=1),
        ],
        axis=1,
    )
    ends = choices + np.stack([widths, np.full(count, high)], axis=1)[:, None]
    free = (choices >= room[:2]).all(axis=2) & (ends <= room[2:]).all(axis=2)
    if len(obstacles):
        inside = (obstacles > choices[:, :, None]) & (obstacles < ends[:, :, None])
        free &= ~inside.all(axis=3).any(axis=2)
    taken = np.empty((0, 4))
    for row in range(count):
        for choice in np.flatnonzero(free[row]).tolist():
            begin, end = choices[row, choice], ends[row, choice]
            meets = (taken[:, :2] < end).all(axis=1) & (taken[:, 2:] > begin).all(axis=1)
            if not meets.any():
                corners[row] = begin
                taken = np.concatenate([taken, [[*begin, *end]]])
                break
    return corners


def along_lines(lines: list[Array]) -> Array:
    """Return points close together along lines through points, (P, 2) each."""
    share = np.linspace(0.0, 1.0, _PER_SEGMENT, endpoint=False)[:, None, None]
    parts = [
        (line[:-1] + share * (line[1:] - line[:-1])).reshape(-1, 2)
        for line in lines
        if len(line) > 1
    ]
    return np.concatenate(parts) if parts else np.empty((0, 2))
