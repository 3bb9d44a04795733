"""The sizes of what flows, for those who watch a training step."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from guinet.core.types import Array
from guinet.engine.parameters import Parameters
from guinet.engine.program import Program
from guinet.engine.reference import Pass

__all__ = [
    "activation_sizes",
    "gradient_sizes",
    "root_mean_square",
    "sum_of_squares",
    "update_ratios",
]

_SAFE = 1e-24
"""Sums of squares above this, and below its inverse, keep their digits in float32."""


def sum_of_squares(array: Array) -> float:
    """Return the sum of the squares of all elements.

    One product of the array with itself; only where that leaves the range of its type, as the
    squares of small float32 gradients do, the squares are taken in float64.
    """
    numbers = array.reshape(-1)
    squares = float(np.dot(numbers, numbers))
    if not _SAFE < squares < 1.0 / _SAFE:
        if numbers.dtype == np.float32:
            # No square of one leaves float64: this is quick, and never warns.
            wide = numbers.astype(np.float64)
            return float(np.dot(wide, wide))
        with np.errstate(all="ignore"):
            squares = float(np.square(numbers, dtype=np.float64).sum())
    return squares


def root_mean_square(array: Array | None) -> float:
    """Return √(mean of squares) over all elements, NaN for integers and for nothing."""
    if array is None or array.dtype.kind != "f":
        return float("nan")
    return math.sqrt(sum_of_squares(array) / array.size)


def activation_sizes(program: Program, run: Pass) -> Array:
    """Return the root mean square of what flows forward along each edge, float64."""
    by_slot = {slot: root_mean_square(run.values[slot]) for slot in set(program.edge_slots)}
    return np.array([by_slot[slot] for slot in program.edge_slots], np.float64)


def gradient_sizes(program: Program, run: Pass) -> Array:
    """Return the root mean square of each edge's own gradient, float64; NaN for none.

    Edges that carry the right answers have none to show.
    """
    sizes = [
        float("nan") if given else root_mean_square(array)
        for given, array in zip(program.given, run.contributions, strict=True)
    ]
    return np.array(sizes, np.float64)


def update_ratios(parameters: Parameters, groups: Sequence[int], before: Array) -> Array:
    """Return ‖Δw‖/‖w‖ over all weights of a node, float64; NaN where the weights were zero.

    Parameters
    ----------
    groups
        The share group of each node.
    before
        The flat weights before the update.
    """
    ratios = np.full(len(groups), np.nan)
    change = parameters.flat - before
    for number, group in enumerate(groups):
        place = parameters.ranges[group]
        size = sum_of_squares(before[place])
        if size > 0.0:
            ratios[number] = math.sqrt(sum_of_squares(change[place]) / size)
    return ratios
