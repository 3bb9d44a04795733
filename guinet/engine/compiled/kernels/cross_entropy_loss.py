"""CrossEntropyLoss: softmax and logarithm together."""

from __future__ import annotations

import numpy as np

from guinet.engine.compiled.kernels.loss_kernel import LossKernel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.tensor import as_row
from guinet.engine.program import Call

__all__ = ["CrossEntropyLossKernel"]


class CrossEntropyLossKernel(LossKernel):
    """L = Σ (Y log Σ eᶻ - y·z) / M with z = ŷ - max ŷ and Y = Σ y, over the classes.

    Since z is at most 0, nothing overflows. The way back, (Y p - y) / M with the softmax p,
    finds eᶻ and its sums where the forward pass has left them. Sums over the classes are
    products with a row of ones.
    """

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        classes, columns = self.prediction.shape
        self._exponential = site.memory.saved((classes, columns))
        self._sum = site.memory.saved((columns,))
        self._answered = site.memory.saved((columns,))
        self._class_ones = site.memory.ones(classes)

    @classmethod
    def serves(cls, call: Call) -> bool:
        """Neither class weights nor label smoothing."""
        module = call.module
        plain = not getattr(module, "class_weight", ()) and not getattr(
            module, "label_smoothing", 0.0
        )
        return plain and super().serves(call) and call.specs[0].kind != "index"

    def forward(self, tape: Tape) -> None:
        """Take the loss, and leave eᶻ and its sums."""
        site, z = self.site, self._exponential
        highest, logarithm = (site.memory.scratch(self._sum.shape) for _ in range(2))
        agreed = site.memory.scratch(())
        tape(np.maximum.reduce, self.prediction, 0, None, highest)
        tape(np.subtract, self.prediction, highest, z)
        tape(np.dot, as_row(z), as_row(self.target), agreed)
        tape(np.exp, z, z)
        tape(np.dot, self._class_ones, z, self._sum)
        tape(np.dot, self._class_ones, self.target, self._answered)
        tape(np.log, self._sum, logarithm)
        tape(np.dot, logarithm, self._answered, self.loss)
        tape(np.subtract, self.loss, agreed, self.loss)
        tape(np.multiply, self.loss, site.memory.constant(1.0 / self.positions), self.loss)

    def backward(self, tape: Tape) -> None:
        """Give back the difference between predicted and true shares."""
        dx = self.site.contribution(tape, 0)
        if dx is not None:
            with dx:
                share = self.site.memory.scratch(self._sum.shape)
                factor = self.site.memory.constant(self.weight / self.positions)
                tape(np.divide, self._answered, self._sum, share)
                tape(np.multiply, self._exponential, share, dx.whole)
                tape(np.subtract, dx.whole, self.target, dx.whole)
                tape(np.multiply, dx.whole, factor, dx.whole)
