"""The sizes of what flows, for those who watch a training step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from guinet.core.types import Array
from guinet.engine.parameters import Parameters
from guinet.engine.program import Program
from guinet.engine.reference import Pass

__all__ = ["activation_sizes", "gradient_sizes", "root_mean_square", "update_ratios"]


def root_mean_square(array: Array | None) -> float:
    """Return √(mean of squares) over all elements, NaN for integers and for nothing.

    Squares are taken in float64: those of small float32 gradients would vanish.
    """
    if array is None or array.dtype.kind != "f":
        return float("nan")
    with np.errstate(all="ignore"):
        return float(np.sqrt(np.mean(np.square(array, dtype=np.float64))))


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
    for number, group in enumerate(groups):
        old = before[parameters.ranges[group]].astype(np.float64)
        size = np.linalg.norm(old)
        if size > 0.0:
            change = np.linalg.norm(parameters.flat[parameters.ranges[group]] - old)
            ratios[number] = change / size
    return ratios
