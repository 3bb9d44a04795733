"""Running averages as calls.

A running mean mₜ = β mₜ₋₁ + (1 − β) xₜ is kept as the sum sₜ = β sₜ₋₁ + xₜ, of which it is
(1 − β) times: two passes instead of three.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from guinet.core.types import Array
from guinet.optim.base import Call, scalar

__all__ = ["running_square_sum", "running_sum"]


def running_sum(total: Array, values: Array, memory: float) -> list[Call]:
    """Return the calls for total ← memory · total + values."""
    return [
        partial(np.multiply, total, scalar(memory, total), total),
        partial(np.add, total, values, total),
    ]


def running_square_sum(total: Array, values: Array, memory: float, scratch: Array) -> list[Call]:
    """Return the calls for total ← memory · total + values²."""
    return [partial(np.square, values, scratch), *running_sum(total, scratch, memory)]
