"""Penalties: losses without a target."""

from __future__ import annotations

import numpy as np

from guinet.core.log_variance import HIGHEST, LOWEST
from guinet.core.types import Array
from guinet.engine.compiled.kernels.loss_kernel import LossKernel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape

__all__ = ["GaussianKLKernel", "L1PenaltyKernel", "L2PenaltyKernel"]


class L1PenaltyKernel(LossKernel):
    """L = Σ |x| / N; dx = sign(x) / N."""

    def forward(self, tape: Tape) -> None:
        """Take the mean of what each sample sums up to."""
        sizes = self.site.memory.scratch(self.prediction.shape)
        tape(np.absolute, self.prediction, sizes)
        self.take_sum(tape, sizes, 1.0 / self.samples)

    def backward(self, tape: Tape) -> None:
        """Give back the signs."""
        dx = self.site.contribution(tape, 0)
        if dx is not None:
            with dx:
                share = self.site.memory.constant(self.weight / self.samples)
                tape(np.sign, self.prediction, dx.whole)
                tape(np.multiply, dx.whole, share, dx.whole)


class L2PenaltyKernel(LossKernel):
    """L = ½ Σ x² / N; dx = x / N."""

    def forward(self, tape: Tape) -> None:
        """Take half the mean of the sums of squares."""
        squares = self.site.memory.scratch(self.prediction.shape)
        tape(np.multiply, self.prediction, self.prediction, squares)
        self.take_sum(tape, squares, 0.5 / self.samples)

    def backward(self, tape: Tape) -> None:
        """Give back the numbers themselves."""
        dx = self.site.contribution(tape, 0)
        if dx is not None:
            with dx:
                share = self.site.memory.constant(self.weight / self.samples)
                tape(np.multiply, self.prediction, share, dx.whole)


class GaussianKLKernel(LossKernel):
    """L = ½ Σ (μ² + eᵛ - 1 - v) / N; dμ = μ / N, dv = ½ (eᵛ - 1) / N, with v within bounds."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        shape = self.prediction.shape
        self._excess: Array = site.memory.saved(shape)
        self._inside: Array = site.memory.saved(shape, np.bool_)

    def forward(self, tape: Tape) -> None:
        """Take the distances from the standard normal distribution."""
        memory, mean, given = self.site.memory, self.prediction, self.target
        v, squares = memory.scratch(mean.shape), memory.scratch(mean.shape)
        tape(np.minimum, given, self.site.memory.filled(mean.shape, HIGHEST), out=v)
        tape(np.maximum, v, self.site.memory.filled(mean.shape, LOWEST), out=v)
        tape(np.equal, v, given, self._inside)
        tape(np.expm1, v, self._excess)
        tape(np.multiply, mean, mean, squares)
        tape(np.add, squares, self._excess, squares)
        tape(np.subtract, squares, v, squares)
        self.take_sum(tape, squares, 0.5 / self.samples)

    def backward(self, tape: Tape) -> None:
        """Give back the mean, and by how much the variance is too large."""
        share = self.weight / self.samples
        d_mean = self.site.contribution(tape, 0)
        if d_mean is not None:
            with d_mean:
                factor = self.site.memory.constant(share)
                tape(np.multiply, self.prediction, factor, d_mean.whole)
        d_log_variance = self.site.contribution(tape, 1)
        if d_log_variance is not None:
            with d_log_variance:
                into = d_log_variance.whole
                tape(np.multiply, self._excess, self.site.memory.constant(0.5 * share), into)
                tape(np.multiply, into, self._inside, into)
