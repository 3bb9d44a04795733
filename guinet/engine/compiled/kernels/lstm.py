"""LSTM: the gates of a step by one hyperbolic tangent."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernels.recurrent import RecurrentKernel
from guinet.engine.compiled.kernels.unrolled import Gates, Unrolled
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape

__all__ = ["LSTMKernel"]


class UnrolledLSTM(Unrolled):
    """c' = f c + i g, h' = o tanh c'.

    The gates lie in the order o, i, f, g and the cell c before each step behind them, so that
    (i, f) (g, c) is one product. On the way back dc += dh o (1 - tanh² c'), and with
    σ' = σ (1 - σ)

        δ_o = dh tanh c' o',   δ_i = dc g i',   δ_f = dc c f',   δ_g = dc i (1 - g²).
    """

    gates = (
        Gates(slice(3, 4), slice(0, 1), factor=0.5),
        Gates(slice(0, 2), slice(1, 3), factor=0.5),
        Gates(slice(2, 3), slice(3, 4)),
    )
    room_back = 5

    def __init__(self, site: Site, names: Sequence[str], x: Array, reverse: bool) -> None:
        super().__init__(site, names, x, reverse)
        self._kept = self.saved(5)
        self._squashed = self.saved(1)[0]
        self.from_input = self._kept[:4]
        cells = [self._kept[4, t] for t in self.order]
        cells.append(self.saved(1, 1)[0, 0])
        self._cell = dict(zip(self.order, cells[1:], strict=True))
        self.begin = (self.before[self.first], cells[0])
        self.end = (self.hidden[self.last], cells[-1])

    def step(self, tape: Tape, t: int, work: Array) -> None:
        """Take the gates, the cell and the state."""
        half = self.site.memory.constant(0.5)
        gates, shares = self._kept[:4, t], self._kept[:3, t]
        sums, products = work[:4], work[4:]
        cell, squashed = self._cell[t], self._squashed[t]
        self.from_state(tape, t, sums)
        tape(np.add, gates, sums, gates)
        tape(np.tanh, gates, gates)
        tape(np.multiply, shares, half, shares)
        tape(np.add, shares, half, shares)
        tape(np.multiply, self._kept[1:3, t], self._kept[3:5, t], products)
        tape(np.add, products[0], products[1], cell)
        tape(np.tanh, cell, squashed)
        tape(np.multiply, shares[0], squashed, self.hidden[t])

    def take_slopes(self, tape: Tape, room: Array) -> None:
        """Take the slopes of h' by o and of c' by the other gates, and that of h' by c'."""
        one = self.site.memory.constant(1.0)
        for some in self.pieces(room):
            kept, squashed, slopes = self._kept[:, some], self._squashed[some], room[:, some]
            tape(np.subtract, one, kept[:3], slopes[:3])
            tape(np.multiply, slopes[:3], kept[:3], slopes[:3])
            tape(np.multiply, slopes[0], squashed, slopes[0])
            tape(np.multiply, slopes[1:3], kept[3:5], slopes[1:3])
            tape(np.multiply, kept[3], kept[3], slopes[3])
            tape(np.multiply, squashed, squashed, slopes[4])
            tape(np.subtract, one, slopes[3:5], slopes[3:5])
            tape(np.multiply, slopes[3], kept[1], slopes[3])
            tape(np.multiply, slopes[4], kept[0], slopes[4])

    def step_back(
        self, tape: Tape, t: int, d_states: Sequence[Array], room: Array, work: Array
    ) -> None:
        """Go through the cell; what its gradient keeps goes on through f."""
        dh, dc = d_states
        of_output, of_others, of_cell = room[0, t], room[1:4, t], room[4, t]
        tape(np.multiply, of_cell, dh, work[0])
        tape(np.add, dc, work[0], dc)
        tape(np.multiply, of_output, dh, of_output)
        tape(np.multiply, of_others, dc, of_others)
        tape(np.multiply, dc, self._kept[2, t], dc)
        self.through_state(tape, room[:4, t], work[:4], dh)

    def errors(self, room: Array) -> tuple[list[Array], list[Array]]:
        """Return those of all gates: both products are added."""
        errors = list(room[:4])
        return errors, errors


class LSTMKernel(RecurrentKernel):
    """Runs an LSTM."""

    unrolled = UnrolledLSTM
