"""PositionalEncoding: the same pattern added to every sample."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernel import RowKernel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.views import viewed
from guinet.engine.program import Call
from guinet.modules.sequence.positional_encoding import waves

__all__ = ["PositionalEncodingKernel"]


class PositionalEncodingKernel(RowKernel):
    """y_t = x_t + p_t; dx is dy, and that of a learned p its sum over the samples."""

    needs_inputs = False
    needs_output = False
    # Learned patterns need the whole of dy in the end.
    gradient_in_place = False

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        steps, width = site.inputs[0].layout.shape
        self._weight = site.learned.weight("weight") if self.module.kind == "learned" else None
        if self._weight is None:
            self._pattern = site.memory.matrix(waves(steps, width).T)
        else:
            self._pattern = site.memory.saved((width, steps))

    @classmethod
    def serves(cls, call: Call) -> bool:
        """Inputs that have a batch axis."""
        return call.specs[0].batched

    def forward_rows(self, tape: Tape, start: int, end: int) -> None:
        """Add the pattern."""
        x, y = self.site.inputs[0].rows(start, end), self.site.output_rows(start, end)
        pattern = self._pattern[start:end]
        if self._weight is not None:
            tape(np.copyto, pattern, self._weight.T[start:end])
        tape(np.add, self._by_sample(x), pattern[:, np.newaxis], self._by_sample(y))

    def backward_rows(
        self, tape: Tape, port: int, dy: Array, dx: Array, start: int, end: int
    ) -> None:
        """Hand on."""
        tape(np.copyto, dx, dy)

    def finish_backward(self, tape: Tape) -> None:
        """Sum over the samples."""
        if self._weight is None:
            return
        sums = self.site.memory.scratch(self._pattern.shape)
        tape(np.add.reduce, self._by_sample(self.site.dy), 1, None, sums)
        self.site.learned.give(tape, "weight", sums.T)

    def _by_sample(self, rows: Array) -> Array:
        """Return (D, N·T) as (D, N, T)."""
        return viewed(rows, len(rows), self.site.count, -1)
