"""Scale and PReLU: one learned factor for everything, or one for each channel."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.kernels.per_channel import PerChannel, per_channel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.views import as_row
from guinet.engine.program import Call

__all__ = ["PReLUKernel", "ScaleKernel"]


class _LearnedFactors(Kernel):
    """Works piece by piece, with the factors beside the rows."""

    needs_output = False

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        tensor = site.inputs[0]
        self._spread: PerChannel | None = None
        if self.module.per_channel:
            self._spread = per_channel(site, tensor)
        self.pieces = tuple(site.pieces(tensor))

    @classmethod
    def serves(cls, call: Call) -> bool:
        """Features, sequences and images."""
        return call.specs[0].batched and len(call.specs[0].shape) in (1, 2, 3)

    def spread(self, tape: Tape, numbers: Array) -> Array:
        """Return numbers so that `beside` finds those for some rows."""
        return numbers if self._spread is None else self._spread.spread(tape, numbers)

    def beside(self, spread: Array, start: int, end: int) -> Array:
        """Return the numbers beside some rows."""
        return spread if self._spread is None else self._spread.beside(spread, start, end)

    @abstractmethod
    def terms(self, name: str, tape: Tape, start: int, end: int) -> Array:
        """Return, contiguous, the numbers that the gradient of a weight sums up over some rows."""

    def take_weight_gradient(self, name: str, tape: Tape) -> None:
        """Take down the sums of `terms`, over everything or over each channel."""
        memory, spread = self.site.memory, self._spread
        if spread is None:
            sums = memory.scratch((len(self.pieces),))
        else:
            sums = spread.partial_sums(1)
        mark = memory.mark()
        for number, (start, end) in enumerate(self.pieces):
            terms = self.terms(name, tape, start, end)
            if spread is None:
                place = sums[number : number + 1].reshape(())
                tape(np.dot, as_row(terms), memory.ones(terms.size), place)
            else:
                spread.add_up(tape, terms, sums, 0, number)
            memory.release(mark)
        if spread is None:
            tape(np.add.reduce, sums, 0, None, sums[:1].reshape(()))
            found = sums[:1]
        else:
            found = spread.totals(tape, sums)[0]
        self.site.learned.give(tape, name, found)


class ScaleKernel(_LearnedFactors):
    """y = w x + b; dx = w dy, dw = Σ dy x, db = Σ dy."""

    def forward(self, tape: Tape) -> None:
        """Multiply, and shift."""
        site = self.site
        factor = self.spread(tape, site.learned.weight("weight"))
        shift = self.spread(tape, site.learned.weight("bias")) if self.module.bias else None
        for start, end in self.pieces:
            x, y = site.inputs[0].rows(start, end), site.output_rows(start, end)
            tape(np.multiply, x, self.beside(factor, start, end), y)
            if shift is not None:
                tape(np.add, y, self.beside(shift, start, end), y)
            site.finished(tape, start, end)

    def backward(self, tape: Tape) -> None:
        """Sum up for the weights, and multiply for the input."""
        site = self.site
        self.take_weight_gradient("weight", tape)
        if self.module.bias:
            self.take_weight_gradient("bias", tape)
        dx = site.contribution(tape, 0)
        if dx is not None:
            with dx:
                factor = self.spread(tape, site.learned.weight("weight"))
                for start, end in self.pieces:
                    rows = dx.rows(start, end)
                    tape(np.multiply, site.dy[start:end], self.beside(factor, start, end), rows)
                    dx.done(start, end)

    def terms(self, name: str, tape: Tape, start: int, end: int) -> Array:
        """Return dy x, or dy."""
        dy = self.site.dy[start:end]
        product = self.site.memory.scratch(dy.shape)
        if name == "bias":
            tape(np.copyto, product, dy)
        else:
            tape(np.multiply, dy, self.site.inputs[0].rows(start, end), product)
        return product


class PReLUKernel(_LearnedFactors):
    """y = max(x, 0) + a min(x, 0); dx = dy where x > 0, else a dy; da = Σ dy min(x, 0)."""

    def forward(self, tape: Tape) -> None:
        """Add both sides."""
        site, memory = self.site, self.site.memory
        slope = self.spread(tape, site.learned.weight("weight"))
        for start, end in self.pieces:
            mark = memory.mark()
            x, y = site.inputs[0].rows(start, end), site.output_rows(start, end)
            below = self._below(tape, x)
            tape(np.multiply, below, self.beside(slope, start, end), below)
            tape(np.maximum, x, self.site.memory.filled(x.shape, 0.0), out=y)
            tape(np.add, y, below, y)
            site.finished(tape, start, end)
            memory.release(mark)

    def backward(self, tape: Tape) -> None:
        """Sum up for the slopes, and multiply for the input."""
        site, memory = self.site, self.site.memory
        self.take_weight_gradient("weight", tape)
        dx = site.contribution(tape, 0)
        if dx is None:
            return
        with dx:
            slope = self.spread(tape, site.learned.weight("weight"))
            for start, end in self.pieces:
                mark = memory.mark()
                x, rows = site.inputs[0].rows(start, end), dx.rows(start, end)
                is_above, factors = memory.scratch(x.shape, np.bool_), memory.scratch(x.shape)
                is_below = memory.scratch(x.shape, np.bool_)
                tape(np.less_equal, x, memory.constant(0.0), is_below)
                tape(np.logical_not, is_below, is_above)
                tape(np.multiply, is_below, self.beside(slope, start, end), factors)
                tape(np.add, factors, is_above, factors)
                tape(np.multiply, site.dy[start:end], factors, rows)
                dx.done(start, end)
                memory.release(mark)

    def terms(self, name: str, tape: Tape, start: int, end: int) -> Array:
        """Return dy min(x, 0)."""
        below = self._below(tape, self.site.inputs[0].rows(start, end))
        tape(np.multiply, self.site.dy[start:end], below, below)
        return below

    def _below(self, tape: Tape, x: Array) -> Array:
        below = self.site.memory.scratch(x.shape)
        tape(np.minimum, x, self.site.memory.filled(x.shape, 0.0), out=below)
        return below
