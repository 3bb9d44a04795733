"""Losses of the difference between prediction and target, number by number."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernels.loss_kernel import LossKernel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.views import as_row

__all__ = [
    "HalfSquaredErrorKernel",
    "HuberLossKernel",
    "L1LossKernel",
    "MSELossKernel",
    "SmoothL1LossKernel",
]


class _DifferenceLossKernel(LossKernel):
    """L = c Σ f(e) with e = ŷ - y; dŷ = c f'(e), dy = -dŷ."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._error = site.memory.saved(self.prediction.shape)

    @abstractmethod
    def take_loss(self, tape: Tape, error: Array) -> None:
        """Take down the loss."""

    @abstractmethod
    def slope(self, tape: Tape, error: Array, into: Array) -> tuple[Array, float]:
        """Take down f'(e), written where it shall go, and return it with its factor.

        An array that holds it already may be returned instead.
        """

    def forward(self, tape: Tape) -> None:
        """Take the errors and the loss."""
        tape(np.subtract, self.prediction, self.target, self._error)
        self.take_loss(tape, self._error)

    def backward(self, tape: Tape) -> None:
        """Scale the slopes."""
        for port, sign in enumerate((1.0, -1.0)):
            dx = self.site.contribution(tape, port)
            if dx is not None:
                with dx:
                    slope, factor = self.slope(tape, self._error, dx.whole)
                    factor *= sign * self.weight
                    tape(np.multiply, slope, self.site.memory.constant(factor), dx.whole)


class _SquaresKernel(_DifferenceLossKernel):
    """f(e) = e², a product of the errors with themselves."""

    factor: float

    def take_loss(self, tape: Tape, error: Array) -> None:
        """Take the sum of squares."""
        tape(np.dot, as_row(error), as_row(error), self.loss)
        tape(np.multiply, self.loss, self.site.memory.constant(self.factor), self.loss)

    def slope(self, tape: Tape, error: Array, into: Array) -> tuple[Array, float]:
        """Return the errors themselves."""
        return error, 2.0 * self.factor


class MSELossKernel(_SquaresKernel):
    """L = Σ e² / n."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.factor = 1.0 / self.size


class HalfSquaredErrorKernel(_SquaresKernel):
    """L = ½ Σ e² / M, over M samples, of sequences over all their positions."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        shape = site.call.specs[0].shape
        self.factor = 0.5 / (self.samples * (shape[0] if len(shape) == 2 else 1))


class L1LossKernel(_DifferenceLossKernel):
    """L = Σ |e| / n; f' = sign(e)."""

    def take_loss(self, tape: Tape, error: Array) -> None:
        """Take the mean distance."""
        distance = self.site.memory.scratch(error.shape)
        tape(np.absolute, error, distance)
        self.take_sum(tape, distance, 1.0 / self.size)

    def slope(self, tape: Tape, error: Array, into: Array) -> tuple[Array, float]:
        """Take the signs."""
        tape(np.sign, error, into)
        return into, 1.0 / self.size


class _HuberKernel(_DifferenceLossKernel):
    """L = c Σ m (|e| - ½ m) with m = min(|e|, δ); f' = e, within ±δ."""

    def __init__(self, site: Site, delta: float, factor: float) -> None:
        super().__init__(site)
        self._delta, self._factor = delta, factor / self.size

    def take_loss(self, tape: Tape, error: Array) -> None:
        """Take the parabola and its straight ends, squaring nothing that is large."""
        memory = self.site.memory
        distance, near, half = (memory.scratch(error.shape) for _ in range(3))
        tape(np.absolute, error, distance)
        tape(np.minimum, distance, self.site.memory.filled(error.shape, self._delta), out=near)
        tape(np.multiply, near, memory.constant(0.5), half)
        tape(np.subtract, distance, half, distance)
        tape(np.multiply, distance, near, distance)
        self.take_sum(tape, distance, self._factor)

    def slope(self, tape: Tape, error: Array, into: Array) -> tuple[Array, float]:
        """Cut the errors off at the bend."""
        tape(np.minimum, error, self.site.memory.filled(error.shape, self._delta), out=into)
        tape(np.maximum, into, self.site.memory.filled(error.shape, -self._delta), out=into)
        return into, self._factor


class HuberLossKernel(_HuberKernel):
    """Up to δ a parabola, beyond it a straight line of slope δ."""

    def __init__(self, site: Site) -> None:
        module: Any = site.call.module
        super().__init__(site, module.delta, 1.0)


class SmoothL1LossKernel(_HuberKernel):
    """The same, divided by β, so that the straight lines have slope 1."""

    def __init__(self, site: Site) -> None:
        module: Any = site.call.module
        super().__init__(site, module.beta, 1.0 / module.beta)
