"""Convolution as products of the kernels with windows, one product for each place."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided

from guinet.core.types import Array
from guinet.engine.compiled.convolution.correlation import Correlation, rows_at_once
from guinet.engine.compiled.convolution.problem import SlidingProblem, viewed
from guinet.engine.compiled.memory import Memory
from guinet.engine.compiled.tape import Tape

__all__ = ["DirectCorrelation"]


class DirectCorrelation(Correlation):
    """y = W X with a matrix X (values seen, N) for each place.

    With the samples innermost, and the rows that a window sees stacked beside one another, the
    window at any place is a contiguous matrix: the image is copied once per row of the kernel
    and not once per value of it. Three cases:

    - a kernel of one row needs no copy: its windows lie in the image as they should;
    - windows that overlap along the row: *stack*, (rows, groups, columns, kH, C / groups, N);
    - windows that do not, or whose columns are spread: *gather*, each window for itself.

    Parameters
    ----------
    memory
        For the copies.
    problem
        What is computed.
    unit
        Pieces are multiples of so many rows.
    """

    def __init__(self, memory: Memory, problem: SlidingProblem, unit: int = 1) -> None:
        self._problem = problem
        self._memory = memory
        rows, columns = problem.slides
        groups, out, part, high, wide = problem.weight.shape
        self.height = rows.count
        self._packed = memory.scratch((groups, out, wide, high, part))
        lies_right = high == 1 and (wide == 1 or (groups == 1 and columns.dilation == 1))
        overlaps = columns.dilation == 1 and columns.stride < wide
        width = (columns.count - 1) * columns.stride + wide
        self._copy: Array | None = None
        copied: tuple[int, ...] = (groups, columns.count, wide, high, part, problem.count)
        if overlaps:
            copied = (groups, width, high, part, problem.count)
        numbers = 0 if lies_right else int(np.prod(copied))
        numbers += columns.count * problem.out_channels * problem.count
        self.step = rows_at_once(numbers * self._packed.itemsize, self.height, unit)
        if not lies_right:
            self._copy = memory.scratch((self.step, *copied))
        self._overlaps = overlaps

    def prepare(self, tape: Tape) -> None:
        """Bring the weights into the order of the windows: column, row, channel."""
        tape(np.copyto, self._packed, self._problem.weight.transpose(0, 1, 4, 3, 2))

    def rows(self, tape: Tape, start: int, end: int, into: Array) -> None:
        """Copy the windows if need be, and multiply."""
        groups, out = self._packed.shape[:2]
        count, columns = end - start, into.shape[1]
        matrix = viewed(self._packed, groups, 1, out, -1)
        result = viewed(into, count, columns, groups, out, -1).transpose(0, 2, 1, 3, 4)
        windows = self._windows(tape, start, end)
        if groups == 1:
            tape(np.matmul, matrix[0, 0], windows[:, 0], result[:, 0])
        else:
            tape(np.matmul, matrix, windows, result)

    def _windows(self, tape: Tape, start: int, end: int) -> Array:
        """Return the windows as matrices, (rows, groups, columns, values seen, N)."""
        seen = self._problem.windows(start, end)
        shape = (*seen.shape[:3], self._problem.seen, self._problem.count)
        strides = seen.strides
        if self._copy is not None:
            copy = self._copy[: end - start]
            if self._overlaps:
                tape(np.copyto, copy, self._stacked(seen, copy.shape[2]))
                column = copy.strides[2] * self._problem.slides[1].stride
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
