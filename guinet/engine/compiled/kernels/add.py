"""Add: sums of equal shapes, in place."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernel import RowKernel
from guinet.engine.compiled.kernels.moving import hand_on
from guinet.engine.compiled.tape import Tape
from guinet.engine.program import Call

__all__ = ["AddKernel"]


class AddKernel(RowKernel):
    """y = x₁ + x₂ + ...; every dx is dy."""

    needs_inputs = False
    needs_output = False

    @classmethod
    def serves(cls, call: Call) -> bool:
        """Inputs of one shape, each with a batch axis."""
        return len({(spec.shape, spec.batched) for spec in call.specs}) == 1 < len(call.specs)

    def forward_rows(self, tape: Tape, start: int, end: int) -> None:
        """Add."""
        y = self.site.output_rows(start, end)
        sum_so_far, *others = (tensor.rows(start, end) for tensor in self.site.inputs)
        for x in others:
            tape(np.add, sum_so_far, x, y)
            sum_so_far = y

    def backward_rows(
        self, tape: Tape, port: int, dy: Array, dx: Array, start: int, end: int
    ) -> None:
        """Hand on, which takes nothing where both are one memory."""
        hand_on(tape, dx, dy)
