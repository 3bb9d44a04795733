"""The memory of a plan: what is kept, what is lent for a while, and how much of each."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from guinet.core.types import Array

__all__ = ["Arena"]

_LINE = 64
"""Bytes of a cache line; arrays begin at one."""

_SLAB = 1 << 22


class Arena:
    """Hands out arrays from a few large blocks.

    The blocks come as zeros that the system maps only when they are first written, so a plan
    can be laid out, and its size known, before it takes memory.

    Attributes
    ----------
    owner
        Path of the node that is being laid out; what is taken is booked on it.
    taken
        Bytes by owner.

    Parameters
    ----------
    limit
        Bytes that the machine has; None where it does not tell.
    on_limit
        Makes the error to raise when more are asked for.
    """

    def __init__(
        self,
        limit: int | None = None,
        on_limit: Callable[[Mapping[str, int], int], Exception] | None = None,
    ) -> None:
        self.owner = ""
        self._limit = limit
        self._on_limit = on_limit
        self._total = 0
        self.taken: defaultdict[str, int] = defaultdict(int)
        self._slab = np.zeros(0, np.uint8)
        self._used = 0
        self._free: defaultdict[tuple[object, ...], list[Array]] = defaultdict(list)
        self._scratch = np.zeros(0, np.uint8)
        self._scratch_used = 0
        self._filled: dict[tuple[int, float, np.dtype[Any]], Array] = {}

    def take(self, shape: tuple[int, ...], dtype: DTypeLike) -> Array:
        """Return zeros that stay the caller's."""
        size = _size(shape, dtype)
        self._book(self.owner, size)
        return _as_array(self._cut(size), shape, dtype)

    def take_row(
        self, wanted: Sequence[tuple[str, tuple[int, ...]]], dtype: DTypeLike
    ) -> tuple[Array, list[Array]]:
        """Return zeros of several shapes that lie one after the other.

        Parameters
        ----------
        wanted
            Owner and shape of each.
        dtype
            Of all.

        Returns
        -------
        All of them, with the zeros between them, as one row; and each by itself.
        """
        sizes = [_size(shape, dtype) for _, shape in wanted]
        block = self._cut(sum(sizes))
        arrays, start = [], 0
        for (owner, shape), size in zip(wanted, sizes, strict=True):
            self._book(owner, size)
            arrays.append(_as_array(block[start : start + size], shape, dtype))
            start += size
        return block.view(dtype), arrays

    def _book(self, owner: str, size: int) -> None:
        self.taken[owner] += size
        self._total += size
        if self._limit is not None and self._total > self._limit and self._on_limit is not None:
            raise self._on_limit(self.taken, self._limit)

    def _cut(self, size: int) -> Array:
        if self._used + size > self._slab.nbytes:
            self._slab = _aligned_zeros(max(size, _SLAB))
            self._used = 0
        self._used += size
        return self._slab[self._used - size : self._used]

    def filled(self, count: int, value: float, dtype: np.dtype[Any]) -> Array:
        """Return a vector of equal numbers, the same one to all who ask."""
        key = (count, value, dtype)
        if key not in self._filled:
            self._filled[key] = self.take((count,), dtype)
            self._filled[key][...] = value
        return self._filled[key]

    def borrow(self, shape: tuple[int, ...], dtype: DTypeLike, border: int = 0) -> Array:
        """Return an array until it is `give_back`-ed; with a border, that border is zero."""
        free = self._free[_kind(shape, dtype, border)]
        return free.pop() if free else self.take(shape, dtype)

    def give_back(self, array: Array, border: int = 0) -> None:
        """Let an array that was borrowed serve again for one of the same shape."""
        self._free[_kind(array.shape, array.dtype, border)].append(array)

    def scratch(self, shape: tuple[int, ...], dtype: DTypeLike) -> Array:
        """Return an array for the node that is being laid out, which others overwrite."""
        size = _size(shape, dtype)
        if self._scratch_used + size > self._scratch.nbytes:
            # What was lent before keeps its block; the next node starts in the new one.
            self._scratch = _aligned_zeros(max(2 * self._scratch.nbytes, size, _SLAB))
            self._scratch_used = 0
            self._book(self.owner, size)
        block = self._scratch[self._scratch_used : self._scratch_used + size]
        self._scratch_used += size
        return _as_array(block, shape, dtype)

    def mark(self) -> int:
        """Return how much scratch is in use, for `release`."""
        return self._scratch_used

    def release(self, mark: int = 0) -> None:
        """Let the scratch that was lent since a mark serve others."""
        self._scratch_used = min(mark, self._scratch_used)


def _kind(shape: tuple[int, ...], dtype: DTypeLike, border: int) -> tuple[object, ...]:
    return (shape, np.dtype(dtype), border)


def _size(shape: tuple[int, ...], dtype: DTypeLike) -> int:
    return -(-math.prod(shape) * np.dtype(dtype).itemsize // _LINE) * _LINE


def _aligned_zeros(size: int) -> Array:
    raw = np.zeros(size + _LINE, np.uint8)
    start = -raw.ctypes.data % _LINE
    return raw[start : start + size]


def _as_array(block: Array, shape: tuple[int, ...], dtype: DTypeLike) -> Array:
    used = math.prod(shape) * np.dtype(dtype).itemsize
    return block[:used].view(dtype).reshape(shape)
