"""GroupNorm and InstanceNorm: groups of channels of each sample by themselves."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.kernels.per_sample import per_sample
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.views import viewed
from guinet.engine.program import Call

__all__ = ["GroupNormKernel", "InstanceNormKernel"]


class GroupNormKernel(Kernel):
    """y = γ (x - μ) r + β with r = 1 / √(σ² + ε), for each group of channels of each sample.

    As for BatchNorm the forward pass leaves c = x - k with a k near the mean, and what c lacks
    to it, s = μ - k, goes into a table (C, N)::

        y  = γ r c + (β - γ r s)
        dx = γ r dy - b c - (r mean(γ dy) - b s)        with b = r² mean(γ dy x̂)

    Channels are added up to groups in the tables, which are small.
    """

    needs_output = False

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        x, memory = site.inputs[0], site.memory
        self._per_sample = spread = per_sample(site, x)
        self._groups = self._group_count(spread.channels)
        self._terms = x.spec.size // self._groups
        self._centred = x.body if site.spare[0] else memory.saved(x.body_shape)
        self._inverse, self._rest, self._scale = (memory.saved(spread.table) for _ in range(3))

    def _group_count(self, channels: int) -> int:
        groups: int = self.module.num_groups
        return groups

    def _grouped(self, table: Array) -> Array:
        """Return tables (..., C, N) as (..., groups, C / groups, N)."""
        return viewed(table, *table.shape[:-2], self._groups, -1, table.shape[-1])

    def _group_means(self, tape: Tape, tables: Array, terms: int) -> None:
        """Replace sums per channel by the mean of the group, in every channel of it."""
        grouped = self._grouped(tables)
        sums = self.site.memory.scratch((*grouped.shape[:-2], 1, grouped.shape[-1]))
        share = self.site.memory.constant(1.0 / terms)
        tape(np.add.reduce, grouped, -2, None, sums, True)
        tape(np.multiply, sums, share, sums)
        tape(np.copyto, grouped, sums)

    def _weight(self, name: str) -> Array | None:
        if not self.module.affine:
            return None
        weight: Array = self.site.learned.weight(name)[:, None]
        return weight

    def forward(self, tape: Tape) -> None:
        """Centre and sum, then scale and shift."""
        site, spread = self.site, self._per_sample
        mean, square = self._centre(tape)
        rest, inverse = self._rest, self._inverse
        tape(np.copyto, rest, mean)
        tape(np.multiply, rest, rest, inverse)
        tape(np.subtract, square, inverse, inverse)
        tape(np.maximum, inverse, site.memory.constant(0.0), out=inverse)
        tape(np.add, inverse, site.memory.constant(self.module.eps), inverse)
        tape(np.sqrt, inverse, inverse)
        tape(np.reciprocal, inverse, inverse)
        weight, bias = self._weight("weight"), self._weight("bias")
        shift = site.memory.scratch(spread.table)
        tape(np.copyto, self._scale, inverse)
        if weight is not None:
            tape(np.multiply, self._scale, weight, self._scale)
        tape(np.multiply, rest, self._scale, shift)
        tape(np.negative, shift, shift)
        if bias is not None:
            tape(np.add, shift, bias, shift)
        for start, end in site.pieces(site.outputs[0], site.unit):
            y = spread.rows(site.output_rows(start, end))
            centred = spread.rows(self._centred[start:end])
            tape(np.multiply, centred, spread.beside(self._scale, start, end), y)
            tape(np.add, y, spread.beside(shift, start, end), y)
            site.finished(tape, start, end)

    def _centre(self, tape: Tape) -> Array:
        """Leave c = x - k; return the means of c and of its squares in each group."""
        spread, x = self._per_sample, self.site.inputs[0].body
        near = self._near_mean(tape, x)
        sums, piece = spread.partial_sums(2), spread.piece()
        for number, (start, end) in enumerate(spread.pieces):
            centred, squares = self._centred[start:end], piece[: end - start]
            beside = spread.beside(near, start, end)
            tape(np.subtract, spread.rows(x[start:end]), beside, spread.rows(centred))
            spread.add_up(tape, centred, sums, 0, number)
            tape(np.multiply, centred, centred, squares)
            spread.add_up(tape, squares, sums, 1, number)
        means = spread.totals(tape, sums)
        self._group_means(tape, means, self._terms)
        return means

    def _near_mean(self, tape: Tape, x: Array) -> Array:
        """Return a number near the mean of each group; that of all values if they are equal."""
        spread, memory = self._per_sample, self.site.memory
        first, sums, piece = memory.scratch(spread.table), spread.partial_sums(1), spread.piece()
        tape(np.copyto, self._grouped(first), self._grouped(spread.first_values(x))[:, :1])
        for number, (start, end) in list(enumerate(spread.pieces))[spread.telling]:
            away = piece[: end - start]
            beside = spread.beside(first, start, end)
            tape(np.subtract, spread.rows(x[start:end]), beside, spread.rows(away))
            spread.add_up(tape, away, sums, 0, number)
        near: Array = spread.totals(tape, sums, spread.telling)[0]
        self._group_means(tape, near, spread.values_told() * spread.channels // self._groups)
        tape(np.add, near, first, near)
        return near

    def backward(self, tape: Tape) -> None:
        """Sum for the weights and the groups, then walk over dy once more."""
        site, spread = self.site, self._per_sample
        sums = self._sums_back(tape)
        if self.module.affine:
            self._give(tape, "bias", sums[0])
            self._give(tape, "weight", sums[1])
        dx = site.contribution(tape, 0)
        if dx is None:
            return
        with dx:
            along, constant = self._taken_out(tape, sums)
            piece = spread.piece()
            for start, end in spread.pieces:
                rows, room = dx.rows(start, end), spread.rows(piece[: end - start])
                into, dy = spread.rows(rows), spread.rows(site.dy[start:end])
                centred = spread.rows(self._centred[start:end])
                tape(np.multiply, dy, spread.beside(self._scale, start, end), into)
                tape(np.multiply, centred, spread.beside(along, start, end), room)
                tape(np.add, room, spread.beside(constant, start, end), room)
                tape(np.subtract, into, room, into)
                dx.done(start, end)

    def _sums_back(self, tape: Tape) -> Array:
        """Return Σ dy and Σ dy x̂ of each channel of each sample."""
        spread, dy = self._per_sample, self.site.dy
        sums, piece = spread.partial_sums(2), spread.piece()
        for number, (start, end) in enumerate(spread.pieces):
            along = piece[: end - start]
            spread.add_up(tape, dy[start:end], sums, 0, number)
            tape(np.multiply, self._centred[start:end], dy[start:end], along)
            spread.add_up(tape, along, sums, 1, number)
        totals = spread.totals(tape, sums)
        part = self.site.memory.scratch(spread.table)
        tape(np.multiply, totals[0], self._rest, part)
        tape(np.subtract, totals[1], part, totals[1])
        tape(np.multiply, totals[1], self._inverse, totals[1])
        return totals

    def _taken_out(self, tape: Tape, sums: Array) -> tuple[Array, Array]:
        """Return b and r mean(γ dy) - b s."""
        weight = self._weight("weight")
        if weight is not None:
            tape(np.multiply, sums, weight, sums)
        self._group_means(tape, sums, self._terms)
        tape(np.multiply, sums, self._inverse, sums)
        constant, along = sums
        part = self.site.memory.scratch(along.shape)
        tape(np.multiply, along, self._inverse, along)
        tape(np.multiply, along, self._rest, part)
        tape(np.subtract, constant, part, constant)
        return along, constant

    def _give(self, tape: Tape, name: str, by_sample: Array) -> None:
        """Sum over the samples, for the gradient of a weight."""
        memory = self.site.memory
        gradient = memory.scratch((len(by_sample),))
        tape(np.dot, by_sample, memory.ones(by_sample.shape[1]), gradient)
        self.site.learned.give(tape, name, gradient)


class InstanceNormKernel(GroupNormKernel):
    """As many groups as channels; without running averages."""

    @classmethod
    def serves(cls, call: Call) -> bool:
        """What keeps averages over the samples is left to the module."""
        return not getattr(call.module, "track_running_stats", True)

    def _group_count(self, channels: int) -> int:
        return channels
