"""MSELoss: the mean of squares as a product of the errors with themselves."""

from __future__ import annotations

import numpy as np

from guinet.engine.compiled.kernels.loss_kernel import LossKernel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.tensor import as_row

__all__ = ["MSELossKernel"]


class MSELossKernel(LossKernel):
    """L = Σ e² / n with e = ŷ - y; dŷ = 2 e / n."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._error = site.memory.saved(self.prediction.shape)

    def forward(self, tape: Tape) -> None:
        """Take the errors and their mean square."""
        error = as_row(self._error)
        tape(np.subtract, self.prediction, self.target, self._error)
        tape(np.dot, error, error, self.loss)
        tape(np.multiply, self.loss, self.site.memory.constant(1.0 / self.size), self.loss)

    def backward(self, tape: Tape) -> None:
        """Scale the errors."""
        dx = self.site.contribution(tape, 0)
        if dx is not None:
            with dx:
                factor = self.site.memory.constant(2.0 * self.weight / self.size)
                tape(np.multiply, self._error, factor, dx.whole)
        target = self.site.contribution(tape, 1)
        if target is not None:
            with target:
                factor = self.site.memory.constant(-2.0 * self.weight / self.size)
                tape(np.multiply, self._error, factor, target.whole)
