"""KLDivLoss: how far one distribution is from another."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernels.loss_kernel import LossKernel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.views import as_row

__all__ = ["KLDivLossKernel"]

_SMALLEST = 1e-30
"""Smaller probabilities count as this one, as in the module."""


class KLDivLossKernel(LossKernel):
    """L = Σ y (log y - log p) / N, both given as probabilities or as their logarithms.

    dp = -y / p / N, or -y / N to log p; dy = (log y - log p + 1) / N, or y times that to log y.
    """

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        shape = self.prediction.shape
        self._truth: Array = site.memory.saved(shape)
        self._distance: Array = site.memory.saved(shape)

    def forward(self, tape: Tape) -> None:
        """Take the distances of the logarithms, and their sum with the truth as weights."""
        truth, distance, memory = self._truth, self._distance, self.site.memory
        log_p, least = memory.scratch(truth.shape), memory.filled(truth.shape, _SMALLEST)
        if self.module.log_target:
            tape(np.minimum, self.target, memory.filled(truth.shape, 0.0), out=distance)
            tape(np.exp, distance, truth)
        else:
            tape(np.maximum, self.target, least, out=truth)
            tape(np.log, truth, distance)
        if self.module.log_prediction:
            tape(np.subtract, distance, self.prediction, distance)
        else:
            tape(
                np.maximum,
                self.prediction,
                self.site.memory.filled(truth.shape, _SMALLEST),
                out=log_p,
            )
            tape(np.log, log_p, log_p)
            tape(np.subtract, distance, log_p, distance)
        tape(np.dot, as_row(truth), as_row(distance), self.loss)
        tape(np.multiply, self.loss, memory.constant(1.0 / self.samples), self.loss)

    def backward(self, tape: Tape) -> None:
        """Give back what each of the two would have to change."""
        dx = self.site.contribution(tape, 0)
        if dx is not None:
            with dx:
                self._return_to_prediction(tape, dx.whole)
        d_target = self.site.contribution(tape, 1)
        if d_target is not None:
            with d_target:
                self._return_to_target(tape, d_target.whole)

    def _return_to_prediction(self, tape: Tape, into: Array) -> None:
        memory, p = self.site.memory, self.prediction
        factor = memory.constant(-self.weight / self.samples)
        tape(np.multiply, self._truth, factor, into)
        if not self.module.log_prediction:
            clipped, counts = memory.scratch(p.shape), memory.scratch(p.shape, np.bool_)
            tape(np.maximum, p, memory.filled(p.shape, _SMALLEST), out=clipped)
            tape(np.divide, into, clipped, into)
            tape(np.greater, p, memory.constant(_SMALLEST), counts)
            tape(np.multiply, into, counts, into)

    def _return_to_target(self, tape: Tape, into: Array) -> None:
        memory, given = self.site.memory, self.target
        inside = memory.scratch(given.shape, np.bool_)
        tape(np.add, self._distance, memory.constant(1.0), into)
        if self.module.log_target:
            tape(np.less_equal, given, memory.constant(0.0), inside)
            tape(np.multiply, into, self._truth, into)
        else:
            tape(np.greater, given, memory.constant(_SMALLEST), inside)
        tape(np.multiply, into, inside, into)
        tape(np.multiply, into, memory.constant(self.weight / self.samples), into)
