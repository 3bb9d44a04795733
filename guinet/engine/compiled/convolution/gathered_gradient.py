"""The gradient of kernels from windows that are copied each for itself."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.convolution.correlation import rows_at_once
from guinet.engine.compiled.convolution.kernel_gradient import KernelGradient, turned_errors
from guinet.engine.compiled.convolution.products import SMALL
from guinet.engine.compiled.tape import Tape

__all__ = ["GatheredKernelGradient"]


class GatheredKernelGradient(KernelGradient):
    """One long product for as many rows as fit into the cache and keep it small.

    For windows that see few values, or that do not overlap along a row: (values seen, places ·
    samples) times (places · samples, O). With the values seen as rows and the output channels as
    columns the product is half as fast again as the other way round.
    """

    def accumulate(self, tape: Tape) -> Array:
        """Copy, multiply, add."""
        problem, memory = self.problem, self.memory
        groups, out, part, high, wide = problem.weight.shape
        height, columns = (slide.count for slide in problem.slides)
        total, piece = (memory.scratch((groups, problem.seen, out)) for _ in range(2))
        length = columns * problem.count
        row_bytes = groups * (problem.seen + out) * length * total.itemsize
        fitting = rows_at_once(row_bytes, height, 1)
        step = max(1, min(fitting, SMALL // (problem.seen * out * length)))
        kernel = (groups, wide, high, part)
        for start in range(0, height, step):
            end = min(start + step, height)
            size = (end - start, columns, problem.count)
            mark = memory.mark()
            seen, errors = memory.scratch((*kernel, *size)), memory.scratch((groups, out, *size))
            # (rows, groups, columns, kW, kH, C / groups, N) to samples and places innermost
            tape(np.copyto, seen, problem.windows(start, end).transpose(1, 3, 4, 5, 0, 2, 6))
            tape(np.copyto, errors, turned_errors(self.errors[start:end], groups))
            windows = seen.reshape(groups, problem.seen, -1)
            turned = errors.reshape(groups, out, -1).swapaxes(1, 2)
            into = piece if start else total
            for group in range(groups):
                tape(np.dot, windows[group], turned[group], into[group])
            if start:
                tape(np.add, total, piece, total)
            memory.release(mark)
        return total.reshape(groups, wide, high, part, out).transpose(0, 4, 3, 2, 1)
