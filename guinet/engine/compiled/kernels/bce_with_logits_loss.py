"""BCEWithLogitsLoss: sigmoid and cross entropy together."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernels.loss_kernel import LossKernel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.tensor import as_row

__all__ = ["BCEWithLogitsLossKernel"]

_FEW = 128
"""Up to so many numbers one slow function is faster than six fast ones."""


class BCEWithLogitsLossKernel(LossKernel):
    """L = Σ (max(x, 0) + log(1 + e^-|x|) - x y) / n; dx = (σ(x) - y) / n."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._softplus = site.memory.saved(self.prediction.shape)

    def forward(self, tape: Tape) -> None:
        """Take log(1 + eˣ) - x y in a form that overflows nowhere."""
        site, x = self.site, self.prediction
        term, part = self._softplus, site.memory.scratch(x.shape)
        self._take_softplus(tape, x, term, part)
        tape(np.multiply, x, self.target, part)
        tape(np.subtract, term, part, term)
        tape(np.dot, as_row(term), site.memory.ones(term.size, 1.0 / self.size), self.loss)

    def _take_softplus(self, tape: Tape, x: Array, term: Array, part: Array) -> None:
        zero = self.site.memory.constant(0.0)
        if x.size <= _FEW:
            tape(np.logaddexp, x, zero, term)
            return
        tape(np.absolute, x, term)
        tape(np.negative, term, term)
        tape(np.exp, term, term)
        tape(np.log1p, term, term)
        tape(np.maximum, x, zero, out=part)
        tape(np.add, term, part, term)

    def backward(self, tape: Tape) -> None:
        """Give back σ(x) - y, the sigmoid by the hyperbolic tangent."""
        dx = self.site.contribution(tape, 0)
        if dx is not None:
            with dx:
                site, into = self.site, dx.whole
                half = site.memory.constant(0.5)
                tape(np.multiply, self.prediction, half, into)
                tape(np.tanh, into, into)
                tape(np.multiply, into, half, into)
                tape(np.add, into, half, into)
                tape(np.subtract, into, self.target, into)
                tape(np.multiply, into, site.memory.constant(self.weight / self.size), into)
