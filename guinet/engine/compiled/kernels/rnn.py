"""RNN: one state, rewritten at every step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernels.recurrent import RecurrentKernel
from guinet.engine.compiled.kernels.unrolled import Gates, Unrolled
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape

__all__ = ["RNNKernel"]


class UnrolledRNN(Unrolled):
    """h' = φ(W_ih x + b_ih + W_hh h + b_hh); δ = dh (1 - h'²), or dh where h' > 0."""

    gates = (Gates(slice(0, 1), slice(0, 1)),)
    room_back = 1

    def __init__(self, site: Site, names: Sequence[str], x: Array, reverse: bool) -> None:
        super().__init__(site, names, x, reverse)
        self._bends = site.call.module.settings["nonlinearity"] == "tanh"
        self.from_input = self.saved(1)
        self.begin = (self.before[self.first],)
        self.end = (self.hidden[self.last],)

    def step(self, tape: Tape, t: int, work: Array) -> None:
        """Take the new state."""
        into, after = self.from_input[0, t], self.hidden[t]
        self.from_state(tape, t, work[:1])
        tape(np.add, into, work[0], after)
        if self._bends:
            tape(np.tanh, after, after)
        else:
            tape(np.maximum, after, self.site.memory.constant(0.0), out=after)

    def take_slopes(self, tape: Tape, room: Array) -> None:
        """Take the slopes, which the states tell."""
        for some in self.pieces(room):
            states, slopes = self.hidden[some], room[0, some]
            if self._bends:
                tape(np.multiply, states, states, slopes)
                tape(np.subtract, self.site.memory.constant(1.0), slopes, slopes)
            else:
                tape(np.greater, states, self.site.memory.constant(0.0), slopes)

    def step_back(
        self, tape: Tape, t: int, d_states: Sequence[Array], room: Array, work: Array
    ) -> None:
        """Go through the nonlinearity and the matrix."""
        (dh,) = d_states
        tape(np.multiply, room[0, t], dh, room[0, t])
        self.through_state(tape, room[:, t], work, dh)

    def errors(self, room: Array) -> tuple[list[Array], list[Array]]:
        """Return that of the sum."""
        errors = [room[0]]
        return errors, errors


class RNNKernel(RecurrentKernel):
    """Runs an RNN."""

    unrolled = UnrolledRNN
