"""Multiply, Subtract, Divide and Maximum, number by number."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernel import RowKernel
from guinet.engine.compiled.kernels.moving import hand_on
from guinet.engine.compiled.tape import Tape
from guinet.engine.program import Call

__all__ = ["DivideKernel", "MaximumKernel", "MultiplyKernel", "SubtractKernel"]


class _Merge(RowKernel):
    """An operation on inputs of one shape; those that stretch are left to the module."""

    needs_inputs = True
    needs_output = False

    @classmethod
    def serves(cls, call: Call) -> bool:
        """Inputs of one shape, each with a batch axis."""
        return len({(spec.shape, spec.batched) for spec in call.specs}) == 1

    def inputs(self, start: int, end: int) -> list[Array]:
        """Return some rows of all inputs."""
        return [tensor.rows(start, end) for tensor in self.site.inputs]


class MultiplyKernel(_Merge):
    """y = Π x; each dx is dy times the product of the others."""

    def forward_rows(self, tape: Tape, start: int, end: int) -> None:
        """Multiply."""
        y = self.site.output_rows(start, end)
        product, *others = self.inputs(start, end)
        for x in others:
            tape(np.multiply, product, x, y)
            product = y

    def backward_rows(
        self, tape: Tape, port: int, dy: Array, dx: Array, start: int, end: int
    ) -> None:
        """Multiply by the others."""
        product = dy
        for number, x in enumerate(self.inputs(start, end)):
            if number != port:
                tape(np.multiply, product, x, dx)
                product = dx


class SubtractKernel(_Merge):
    """y = x₁ - x₂; dx₁ = dy, dx₂ = -dy."""

    needs_inputs = False

    def forward_rows(self, tape: Tape, start: int, end: int) -> None:
        """Subtract."""
        tape(np.subtract, *self.inputs(start, end), self.site.output_rows(start, end))

    def backward_rows(
        self, tape: Tape, port: int, dy: Array, dx: Array, start: int, end: int
    ) -> None:
        """Hand on, with the opposite sign to what was taken away."""
        if port == 1:
            tape(np.negative, dy, dx)
        else:
            hand_on(tape, dx, dy)


class DivideKernel(_Merge):
    """y = x₁ / x₂; dx₁ = dy / x₂, dx₂ = -y dy / x₂."""

    needs_output = True

    def forward_rows(self, tape: Tape, start: int, end: int) -> None:
        """Divide."""
        tape(np.divide, *self.inputs(start, end), self.site.output_rows(start, end))

    def backward_rows(
        self, tape: Tape, port: int, dy: Array, dx: Array, start: int, end: int
    ) -> None:
        """Divide by the denominator."""
        tape(np.divide, dy, self.inputs(start, end)[1], dx)
        if port == 1:
            tape(np.multiply, dx, self.site.outputs[0].rows(start, end), dx)
            tape(np.negative, dx, dx)


class MaximumKernel(_Merge):
    """y = max(x₁, x₂); dy goes to the larger one, and half of it to each of two equal ones."""

    @classmethod
    def serves(cls, call: Call) -> bool:
        """Two inputs."""
        return len(call.specs) == 2 and super().serves(call)

    def forward_rows(self, tape: Tape, start: int, end: int) -> None:
        """Take the larger."""
        tape(np.maximum, *self.inputs(start, end), out=self.site.output_rows(start, end))

    def backward_rows(
        self, tape: Tape, port: int, dy: Array, dx: Array, start: int, end: int
    ) -> None:
        """Multiply by half of how often it is at least as large, and larger."""
        memory, inputs = self.site.memory, self.inputs(start, end)
        own, other = inputs[port], inputs[1 - port]
        is_larger, share = memory.scratch(own.shape, np.bool_), memory.scratch(own.shape)
        tape(np.greater, own, other, is_larger)
        tape(np.copyto, share, is_larger)
        tape(np.greater_equal, own, other, is_larger)
        tape(np.add, share, is_larger, share)
        tape(np.multiply, share, memory.constant(0.5), share)
        tape(np.multiply, share, dy, dx)
