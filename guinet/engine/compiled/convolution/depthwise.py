"""Convolution of each channel by itself, value by value of the kernel."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.convolution.correlation import Correlation, rows_at_once
from guinet.engine.compiled.convolution.kernel_gradient import KernelGradient
from guinet.engine.compiled.convolution.problem import SlidingProblem
from guinet.engine.compiled.memory import Memory
from guinet.engine.compiled.tape import Tape

__all__ = ["DepthwiseCorrelation", "DepthwiseKernelGradient"]

_PIECE_BYTES = 1 << 17
"""A piece is read and written once for each value of the kernel: it stays in the cache."""


class DepthwiseCorrelation(Correlation):
    """y = Σ w x over the values of the kernel, elementwise over (columns, C, N).

    A product per place would be one of a single row, which is slower. The kernel's values are
    spread over the samples beforehand, so that rows of both operands are contiguous.
    """

    def __init__(self, memory: Memory, problem: SlidingProblem, unit: int = 1) -> None:
        self._problem = problem
        rows, columns = problem.slides
        row = (columns.count, problem.out_channels, problem.count)
        self.height = rows.count
        high, wide = problem.weight.shape[3:]
        self._spread = memory.scratch((wide, high, *row[1:]))
        size = int(np.prod(row)) * self._spread.itemsize
        self.step = rows_at_once(2 * size, self.height, unit, _PIECE_BYTES)
        self._term = memory.scratch((self.step, *row))

    def prepare(self, tape: Tape) -> None:
        """Spread the kernel over the samples."""
        kernel = self._problem.weight[:, 0, 0]
        tape(np.copyto, self._spread, kernel.transpose(2, 1, 0)[..., None])

    def rows(self, tape: Tape, start: int, end: int, into: Array) -> None:
        """Multiply and add."""
        term = self._term[: end - start]
        seen = _seen(self._problem, start, end)
        for number, (i, j) in enumerate(np.ndindex(self._spread.shape[:2])):
            tape(np.multiply, seen[i, j], self._spread[i, j], term if number else into)
            if number:
                tape(np.add, into, term, into)


class DepthwiseKernelGradient(KernelGradient):
    """dW = Σ dy x for each value of the kernel; sums over places are products with ones."""

    def accumulate(self, tape: Tape) -> Array:
        """Multiply and sum up, piece by piece."""
        problem, memory = self.problem, self.memory
        rows, columns = problem.slides
        groups, _, _, high, wide = problem.weight.shape
        channel_size = groups * problem.count
        size = columns.count * channel_size * self.errors.itemsize
        step = rows_at_once(2 * size, rows.count, 1, _PIECE_BYTES)
        pieces = -(-rows.count // step)
        sums = memory.scratch((pieces, wide, high, channel_size))
        for piece in range(pieces):
            start, end = piece * step, min((piece + 1) * step, rows.count)
            errors = self.errors[start:end]
            mark = memory.mark()
            term = memory.scratch(errors.shape)
            seen = _seen(problem, start, end)
            places = (end - start) * columns.count
            ones = memory.ones(places)
            for i, j in np.ndindex(wide, high):
                tape(np.multiply, seen[i, j], errors, term)
                tape(np.dot, ones, term.reshape(places, -1), sums[piece, i, j])
            memory.release(mark)
        total = sums[0]
        if pieces > 1:
            total = memory.scratch(total.shape)
            tape(np.dot, memory.ones(pieces), sums.reshape(pieces, -1), total.reshape(-1))
        found = memory.scratch((wide, high, groups))
        each = total.reshape(-1, problem.count)
        tape(np.dot, each, memory.ones(problem.count), found.reshape(-1))
        return found.transpose(2, 1, 0)[:, None, None]


def _seen(problem: SlidingProblem, start: int, end: int) -> Array:
    """Return what each value of the kernel sees, (kW, kH, rows, columns, C, N)."""
    return problem.windows(start, end)[..., 0, :].transpose(3, 4, 0, 2, 1, 5)
