"""Moving a whole out of the way of other cards."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from guinet.core.types import Array
from guinet.gui.canvas.tidy.box import CARD_GAP, GRID, Box, Point

__all__ = ["clear_of"]


def clear_of(
    moved: Mapping[str, Point], others: Mapping[str, Point], boxes: Mapping[str, Box]
) -> dict[str, Point]:
    """Return the places shifted, all alike and as little as will do, off the other cards.

    Parameters
    ----------
    moved
        Cards that move together.
    others
        Cards that stay.
    boxes
        Sizes of both.
    """
    dx, dy = _shift(_rects(moved, boxes), _rects(others, boxes))
    return {id: (x + dx, y + dy) for id, (x, y) in moved.items()}


def _rects(places: Mapping[str, Point], boxes: Mapping[str, Box]) -> Array:
    rects = [(x, y, x + boxes[id].width, y + boxes[id].height) for id, (x, y) in places.items()]
    return np.array(rects, dtype=np.float64).reshape(-1, 4)


def _shift(moved: Array, others: Array) -> Point:
    if not len(others) or _free(moved, others, 0.0, 0.0):
        return 0.0, 0.0
    # Straight down, up, right or left, just past a card that stays.
    low, high = moved[:, :2].min(axis=0), moved[:, 2:].max(axis=0)
    right = _steps(others[:, 2] + CARD_GAP - low[0])
    left = _steps(others[:, 0] - CARD_GAP - high[0])
    down = _steps(others[:, 3] + CARD_GAP - low[1])
    up = _steps(others[:, 1] - CARD_GAP - high[1])
    steps = [(0.0, y) for y in (*down, *up)] + [(x, 0.0) for x in (*right, *left)]
    for x, y in sorted(steps, key=lambda step: (abs(step[0]) + abs(step[1]), step)):
        if _free(moved, others, x, y):
            return x, y
    return 0.0, float(GRID * np.ceil((others[:, 3].max() + CARD_GAP - moved[:, 1].min()) / GRID))


def _steps(distances: Array) -> list[float]:
    away = np.where(distances > 0, np.ceil(distances / GRID), np.floor(distances / GRID)) * GRID
    return sorted({float(step) for step in away})


def _free(moved: Array, others: Array, dx: float, dy: float) -> bool:
    margin = CARD_GAP / 2
    here = moved + np.array([dx - margin, dy - margin, dx + margin, dy + margin])
    apart = (
        (here[:, None, 0] >= others[:, 2])
        | (here[:, None, 2] <= others[:, 0])
        | (here[:, None, 1] >= others[:, 3])
        | (here[:, None, 3] <= others[:, 1])
    )
    return bool(apart.all())
