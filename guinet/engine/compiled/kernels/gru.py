"""GRU: two gates and a proposal."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernels.recurrent import RecurrentKernel
from guinet.engine.compiled.kernels.unrolled import Gates, Unrolled
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape

__all__ = ["GRUKernel"]


class UnrolledGRU(Unrolled):
    """n = tanh(W_in x + b_in + r a) with a = W_hn h + b_hn, h' = n + z (h - n).

    On the way back, with σ' = σ (1 - σ),

        δ_n = dh (1 - z) (1 - n²),   δ_z = dh (h - n) z',   δ_r = δ_n a r',

    and the product of the state has r δ_n in place of δ_n.
    """

    gates = (
        Gates(slice(0, 2), slice(0, 2), factor=0.5),
        Gates(slice(2, 3), slice(2, 3), one_bias=False),
    )
    room_back = 4

    def __init__(self, site: Site, names: Sequence[str], x: Array, reverse: bool) -> None:
        super().__init__(site, names, x, reverse)
        self.from_input = self._kept = self.saved(3)
        self._seen = self.saved(1)[0]
        self.begin = (self.before[self.first],)
        self.end = (self.hidden[self.last],)

    def step(self, tape: Tape, t: int, work: Array) -> None:
        """Take the gates, the proposal and the state."""
        half = self.site.memory.constant(0.5)
        gates, proposal, seen = self._kept[:2, t], self._kept[2, t], self._seen[t]
        before, after, part = self.before[t], self.hidden[t], work[3]
        self.from_state(tape, t, work[:3])
        if self.has_bias:
            tape(np.add, work[2], self.state_bias(2), seen)
        else:
            tape(np.copyto, seen, work[2])
        tape(np.add, gates, work[:2], gates)
        tape(np.tanh, gates, gates)
        tape(np.multiply, gates, half, gates)
        tape(np.add, gates, half, gates)
        tape(np.multiply, gates[0], seen, part)
        tape(np.add, proposal, part, proposal)
        tape(np.tanh, proposal, proposal)
        tape(np.subtract, before, proposal, part)
        tape(np.multiply, part, gates[1], part)
        tape(np.add, proposal, part, after)

    def take_slopes(self, tape: Tape, room: Array) -> None:
        """Take the slope of n by r, and those of h' by z and n; the third place stays free."""
        one = self.site.memory.constant(1.0)
        for some in self.pieces(room):
            kept, slopes = self._kept[:, some], room[:, some]
            r_and_z, spare, of_proposal = slopes[:2], slopes[2], slopes[3]
            tape(np.subtract, one, kept[:2], r_and_z)
            tape(np.multiply, kept[2], kept[2], of_proposal)
            tape(np.subtract, one, of_proposal, of_proposal)
            tape(np.multiply, of_proposal, slopes[1], of_proposal)
            tape(np.multiply, r_and_z, kept[:2], r_and_z)
            tape(np.multiply, slopes[0], self._seen[some], slopes[0])
            tape(np.subtract, self.before[some], kept[2], spare)
            tape(np.multiply, slopes[1], spare, slopes[1])

    def step_back(
        self, tape: Tape, t: int, d_states: Sequence[Array], room: Array, work: Array
    ) -> None:
        """Go through proposal and gates; part of the gradient goes straight on through z."""
        (dh,), (reset, update, seen, proposal) = d_states, room[:, t]
        tape(np.multiply, proposal, dh, proposal)
        tape(np.multiply, update, dh, update)
        tape(np.multiply, reset, proposal, reset)
        tape(np.multiply, proposal, self._kept[0, t], seen)
        tape(np.multiply, dh, self._kept[1, t], dh)
        self.through_state(tape, room[:3, t], work[:3], work[3])
        tape(np.add, dh, work[3], dh)

    def errors(self, room: Array) -> tuple[list[Array], list[Array]]:
        """Return δ_r, δ_z, and δ_n or r δ_n."""
        reset, update, seen, proposal = room
        return [reset, update, proposal], [reset, update, seen]


class GRUKernel(RecurrentKernel):
    """Runs a GRU."""

    unrolled = UnrolledGRU
