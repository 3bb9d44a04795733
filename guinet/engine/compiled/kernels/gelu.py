"""GELU: value and derivative from one exponential or one hyperbolic tangent."""

from __future__ import annotations

import math

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernels.with_slope import WithSlope
from guinet.engine.compiled.tape import Tape

__all__ = ["GELUKernel"]

_C = math.sqrt(2 / math.pi)
_CUBIC = 0.044715

_HASTINGS = (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)
"""Coefficients of t⁵ to t in erfc(z) = (a₁ t + ... + a₅ t⁵) e^(-z²), t = 1 / (1 + p z)."""

_P = 0.3275911


class GELUKernel(WithSlope):
    """The exact curve x Φ(x), or x σ(2z) with z = √(2/π) (x + 0.044715 x³).

    NumPy computes tanh and exp with vector instructions, and SciPy's Φ number by number, at
    twenty times the price. So in float32, whose numbers have seven digits, Φ comes from a
    formula with an error below 1e-7 (Abramowitz and Stegun 1964, Handbook of Mathematical
    Functions, 7.1.26, after Hastings); in float64 from SciPy.
    """

    def evaluate(self, tape: Tape, x: Array, y: Array, slope: Array | None) -> None:
        """Take the form that was chosen."""
        if self.module.approximate == "tanh":
            self._by_tanh(tape, x, y, slope)
        elif self.site.dtype == np.float32:
            self._by_formula(tape, x, y, slope)
        else:
            self._by_scipy(tape, x, y, slope)

    def _by_tanh(self, tape: Tape, x: Array, y: Array, slope: Array | None) -> None:
        """With s = ½ tanh z + ½: y = x s, y' = s + y (1 - s) 2z'."""
        number, scratch = self.site.memory.constant, self.site.memory.scratch
        square, share = scratch(x.shape), scratch(x.shape)
        half = number(0.5)
        tape(np.multiply, x, x, square)
        tape(np.multiply, square, number(_C * _CUBIC), share)
        tape(np.add, share, number(_C), share)
        tape(np.multiply, share, x, share)
        tape(np.tanh, share, share)
        tape(np.multiply, share, half, share)
        tape(np.add, share, half, share)
        tape(np.multiply, x, share, y)
        if slope is not None:
            tape(np.multiply, square, number(6 * _C * _CUBIC), square)
            tape(np.add, square, number(2 * _C), square)
            tape(np.subtract, number(1.0), share, slope)
            tape(np.multiply, slope, y, slope)
            tape(np.multiply, slope, square, slope)
            tape(np.add, slope, share, slope)

    def _by_formula(self, tape: Tape, x: Array, y: Array, slope: Array | None) -> None:
        """With q = Φ(-|x|): y = max(x, 0) - |x| q; Φ(x) is q below 0 and 1 - q above."""
        number, scratch = self.site.memory.constant, self.site.memory.scratch
        size, t, tail, bell = (scratch(x.shape) for _ in range(4))
        tape(np.absolute, x, size)
        tape(np.multiply, size, number(_P * math.sqrt(0.5)), t)
        tape(np.add, t, number(1.0), t)
        tape(np.reciprocal, t, t)
        highest, *others = (0.5 * coefficient for coefficient in _HASTINGS)
        tape(np.multiply, t, number(highest), tail)
        for coefficient in others:
            tape(np.add, tail, number(coefficient), tail)
            tape(np.multiply, tail, t, tail)
        tape(np.multiply, x, number(-0.5), bell)
        tape(np.multiply, bell, x, bell)
        tape(np.exp, bell, bell)
        tape(np.multiply, tail, bell, tail)
        if slope is not None:
            is_positive = scratch(x.shape, np.bool_)
            tape(np.greater, x, number(0.0), is_positive)
            tape(np.subtract, tail, is_positive, t)
            tape(np.absolute, t, t)
            tape(np.multiply, bell, number(1.0 / math.sqrt(2 * math.pi)), bell)
            tape(np.multiply, bell, x, bell)
            tape(np.add, t, bell, slope)
        tape(np.multiply, size, tail, size)
        tape(np.maximum, x, number(0.0), out=y)
        tape(np.subtract, y, size, y)

    def _by_scipy(self, tape: Tape, x: Array, y: Array, slope: Array | None) -> None:
        """Φ as the module takes it: y = x Φ, y' = Φ + x φ with the density φ."""
        from scipy.special import ndtr  # too slow to load at the top

        memory = self.site.memory
        below = memory.scratch(x.shape)
        tape(ndtr, x, below)
        if slope is not None:
            bell = memory.scratch(x.shape)
            tape(np.multiply, x, memory.constant(-0.5), bell)
            tape(np.multiply, bell, x, bell)
            tape(np.exp, bell, bell)
            tape(np.multiply, bell, x, bell)
            tape(np.multiply, bell, memory.constant(1.0 / math.sqrt(2 * math.pi)), bell)
            tape(np.add, below, bell, slope)
        tape(np.multiply, x, below, y)
