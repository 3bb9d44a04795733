"""SiLU: value and derivative from one hyperbolic tangent."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernels.with_slope import WithSlope
from guinet.engine.compiled.tape import Tape

__all__ = ["SiLUKernel"]


class SiLUKernel(WithSlope):
    """y = x s with s = σ(x) = ½ tanh(½ x) + ½, which overflows nowhere; y' = s + y (1 - s)."""

    def evaluate(self, tape: Tape, x: Array, y: Array, slope: Array | None) -> None:
        """Take the share s, then the value and the derivative."""
        memory = self.site.memory
        half, share = memory.constant(0.5), memory.scratch(x.shape)
        tape(np.multiply, x, half, share)
        tape(np.tanh, share, share)
        tape(np.multiply, share, half, share)
        tape(np.add, share, half, share)
        tape(np.multiply, x, share, y)
        if slope is not None:
            tape(np.subtract, memory.constant(1.0), share, slope)
            tape(np.multiply, slope, y, slope)
            tape(np.add, slope, share, slope)
