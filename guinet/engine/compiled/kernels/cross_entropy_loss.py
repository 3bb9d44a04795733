"""CrossEntropyLoss: softmax and logarithm together."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernels.class_loss import ClassLossKernel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.views import as_row

__all__ = ["CrossEntropyLossKernel"]


class CrossEntropyLossKernel(ClassLossKernel):
    """L = Σ (Y log Σ eᶻ - y·z) / M with z = ŷ - max ŷ and Y = Σ y, over the classes.

    Since z is at most 0, nothing overflows. The way back, (Y p - y) / M with the softmax p,
    finds eᶻ and its sums where the forward pass has left them.
    """

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        columns = self.prediction.shape[1:]
        self._exponential: Array = site.memory.saved(self.prediction.shape)
        self._sum: Array = site.memory.saved(columns)
        self._answered: Array = site.memory.saved(columns)

    def forward(self, tape: Tape) -> None:
        """Take the loss, and leave eᶻ and its sums."""
        site, z = self.site, self._exponential
        logarithm, agreed = site.memory.scratch(self._sum.shape), site.memory.scratch(())
        self._take_distance(tape, z)
        tape(np.dot, as_row(z), as_row(self.target), agreed)
        tape(np.exp, z, z)
        tape(np.dot, self.class_ones, z, self._sum)
        tape(np.dot, self.class_ones, self.target, self._answered)
        tape(np.log, self._sum, logarithm)
        tape(np.dot, logarithm, self._answered, self.loss)
        tape(np.subtract, self.loss, agreed, self.loss)
        tape(np.multiply, self.loss, site.memory.constant(1.0 / self.positions), self.loss)

    def _take_distance(self, tape: Tape, into: Array) -> None:
        highest = self.site.memory.scratch(self._sum.shape)
        tape(np.maximum.reduce, self.prediction, 0, None, highest)
        tape(np.subtract, self.prediction, highest, into)

    def backward(self, tape: Tape) -> None:
        """Give back the difference between predicted and true shares."""
        share = self.site.memory.scratch(self._sum.shape)
        factor = self.site.memory.constant(self.weight / self.positions)
        dx = self.site.contribution(tape, 0)
        if dx is not None:
            with dx:
                tape(np.divide, self._answered, self._sum, share)
                tape(np.multiply, self._exponential, share, dx.whole)
                tape(np.subtract, dx.whole, self.target, dx.whole)
                tape(np.multiply, dx.whole, factor, dx.whole)
        d_target = self.site.contribution(tape, 1)
        if d_target is not None:
            with d_target:
                # Minus the logarithms of the shares; those of eᶻ itself may be infinite.
                into = d_target.whole
                self._take_distance(tape, into)
                tape(np.log, self._sum, share)
                tape(np.subtract, share, into, into)
                tape(np.multiply, into, factor, into)
