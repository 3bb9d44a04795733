"""Hardsigmoid and Hardswish: value and derivative together."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernels.with_slope import WithSlope
from guinet.engine.compiled.tape import Tape

__all__ = ["HardsigmoidKernel", "HardswishKernel"]


class HardsigmoidKernel(WithSlope):
    """y = h = min(max(x + 3, 0), 6) / 6; y' = 1/6 where |x| < 3."""

    def evaluate(self, tape: Tape, x: Array, y: Array, slope: Array | None) -> None:
        """Take the line within its bounds."""
        memory = self.site.memory
        if slope is not None:
            tape(np.multiply, self.inside(tape, x), memory.constant(1.0 / 6.0), slope)
        self.take_share(tape, x, y)

    def take_share(self, tape: Tape, x: Array, into: Array) -> None:
        """Take down h."""
        memory = self.site.memory
        tape(np.add, x, memory.constant(3.0), into)
        tape(np.maximum, into, memory.filled(x.shape, 0.0), out=into)
        tape(np.minimum, into, memory.filled(x.shape, 6.0), out=into)
        tape(np.divide, into, memory.constant(6.0), into)

    def inside(self, tape: Tape, x: Array) -> Array:
        """Take down where |x| < 3."""
        memory = self.site.memory
        size, is_inside = memory.scratch(x.shape), memory.scratch(x.shape, np.bool_)
        tape(np.absolute, x, size)
        tape(np.less, size, memory.constant(3.0), is_inside)
        return is_inside


class HardswishKernel(HardsigmoidKernel):
    """y = x h; y' = h, and x/6 more where |x| < 3."""

    def evaluate(self, tape: Tape, x: Array, y: Array, slope: Array | None) -> None:
        """Take h, then value and derivative."""
        memory = self.site.memory
        share = memory.scratch(x.shape)
        self.take_share(tape, x, share)
        if slope is not None:
            tape(np.multiply, x, memory.constant(1.0 / 6.0), slope)
            tape(np.multiply, slope, self.inside(tape, x), slope)
            tape(np.add, slope, share, slope)
        tape(np.multiply, x, share, y)
