"""BatchNorm: exact over the whole batch, whoever computes which part of it."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.kernels.merged import merged_moments, merged_sums
from guinet.engine.compiled.kernels.per_channel import per_channel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape

__all__ = ["BatchNormKernel"]


class BatchNormKernel(Kernel):
    """y = γ (x - μ) / √(σ² + ε) + β per channel.

    The forward pass leaves c = x - k with a k near the mean, in place of x where nobody else
    reads that. What c lacks to the mean, s = μ - k, goes into numbers per channel::

        y  = γ' c + (β - γ' s)                          with γ' = γ / √(σ² + ε)
        dx = γ' dy - b c - (γ' mean(dy) - b s)          with b = γ' mean(dy x̂) / √(σ² + ε)

    so that each direction walks over the tensor twice: once to sum, once to scale. By the
    running averages, k is their mean, s = 0, and dx = γ' dy.
    """

    needs_output = False

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        x, memory = site.inputs[0], site.memory
        self._per_channel = per_channel(site, x)
        count = self._per_channel.total_positions
        tracks = self.module.track_running_stats
        self._measures = not tracks or (site.training and count > 1)
        self._updates = tracks and self._measures
        channels = (self._per_channel.channels,)
        self._inverse, self._near = memory.saved(channels), memory.saved(channels)
        self._rest, self._scale = memory.saved(channels), self._inverse
        if self.module.affine:
            self._scale = memory.saved(channels)
        self._centred: Array | None = None
        if self._measures:
            overwrites = site.spare[0]
            self._centred = x.body if overwrites else memory.saved(x.body_shape)

    def forward(self, tape: Tape) -> None:
        """Find mean and deviation, then scale and shift."""
        square = self._measure(tape) if self._measures else self._recall(tape)
        memory, inverse = self.site.memory, self._inverse
        tape(np.add, square, memory.constant(self.module.eps), inverse)
        tape(np.sqrt, inverse, inverse)
        tape(np.reciprocal, inverse, inverse)
        if self.module.affine:
            tape(np.multiply, inverse, self.site.learned.weight("weight"), self._scale)
        self._normalise(tape)

    def _recall(self, tape: Tape) -> Array:
        """Take the running averages, and return the variance."""
        learned = self.site.learned
        tape(np.copyto, self._near, learned.state("running_mean"))
        return learned.state("running_var")

    def _measure(self, tape: Tape) -> Array:
        """Centre x, find the mean of the whole batch, and return its variance."""
        memory, spread = self.site.memory, self._per_channel
        sums = self._centre(tape)
        rest, squares = self._rest, memory.scratch(sums[1].shape)
        tape(np.multiply, sums[0], memory.constant(1.0 / spread.positions), rest)
        tape(np.multiply, rest, sums[0], squares)
        tape(np.subtract, sums[1], squares, squares)
        tape(np.maximum, squares, memory.constant(0.0), out=squares)
        exchange = self.site.exchange(3, spread.channels)
        mean = memory.scratch(rest.shape)
        tape(np.add, self._near, rest, mean)
        if len(exchange.everyone) > 1:
            tape(exchange.mine[0].fill, float(spread.positions))
            tape(np.copyto, exchange.mine[1], mean)
            tape(np.copyto, exchange.mine[2], squares)
            exchange.meet(tape)
            merged_moments(tape, memory, exchange.everyone, mean, squares)
            tape(np.subtract, mean, self._near, rest)
        count = spread.total_positions
        tape(np.multiply, squares, memory.constant(1.0 / count), squares)
        if self._updates:
            self._average(tape, "running_mean", mean, 1.0)
            self._average(tape, "running_var", squares, count / (count - 1))
        return squares

    def _centre(self, tape: Tape) -> Array:
        """Leave c = x - k, and return its sums and those of its squares per channel."""
        assert self._centred is not None
        spread, x = self._per_channel, self.site.inputs[0].body
        tape(np.copyto, self._near, spread.near_mean(tape, x))
        near, sums, piece = spread.spread(tape, self._near), spread.partial_sums(2), spread.piece()
        for number, (start, end) in enumerate(spread.pieces):
            centred, squares = self._centred[start:end], piece[: end - start]
            tape(np.subtract, x[start:end], spread.beside(near, start, end), centred)
            spread.add_up(tape, centred, sums, 0, number)
            tape(np.multiply, centred, centred, squares)
            spread.add_up(tape, squares, sums, 1, number)
        return spread.totals(tape, sums)

    def _average(self, tape: Tape, name: str, measured: Array, factor: float) -> None:
        """Take a part of what was measured into a running average."""
        learned, memory = self.site.learned, self.site.memory
        new, part = learned.new_state(name), memory.scratch(measured.shape)
        momentum = self.module.momentum
        tape(np.multiply, learned.state(name), memory.constant(1.0 - momentum), new)
        tape(np.multiply, measured, memory.constant(momentum * factor), part)
        tape(np.add, new, part, new)

    def _normalise(self, tape: Tape) -> None:
        site, spread = self.site, self._per_channel
        scale, shift = spread.spread(tape, self._scale), self._shift(tape)
        near = None if self._measures else spread.spread(tape, self._near)
        for start, end in site.pieces(site.outputs[0], site.unit):
            y = site.output_rows(start, end)
            centred = self._centred_rows(tape, near, y, start, end)
            tape(np.multiply, centred, spread.beside(scale, start, end), y)
            if shift is not None:
                tape(np.add, y, spread.beside(shift, start, end), y)
            site.finished(tape, start, end)

    def _shift(self, tape: Tape) -> Array | None:
        """Return β - γ' s, spread; None where it is zero."""
        bias = self.site.learned.weight("bias") if self.module.affine else None
        if not self._measures:
            return None if bias is None else self._per_channel.spread(tape, bias)
        shift = self.site.memory.scratch(self._rest.shape)
        tape(np.multiply, self._rest, self._scale, shift)
        if bias is None:
            tape(np.negative, shift, shift)
        else:
            tape(np.subtract, bias, shift, shift)
        return self._per_channel.spread(tape, shift)

    def _centred_rows(
        self, tape: Tape, near: Array | None, room: Array, start: int, end: int
    ) -> Array:
        """Return rows of c, which are computed again where they were not saved."""
        if self._centred is not None:
            return self._centred[start:end]
        assert near is not None
        x = self.site.inputs[0].rows(start, end)
        tape(np.subtract, x, self._per_channel.beside(near, start, end), room)
        return room

    def backward(self, tape: Tape) -> None:
        """Sum for the weights, and take out of dy what mean and deviation took out of x."""
        site = self.site
        sums = self._sums_back(tape) if self.module.affine or self._measures else None
        if sums is not None and self.module.affine:
            site.learned.give(tape, "bias", sums[0])
            site.learned.give(tape, "weight", sums[1])
        dx = site.contribution(tape, 0)
        if dx is None:
            return
        with dx:
            spread = self._per_channel
            scale = spread.spread(tape, self._scale)
            taken_out = None if sums is None or not self._measures else self._taken_out(tape, sums)
            piece = spread.piece()
            for start, end in spread.pieces:
                rows, room = dx.rows(start, end), piece[: end - start]
                tape(np.multiply, site.dy[start:end], spread.beside(scale, start, end), rows)
                if taken_out is not None and self._centred is not None:
                    along, constant = (spread.beside(t, start, end) for t in taken_out)
                    tape(np.multiply, self._centred[start:end], along, room)
                    tape(np.add, room, constant, room)
                    tape(np.subtract, rows, room, rows)
                dx.done(start, end)

    def _sums_back(self, tape: Tape) -> Array:
        """Return Σ dy and Σ dy x̂ of this part of the batch, per channel."""
        spread, dy = self._per_channel, self.site.dy
        near = None if self._measures else spread.spread(tape, self._near)
        sums, piece = spread.partial_sums(2), spread.piece()
        for number, (start, end) in enumerate(spread.pieces):
            room = piece[: end - start]
            spread.add_up(tape, dy[start:end], sums, 0, number)
            centred = self._centred_rows(tape, near, room, start, end)
            tape(np.multiply, centred, dy[start:end], room)
            spread.add_up(tape, room, sums, 1, number)
        totals = spread.totals(tape, sums)
        if self._measures:
            part = self.site.memory.scratch(self._rest.shape)
            tape(np.multiply, totals[0], self._rest, part)
            tape(np.subtract, totals[1], part, totals[1])
        tape(np.multiply, totals[1], self._inverse, totals[1])
        return totals

    def _taken_out(self, tape: Tape, sums: Array) -> tuple[Array, Array]:
        """Return b and γ' mean(dy) - b s, spread."""
        site, spread = self.site, self._per_channel
        whole = merged_sums(tape, site, sums)
        along, constant = site.memory.scratch(whole[0].shape), site.memory.scratch(whole[0].shape)
        share = site.memory.constant(1.0 / spread.total_positions)
        tape(np.multiply, whole, share, whole)
        tape(np.multiply, whole, self._scale, whole)
        tape(np.multiply, whole[1], self._inverse, along)
        tape(np.multiply, along, self._rest, constant)
        tape(np.subtract, whole[0], constant, constant)
        return spread.spread(tape, along), spread.spread(tape, constant)
