"""Tanh and Sigmoid, whose derivatives follow from their own output, so that they work in place."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernel import RowKernel
from guinet.engine.compiled.tape import Tape

__all__ = ["SigmoidKernel", "TanhKernel"]


class TanhKernel(RowKernel):
    """y = tanh(x); dx = dy (1 - y²)."""

    needs_inputs = False
    needs_output = True

    def forward_rows(self, tape: Tape, start: int, end: int) -> None:
        """Take the hyperbolic tangent."""
        tape(np.tanh, self.site.inputs[0].rows(start, end), self.site.output_rows(start, end))

    def backward_rows(
        self, tape: Tape, port: int, dy: Array, dx: Array, start: int, end: int
    ) -> None:
        """Multiply by 1 - y²."""
        y = self.site.outputs[0].rows(start, end)
        slope = self.site.memory.scratch(y.shape)
        tape(np.multiply, y, y, slope)
        tape(np.subtract, self.site.memory.constant(1.0), slope, slope)
        tape(np.multiply, dy, slope, dx)


class SigmoidKernel(RowKernel):
    """y = σ(x) = 1 / (1 + e⁻ˣ); dx = dy y (1 - y).

    By e⁻ˣ also what is nearly 0 has all its digits, for a loss may take its logarithm; the
    faster ½ tanh(½ x) + ½ is off by the rounding of ½. Where e⁻ˣ overflows, y is 0.
    """

    needs_inputs = False
    needs_output = True

    def forward_rows(self, tape: Tape, start: int, end: int) -> None:
        """Take the logistic function."""
        x, y = self.site.inputs[0].rows(start, end), self.site.output_rows(start, end)
        one = self.site.memory.constant(1.0)
        tape(np.negative, x, y)
        tape(np.exp, y, y)
        tape(np.add, y, one, y)
        tape(np.divide, one, y, y)

    def backward_rows(
        self, tape: Tape, port: int, dy: Array, dx: Array, start: int, end: int
    ) -> None:
        """Multiply by y (1 - y)."""
        y = self.site.outputs[0].rows(start, end)
        slope = self.site.memory.scratch(y.shape)
        tape(np.subtract, self.site.memory.constant(1.0), y, slope)
        tape(np.multiply, slope, y, slope)
        tape(np.multiply, dy, slope, dx)
