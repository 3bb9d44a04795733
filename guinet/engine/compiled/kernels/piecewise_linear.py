"""Activations of straight lines, whose slopes follow from their own output."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernel import RowKernel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape

__all__ = ["HardtanhKernel", "LeakyReLUKernel", "ReLU6Kernel", "ReLUKernel"]

_FEW = 1024
"""Up to so many numbers a further call costs more than it saves."""


class _PiecewiseLinear(RowKernel):
    """A function of x that works in place.

    A comparison and a product with its booleans take a tenth of the time of `np.where`; with
    booleans that were first made numbers, half of that.
    """

    needs_inputs = False
    needs_output = True

    @abstractmethod
    def take_values(self, tape: Tape, x: Array, y: Array) -> None:
        """Take down the values of some rows."""

    def forward_rows(self, tape: Tape, start: int, end: int) -> None:
        """Take the values."""
        self.take_values(
            tape, self.site.inputs[0].rows(start, end), self.site.output_rows(start, end)
        )

    def factors(self, tape: Tape, is_true: Array, always: bool = False) -> Array:
        """Return booleans as numbers, if they are many or it has to be."""
        if not always and is_true.size <= _FEW:
            return is_true
        numbers = self.site.memory.scratch(is_true.shape)
        tape(np.copyto, numbers, is_true)
        return numbers


class ReLUKernel(_PiecewiseLinear):
    """y = max(x, 0); dx = dy where y > 0."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._zero = site.memory.constant(0.0)

    def take_values(self, tape: Tape, x: Array, y: Array) -> None:
        """Cut off below zero."""
        tape(np.maximum, x, self.site.memory.filled(x.shape, 0.0), out=y)

    def backward_rows(
        self, tape: Tape, port: int, dy: Array, dx: Array, start: int, end: int
    ) -> None:
        """Let through what was let through."""
        y = self.site.outputs[0].rows(start, end)
        passed = self.site.memory.scratch(y.shape, np.bool_)
        tape(np.greater, y, self._zero, passed)
        tape(np.multiply, dy, self.factors(tape, passed), dx)


class LeakyReLUKernel(_PiecewiseLinear):
    """y = max(x, a x), for a is at most 1; dx = dy where y > 0, else a dy."""

    def take_values(self, tape: Tape, x: Array, y: Array) -> None:
        """Flatten below zero."""
        flat = self.site.memory.scratch(x.shape)
        tape(np.multiply, x, self.site.memory.constant(self.module.negative_slope), flat)
        tape(np.maximum, x, flat, out=y)

    def backward_rows(
        self, tape: Tape, port: int, dy: Array, dx: Array, start: int, end: int
    ) -> None:
        """Let a part through, and the rest of it where the input was positive."""
        y, memory = self.site.outputs[0].rows(start, end), self.site.memory
        passed, slope = memory.scratch(y.shape, np.bool_), self.module.negative_slope
        tape(np.greater, y, memory.constant(0.0), passed)
        factors = self.factors(tape, passed, always=True)
        tape(np.multiply, factors, memory.constant(1.0 - slope), factors)
        tape(np.add, factors, memory.constant(slope), factors)
        tape(np.multiply, dy, factors, dx)


class HardtanhKernel(_PiecewiseLinear):
    """y = min(max(x, a), b); dx = dy where y lies between a and b."""

    @property
    def bounds(self) -> tuple[float, float]:
        """Both ends."""
        return self.module.min_val, self.module.max_val

    def take_values(self, tape: Tape, x: Array, y: Array) -> None:
        """Cut off at both ends."""
        low, high = self.bounds
        tape(np.maximum, x, self.site.memory.filled(x.shape, low), out=y)
        tape(np.minimum, y, self.site.memory.filled(x.shape, high), out=y)

    def backward_rows(
        self, tape: Tape, port: int, dy: Array, dx: Array, start: int, end: int
    ) -> None:
        """Let through what was not cut off."""
        y, memory = self.site.outputs[0].rows(start, end), self.site.memory
        low, high = self.bounds
        passed, below = memory.scratch(y.shape, np.bool_), memory.scratch(y.shape, np.bool_)
        tape(np.greater, y, memory.constant(low), passed)
        tape(np.less, y, memory.constant(high), below)
        tape(np.logical_and, passed, below, passed)
        tape(np.multiply, dy, self.factors(tape, passed), dx)


class ReLU6Kernel(HardtanhKernel):
    """y = min(max(x, 0), 6)."""

    bounds: ClassVar[tuple[float, float]] = (0.0, 6.0)
