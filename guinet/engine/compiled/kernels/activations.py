"""Activations whose derivative follows from their own output, so that they work in place."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernel import RowKernel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape

__all__ = ["ReLUKernel", "SigmoidKernel", "TanhKernel"]

_FEW = 1024
"""Up to so many numbers a further call costs more than it saves."""


class ReLUKernel(RowKernel):
    """y = max(x, 0); dx = dy where y > 0.

    A comparison and a product with its booleans take a tenth of the time of `np.where`; with
    booleans that were first made numbers, half of that. And NumPy takes the maximum of two
    arrays three times as fast as that of an array and a number.
    """

    needs_inputs = False
    needs_output = True

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._zero = site.memory.constant(0.0)

    def forward_rows(self, tape: Tape, start: int, end: int) -> None:
        """Cut off below zero."""
        x, y = self.site.inputs[0].rows(start, end), self.site.outputs[0].rows(start, end)
        zeros = self.site.memory.ones(x.size, 0.0).reshape(x.shape)
        tape(np.maximum, x, zeros, out=y)

    def backward_rows(
        self, tape: Tape, port: int, dy: Array, dx: Array, start: int, end: int
    ) -> None:
        """Let through what was let through."""
        y = self.site.outputs[0].rows(start, end)
        passed = self.site.memory.scratch(y.shape, np.bool_)
        tape(np.greater, y, self._zero, passed)
        if y.size > _FEW:
            factors = self.site.memory.scratch(y.shape)
            tape(np.copyto, factors, passed)
            passed = factors
        tape(np.multiply, dy, passed, dx)


class TanhKernel(RowKernel):
    """y = tanh(x); dx = dy (1 - y²)."""

    needs_inputs = False
    needs_output = True

    def forward_rows(self, tape: Tape, start: int, end: int) -> None:
        """Take the hyperbolic tangent."""
        tape(np.tanh, self.site.inputs[0].rows(start, end), self.site.outputs[0].rows(start, end))

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
    """y = σ(x) = ½ tanh(½ x) + ½, which overflows nowhere; dx = dy y (1 - y)."""

    needs_inputs = False
    needs_output = True

    def forward_rows(self, tape: Tape, start: int, end: int) -> None:
        """Take the logistic function."""
        x, y = self.site.inputs[0].rows(start, end), self.site.outputs[0].rows(start, end)
        half = self.site.memory.constant(0.5)
        tape(np.multiply, x, half, y)
        tape(np.tanh, y, y)
        tape(np.multiply, y, half, y)
        tape(np.add, y, half, y)

    def backward_rows(
        self, tape: Tape, port: int, dy: Array, dx: Array, start: int, end: int
    ) -> None:
        """Multiply by y (1 - y)."""
        y = self.site.outputs[0].rows(start, end)
        slope = self.site.memory.scratch(y.shape)
        tape(np.subtract, self.site.memory.constant(1.0), y, slope)
        tape(np.multiply, slope, y, slope)
        tape(np.multiply, dy, slope, dx)
