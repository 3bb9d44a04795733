"""BCELoss: the surprise at yes or no, from probabilities."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernels.loss_kernel import LossKernel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape

__all__ = ["BCELossKernel"]

_LOWEST = -100.0
"""No logarithm is lower, as in the module."""

_SMALLEST = 1e-12
"""Nor a divisor smaller."""


class BCELossKernel(LossKernel):
    """L = -Σ (y log p + (1 - y) log(1 - p)) / n; dp = (p - y) / (p (1 - p)) / n."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        shape = self.prediction.shape
        self._probability: Array = site.memory.saved(shape)
        self._odds: Array = site.memory.saved(shape)

    def forward(self, tape: Tape) -> None:
        """Take log(1 - p) + y (log p - log(1 - p))."""
        p, yes, memory = self._probability, self._odds, self.site.memory
        no, lowest = memory.scratch(p.shape), memory.filled(p.shape, _LOWEST)
        tape(np.minimum, self.prediction, memory.filled(p.shape, 1.0), out=p)
        tape(np.maximum, p, memory.filled(p.shape, 0.0), out=p)
        tape(np.negative, p, no)
        tape(np.log1p, no, no)
        tape(np.maximum, no, lowest, out=no)
        tape(np.log, p, yes)
        tape(np.maximum, yes, lowest, out=yes)
        tape(np.subtract, yes, no, yes)
        terms = memory.scratch(p.shape)
        tape(np.multiply, self.target, yes, terms)
        tape(np.add, terms, no, terms)
        self.take_sum(tape, terms, -1.0 / self.size)

    def backward(self, tape: Tape) -> None:
        """Give back the differences by the variances."""
        memory, p = self.site.memory, self._probability
        share = self.weight / self.size
        dx = self.site.contribution(tape, 0)
        if dx is not None:
            with dx:
                variance, least = memory.scratch(p.shape), memory.filled(p.shape, _SMALLEST)
                tape(np.subtract, memory.constant(1.0), p, variance)
                tape(np.multiply, variance, p, variance)
                tape(np.maximum, variance, least, out=variance)
                tape(np.subtract, p, self.target, dx.whole)
                tape(np.divide, dx.whole, variance, dx.whole)
                tape(np.multiply, dx.whole, memory.constant(share), dx.whole)
        d_target = self.site.contribution(tape, 1)
        if d_target is not None:
            with d_target:
                tape(np.multiply, self._odds, memory.constant(-share), d_target.whole)
