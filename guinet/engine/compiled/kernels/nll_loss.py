"""NLLLoss: minus the log-probability of the truth."""

from __future__ import annotations

import numpy as np

from guinet.engine.compiled.kernels.class_loss import ClassLossKernel
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.views import as_row

__all__ = ["NLLLossKernel"]


class NLLLossKernel(ClassLossKernel):
    """L = -Σ y l / M with log-probabilities l; dl = -y / M, dy = -l / M."""

    def forward(self, tape: Tape) -> None:
        """Take the product of prediction and target."""
        factor = self.site.memory.constant(-1.0 / self.positions)
        tape(np.dot, as_row(self.prediction), as_row(self.target), self.loss)
        tape(np.multiply, self.loss, factor, self.loss)

    def backward(self, tape: Tape) -> None:
        """Give each the other."""
        factor = self.site.memory.constant(-self.weight / self.positions)
        for port, other in enumerate((self.target, self.prediction)):
            dx = self.site.contribution(tape, port)
            if dx is not None:
                with dx:
                    tape(np.multiply, other, factor, dx.whole)
