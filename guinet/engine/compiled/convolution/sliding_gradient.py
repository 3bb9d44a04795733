"""The gradient of kernels from rows of the image, over which the window slides."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided

from guinet.core.types import Array
from guinet.engine.compiled.convolution.kernel_gradient import KernelGradient, turned_errors
from guinet.engine.compiled.convolution.products import block_count
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.views import viewed

__all__ = ["SlidingKernelGradient"]


class SlidingKernelGradient(KernelGradient):
    """Long products for one row of the result at a time, one for each column of the kernel.

    The rows that the windows see are turned to (kH · C / groups, columns · N): places and samples
    in one contiguous axis, the one to sum over. The same copy serves all columns of the kernel,
    each of which begins its dilation later. Needs windows that move by one column.
    """

    def accumulate(self, tape: Tape) -> Array:
        """Turn, multiply, add."""
        problem, memory = self.problem, self.memory
        groups, out, part, high, wide = problem.weight.shape
        rows, columns = problem.slides
        width = columns.count + columns.span - 1
        total, piece = (memory.scratch((groups, wide, high * part, out)) for _ in range(2))
        image = memory.scratch((groups, high, part, width, problem.count))
        errors = memory.scratch((groups, out, columns.count, problem.count))
        length = columns.count * problem.count
        blocks = block_count(high * part, length * out)
        sample, line = image.itemsize, image.strides[2]
        seen = as_strided(
            image,
            (groups, wide, blocks, high * part // blocks, length),
            (
                image.strides[0],
                columns.dilation * problem.count * sample,
                high * part // blocks * line,
                line,
                sample,
            ),
        )
        turned = errors.reshape(groups, 1, 1, out, length).swapaxes(3, 4)
        for row in range(rows.count):
            into = viewed(piece if row else total, *seen.shape[:4], out)
            tape(np.copyto, image, self._rows_seen(row, width))
            tape(np.copyto, errors, turned_errors(self.errors[row : row + 1], groups)[:, :, 0])
            if groups == 1:
                tape(np.matmul, seen[0], turned[0], into[0])
            else:
                tape(np.matmul, seen, turned, into)
            if row:
                tape(np.add, total, piece, total)
        return total.reshape(groups, wide, high, part, out).transpose(0, 4, 3, 2, 1)

    def _rows_seen(self, row: int, width: int) -> Array:
        """Return the rows that a row of windows sees, (groups, kH, C / groups, columns, N)."""
        problem = self.problem
        first = problem.slides[0].stride * row
        line, column, channel, sample = problem.image.strides
        groups, _, part, high, _ = problem.weight.shape
        return as_strided(
            problem.image[first:],
            (groups, high, part, width, problem.count),
            (channel * part, line * problem.slides[0].dilation, channel, column, sample),
        )
