"""What windows see as matrices that a product takes as they are."""

from __future__ import annotations

import math

import numpy as np
from numpy.lib.stride_tricks import as_strided

from guinet.core.types import Array
from guinet.engine.compiled.convolution.problem import SlidingProblem
from guinet.engine.compiled.memory import Memory
from guinet.engine.compiled.tape import Tape

__all__ = ["WindowMatrices"]


class WindowMatrices:
    """A matrix (values seen, N) for each place; the values by column, row, channel.

    With the samples innermost, and the rows that a window sees stacked beside one another, the
    window at any place is a contiguous matrix: the image is copied once per row of the kernel
    and not once per value of it. Three cases:

    - a kernel of one row needs no copy: its windows lie in the image as they should;
    - windows that overlap along the row: *stack*, (rows, groups, columns, kH, C / groups, N);
    - windows that do not, or whose columns are spread: *gather*, each window for itself.

    Attributes
    ----------
    row_size
        Numbers that are copied for a row of windows.
    """

    def __init__(self, problem: SlidingProblem) -> None:
        self._problem = problem
        columns = problem.slides[1]
        groups, _, part, high, wide = problem.weight.shape
        self._lies_right = high == 1 and (wide == 1 or (groups == 1 and columns.dilation == 1))
        self._overlaps = columns.dilation == 1 and columns.stride < wide
        self._copied: tuple[int, ...] = (groups, columns.count, wide, high, part, problem.count)
        if self._overlaps:
            width = (columns.count - 1) * columns.stride + wide
            self._copied = (groups, width, high, part, problem.count)
        self.row_size = 0 if self._lies_right else math.prod(self._copied)
        self._copy: Array | None = None

    def allow(self, memory: Memory, rows: int) -> None:
        """Take the memory for so many rows at a time."""
        if not self._lies_right:
            self._copy = memory.scratch((rows, *self._copied))

    def take(self, tape: Tape, start: int, end: int) -> Array:
        """Take down what has to be copied; return (rows, groups, columns, values seen, N)."""
        problem = self._problem
        seen = problem.windows(start, end)
        shape = (*seen.shape[:3], problem.seen, problem.count)
        strides = seen.strides
        if self._copy is not None:
            copy = self._copy[: end - start]
            if self._overlaps:
                tape(np.copyto, copy, self._stacked(seen, copy.shape[2]))
                column = copy.strides[2] * problem.slides[1].stride
                strides = (*copy.strides[:2], column, *copy.strides[3:])
            else:
                tape(np.copyto, copy, seen)
                strides = copy.strides
            seen = copy
        return as_strided(seen, shape, (*strides[:3], *strides[-2:]))

    def _stacked(self, seen: Array, width: int) -> Array:
        """Return the rows that the windows see one above the other, for all columns."""
        column = self._problem.image.strides[1]
        shape = (*seen.shape[:2], width, *seen.shape[4:])
        return as_strided(seen, shape, (*seen.strides[:2], column, *seen.strides[4:]))
