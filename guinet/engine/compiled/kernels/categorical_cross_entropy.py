"""CategoricalCrossEntropy, by itself and together with the Softmax before it."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernels.class_loss import ClassLossKernel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.views import as_row

__all__ = ["CategoricalCrossEntropyKernel", "SoftmaxCrossEntropyKernel"]

_SMALLEST = 1e-30
"""Smaller probabilities count as this one and get no gradient, as in the module."""


class CategoricalCrossEntropyKernel(ClassLossKernel):
    """L = -Σ y log p / M; dp = -y / p / M, where p is above the smallest that counts."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._logarithm: Array = site.memory.saved(self.probability.shape)

    @property
    def probability(self) -> Array:
        """What is predicted."""
        return self.prediction

    def forward(self, tape: Tape) -> None:
        """Take the logarithms, and their sum with the truth as weights."""
        p, logarithm = self.probability, self._logarithm
        tape(np.maximum, p, self.site.memory.filled(p.shape, _SMALLEST), out=logarithm)
        tape(np.log, logarithm, logarithm)
        tape(np.dot, as_row(logarithm), as_row(self.target), self.loss)
        factor = self.site.memory.constant(-1.0 / self.positions)
        tape(np.multiply, self.loss, factor, self.loss)

    def backward(self, tape: Tape) -> None:
        """Give back -y / p, and minus the logarithms to the target."""
        dx = self.site.contribution(tape, 0)
        if dx is not None:
            with dx:
                self.take_gradient(tape, dx.whole)
        self.return_to_target(tape)

    def take_gradient(self, tape: Tape, into: Array) -> None:
        """Take down the gradient of the probabilities."""
        memory, p = self.site.memory, self.probability
        counts = memory.scratch(p.shape, np.bool_)
        clipped = memory.scratch(p.shape)
        tape(np.greater, p, memory.constant(_SMALLEST), counts)
        tape(np.maximum, p, self.site.memory.filled(p.shape, _SMALLEST), out=clipped)
        tape(np.divide, self.target, clipped, into)
        tape(np.multiply, into, counts, into)
        tape(np.multiply, into, memory.constant(-self.weight / self.positions), into)

    def return_to_target(self, tape: Tape) -> None:
        """Take down the gradient of the target, where it is learned."""
        d_target = self.site.contribution(tape, 1)
        if d_target is not None:
            with d_target:
                factor = self.site.memory.constant(-self.weight / self.positions)
                tape(np.multiply, self._logarithm, factor, d_target.whole)


class SoftmaxCrossEntropyKernel(CategoricalCrossEntropyKernel):
    """The loss of a Softmax's p: its gradient goes straight to the scores z, past the Softmax.

    dz = (p Σ y' - y') / M, where y' is y without the classes whose p is too small to count.
    That is what the two modules give one after the other, with p cancelled: no quotient of
    small numbers, and a third of the work.

    The first input is that of the Softmax, which computes its p as always.
    """

    @property
    def probability(self) -> Array:
        """What the Softmax has computed."""
        softmax, _ = self.site.fused.covered
        return self.site.fused.tensor(softmax.first).body

    def backward(self, tape: Tape) -> None:
        """Give back the difference between predicted and true shares."""
        _, loss = self.site.fused.covered
        with tape.only_watching():
            past = self.site.memory.scratch(self.probability.shape)
            self.take_gradient(tape, past)
            self.site.fused.watch_edge(tape, loss, 0, past)
        dx = self.site.contribution(tape, 0)
        if dx is not None:
            with dx:
                self._take_difference(tape, dx.whole)
        self.return_to_target(tape)

    def _take_difference(self, tape: Tape, into: Array) -> None:
        memory, p = self.site.memory, self.probability
        counts = memory.scratch(p.shape, np.bool_)
        truth, sums = memory.scratch(p.shape), memory.scratch(p.shape[1:])
        tape(np.greater, p, memory.constant(_SMALLEST), counts)
        tape(np.multiply, self.target, counts, truth)
        tape(np.dot, self.class_ones, truth, sums)
        tape(np.multiply, p, sums, into)
        tape(np.subtract, into, truth, into)
        tape(np.multiply, into, memory.constant(self.weight / self.positions), into)
