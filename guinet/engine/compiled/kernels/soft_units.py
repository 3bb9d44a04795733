"""Softplus, LogSigmoid, Softsign and Mish: value and derivative together."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernels.with_slope import WithSlope
from guinet.engine.compiled.tape import Tape

__all__ = ["LogSigmoidKernel", "MishKernel", "SoftplusKernel", "SoftsignKernel"]


class SoftplusKernel(WithSlope):
    """y = (max(z, 0) + log(1 + e^-|z|)) / β with z = β x, above the threshold x; y' = σ(z)."""

    def evaluate(self, tape: Tape, x: Array, y: Array, slope: Array | None) -> None:
        """Take the bend, which ends at the threshold, and the line."""
        memory, beta = self.site.memory, self.module.beta
        z, bend = memory.scratch(x.shape), memory.scratch(x.shape)
        is_bent = memory.scratch(x.shape, np.bool_)
        tape(np.multiply, x, memory.constant(beta), z)
        tape(np.less_equal, z, memory.constant(self.module.threshold), is_bent)
        tape(np.absolute, z, bend)
        tape(np.negative, bend, bend)
        tape(np.exp, bend, bend)
        tape(np.log1p, bend, bend)
        if slope is not None:
            # e^(z - log(1 + eᶻ)), whose exponent is min(z, 0) - log(1 + e^-|z|).
            tape(np.minimum, z, memory.filled(z.shape, 0.0), out=slope)
            tape(np.subtract, slope, bend, slope)
            tape(np.multiply, slope, is_bent, slope)
            tape(np.exp, slope, slope)
        tape(np.multiply, bend, is_bent, bend)
        tape(np.maximum, z, memory.filled(z.shape, 0.0), out=z)
        tape(np.add, z, bend, z)
        tape(np.multiply, z, memory.constant(1.0 / beta), y)


class LogSigmoidKernel(WithSlope):
    """y = min(x, 0) - log(1 + e^-|x|); y' = σ(-x) = e^-(max(x, 0) + log(1 + e^-|x|))."""

    def evaluate(self, tape: Tape, x: Array, y: Array, slope: Array | None) -> None:
        """Take the bend and the lines."""
        memory = self.site.memory
        bend, zeros = memory.scratch(x.shape), memory.filled(x.shape, 0.0)
        tape(np.absolute, x, bend)
        tape(np.negative, bend, bend)
        tape(np.exp, bend, bend)
        tape(np.log1p, bend, bend)
        if slope is not None:
            tape(np.maximum, x, zeros, out=slope)
            tape(np.add, slope, bend, slope)
            tape(np.negative, slope, slope)
            tape(np.exp, slope, slope)
        tape(np.minimum, x, zeros, out=y)
        tape(np.subtract, y, bend, y)


class SoftsignKernel(WithSlope):
    """y = x / d with d = 1 + |x|; y' = 1 / d²."""

    def evaluate(self, tape: Tape, x: Array, y: Array, slope: Array | None) -> None:
        """Divide."""
        memory = self.site.memory
        divisor = memory.scratch(x.shape)
        tape(np.absolute, x, divisor)
        tape(np.add, divisor, memory.constant(1.0), divisor)
        tape(np.divide, x, divisor, y)
        if slope is not None:
            tape(np.multiply, divisor, divisor, slope)
            tape(np.reciprocal, slope, slope)


class MishKernel(WithSlope):
    """y = x t with t = tanh(log(1 + eˣ)) = n / (n + 2), n = eˣ (eˣ + 2); y' = t + x (1 - t²) σ(x).

    Above 20 both t and σ are 1 to the last digit, so x is cut off there before it overflows.
    """

    def evaluate(self, tape: Tape, x: Array, y: Array, slope: Array | None) -> None:
        """Take the gate t from one exponential, then the value and the derivative."""
        memory = self.site.memory
        low, power, gate, scratch = (memory.scratch(x.shape) for _ in range(4))
        tape(np.minimum, x, memory.filled(x.shape, 20.0), out=low)
        tape(np.exp, low, power)
        tape(np.add, power, memory.constant(2.0), gate)
        tape(np.multiply, gate, power, gate)
        tape(np.add, gate, memory.constant(2.0), scratch)
        if slope is not None:
            # 1 - t² = 4 (n + 1) / (n + 2)², σ = eˣ / (1 + eˣ)
            tape(np.add, gate, memory.constant(1.0), slope)
            tape(np.divide, slope, scratch, slope)
            tape(np.divide, slope, scratch, slope)
            tape(np.multiply, slope, power, slope)
            tape(np.add, power, memory.constant(1.0), power)
            tape(np.divide, slope, power, slope)
            tape(np.multiply, slope, memory.constant(4.0), slope)
            tape(np.multiply, slope, low, slope)
        tape(np.divide, gate, scratch, gate)
        if slope is not None:
            tape(np.add, slope, gate, slope)
        tape(np.multiply, x, gate, y)
