"""Convolution as products of the kernels with windows, one product for each place."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.convolution.correlation import Correlation, rows_at_once
from guinet.engine.compiled.convolution.problem import SlidingProblem
from guinet.engine.compiled.convolution.products import block_count
from guinet.engine.compiled.convolution.window_matrices import WindowMatrices
from guinet.engine.compiled.memory import Memory
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.views import viewed

__all__ = ["DirectCorrelation"]


class DirectCorrelation(Correlation):
    """y = W X with a matrix X (values seen, N) for each place.

    Parameters
    ----------
    memory
        For copies.
    problem
        What is computed.
    unit
        Pieces are multiples of so many rows.
    """

    def __init__(self, memory: Memory, problem: SlidingProblem, unit: int = 1) -> None:
        self._problem = problem
        self._windows = WindowMatrices(problem)
        rows, columns = problem.slides
        groups, out, part, high, wide = problem.weight.shape
        self.height = rows.count
        self._packed = memory.scratch((groups, out, wide, high, part))
        self._blocks = block_count(out, problem.seen * problem.count)
        row_size = self._windows.row_size + columns.count * problem.out_channels * problem.count
        self.step = rows_at_once(row_size * self._packed.itemsize, self.height, unit)
        self._windows.allow(memory, self.step)

    def prepare(self, tape: Tape) -> None:
        """Bring the weights into the order of the windows: column, row, channel."""
        tape(np.copyto, self._packed, self._problem.weight.transpose(0, 1, 4, 3, 2))

    def rows(self, tape: Tape, start: int, end: int, into: Array) -> None:
        """Copy the windows if need be, and multiply."""
        groups, out = self._packed.shape[:2]
        block = (self._blocks, out // self._blocks)
        matrix = viewed(self._packed, groups, 1, *block, self._problem.seen)
        size = (end - start, into.shape[1])
        result = viewed(into, *size, groups, *block, into.shape[3]).transpose(0, 2, 1, 3, 4, 5)
        windows = self._windows.take(tape, start, end)[:, :, :, None]
        if groups == 1:
            # An axis less is a loop less for each product.
            matrix, windows, result = matrix[0], windows[:, 0], result[:, 0]
        tape(np.matmul, matrix, windows, result)
