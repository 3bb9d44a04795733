"""What passes everything on: Identity, Reroute, the borders of composites, StopGradient."""

from __future__ import annotations

from guinet.core.types import Array
from guinet.engine.compiled.kernel import RowKernel
from guinet.engine.compiled.kernels.moving import hand_on
from guinet.engine.compiled.tape import Tape
from guinet.engine.program import Call

__all__ = ["IdentityKernel"]


class IdentityKernel(RowKernel):
    """y = x; dx = dy. Where the memory is the same nothing is left to do."""

    needs_inputs = False
    needs_output = False

    @classmethod
    def serves(cls, call: Call) -> bool:
        """Real numbers."""
        return call.specs[0].kind != "index"

    def forward_rows(self, tape: Tape, start: int, end: int) -> None:
        """Hand on."""
        x, y = self.site.inputs[0].rows(start, end), self.site.output_rows(start, end)
        hand_on(tape, y, x)

    def backward_rows(
        self, tape: Tape, port: int, dy: Array, dx: Array, start: int, end: int
    ) -> None:
        """Hand back."""
        hand_on(tape, dx, dy)
