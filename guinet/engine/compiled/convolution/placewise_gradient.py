"""The gradient of kernels as one small product for each place."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.convolution.correlation import rows_at_once
from guinet.engine.compiled.convolution.kernel_gradient import KernelGradient
from guinet.engine.compiled.convolution.window_matrices import WindowMatrices
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.views import viewed

__all__ = ["PlacewiseKernelGradient"]


class PlacewiseKernelGradient(KernelGradient):
    """dW = Σ X dyᵀ over the places, with the windows X as the convolution itself reads them.

    Nothing is turned around; the sum over the samples is the product, that over the places a
    product with ones. Each place writes as many numbers as the kernels have, so it is for few
    of those and many samples.
    """

    def accumulate(self, tape: Tape) -> Array:
        """Multiply, and sum up piece by piece."""
        problem, memory = self.problem, self.memory
        groups, out, part, high, wide = problem.weight.shape
        height, columns = (slide.count for slide in problem.slides)
        windows = WindowMatrices(problem)
        size = groups * problem.seen * out
        row_bytes = (windows.row_size + columns * size) * self.errors.itemsize
        step = rows_at_once(row_bytes, height, 1)
        windows.allow(memory, step)
        pieces = range(0, height, step)
        sums = memory.scratch((len(pieces), size))
        found = memory.scratch((step, groups, columns, problem.seen, out))
        for number, start in enumerate(pieces):
            end = min(start + step, height)
            count = end - start
            seen = windows.take(tape, start, end)
            errors = viewed(self.errors[start:end], count, columns, groups, out, problem.count)
            errors = errors.transpose(0, 2, 1, 4, 3)
            into = found[:count]
            if groups == 1:
                seen, errors, into = seen[:, 0], errors[:, 0], into[:, 0]
            tape(np.matmul, seen, errors, into)
            self._sum_up(tape, found[:count], sums[number])
        total = sums[0]
        if len(pieces) > 1:
            total = memory.scratch((size,))
            tape(np.dot, memory.ones(len(pieces)), sums, total)
        kernels: Array = total.reshape(groups, wide, high, part, out)
        return kernels.transpose(0, 4, 3, 2, 1)

    def _sum_up(self, tape: Tape, found: Array, total: Array) -> None:
        """Add over rows and columns, which the groups stand between."""
        count, groups, columns = found.shape[:3]
        if groups == 1:
            places = count * columns
            tape(np.dot, self.memory.ones(places), viewed(found, places, -1), total)
            return
        for group, into in enumerate(viewed(total, groups, -1)):
            flat = viewed(found, count, groups, columns, -1)[:, group]
            tape(np.add.reduce, flat, (0, 1), None, into)
