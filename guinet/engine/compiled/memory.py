"""Arrays for kernels."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.arena import Arena
from guinet.engine.compiled.views import viewed

__all__ = ["Memory"]


class Memory:
    """Hands out a plan's memory in the plan's floating-point type."""

    def __init__(self, arena: Arena, dtype: np.dtype[Any]) -> None:
        self._arena = arena
        self._dtype = dtype

    def constant(self, value: float) -> Array:
        """Return a number as an array without axes, the cheapest operand."""
        return np.array(value, self._dtype)

    def matrix(self, values: Array) -> Array:
        """Return a constant matrix in the plan's type."""
        return np.ascontiguousarray(values, self._dtype)

    def ones(self, count: int) -> Array:
        """Return a vector of ones: a product with it is the fastest sum."""
        return self.filled((count,), 1.0)

    def filled(self, shape: tuple[int, ...], value: float) -> Array:
        """Return equal numbers, which nobody may change.

        For a maximum or a minimum, which NumPy takes three times as fast of two arrays as of an
        array and a number; and, instead of ones, for a sum that is to be scaled.
        """
        return viewed(self._arena.filled(math.prod(shape), value, self._dtype), *shape)

    def saved(self, shape: tuple[int, ...], dtype: Any = None) -> Array:
        """Return an array of the node's own, zero at first."""
        return self._arena.take(shape, self._dtype if dtype is None else dtype)

    def scratch(self, shape: tuple[int, ...], dtype: Any = None) -> Array:
        """Return an array that others overwrite once the present calls are done.

        A kernel may use it while its `forward` or `backward` (of a row kernel: its
        `forward_rows` or `backward_rows`) is being taken down, and not from one to the other.
        """
        return self._arena.scratch(shape, self._dtype if dtype is None else dtype)

    def mark(self) -> int:
        """Return how much scratch is in use, for `release`."""
        return self._arena.mark()

    def release(self, mark: int) -> None:
        """Let the scratch that was lent since a mark serve others: pieces done one by one."""
        self._arena.release(mark)
