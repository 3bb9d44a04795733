"""BCEWithLogitsLoss: sigmoid and cross entropy together."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernels.loss_kernel import LossKernel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape

__all__ = ["BCEWithLogitsLossKernel"]

_FEW = 128
"""Up to so many numbers one slow function is faster than six fast ones."""


class BCEWithLogitsLossKernel(LossKernel):
    """L = Σ (log(1 + eˣ) - x y) / n; dx = (σ(x) - y) / n, dy = -x / n."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._softplus: Array = site.memory.saved(self.prediction.shape)

    def forward(self, tape: Tape) -> None:
        """Take log(1 + eˣ) - x y in a form that overflows nowhere."""
        x, term = self.prediction, self._softplus
        part = self.site.memory.scratch(x.shape)
        self._take_softplus(tape, x, term, part)
        tape(np.multiply, x, self.target, part)
        tape(np.subtract, term, part, term)
        self.take_sum(tape, term, 1.0 / self.size)

    def _take_softplus(self, tape: Tape, x: Array, term: Array, part: Array) -> None:
        """Take max(x, 0) + log(1 + e^-|x|)."""
        if x.size <= _FEW:
            tape(np.logaddexp, x, self.site.memory.constant(0.0), term)
            return
        tape(np.absolute, x, term)
        tape(np.negative, term, term)
        tape(np.exp, term, term)
        tape(np.log1p, term, term)
        tape(np.maximum, x, self.site.memory.filled(x.shape, 0.0), out=part)
        tape(np.add, term, part, term)

    def backward(self, tape: Tape) -> None:
        """Give back σ(x) - y, the sigmoid by the hyperbolic tangent."""
        memory, share = self.site.memory, self.weight / self.size
        dx = self.site.contribution(tape, 0)
        if dx is not None:
            with dx:
                into, half = dx.whole, memory.constant(0.5)
                tape(np.multiply, self.prediction, half, into)
                tape(np.tanh, into, into)
                tape(np.multiply, into, half, into)
                tape(np.add, into, half, into)
                tape(np.subtract, into, self.target, into)
                tape(np.multiply, into, memory.constant(share), into)
        d_target = self.site.contribution(tape, 1)
        if d_target is not None:
            with d_target:
                tape(np.multiply, self.prediction, memory.constant(-share), d_target.whole)
