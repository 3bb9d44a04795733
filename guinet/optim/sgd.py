"""SGD: a step against the gradient, with momentum if wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from guinet.core.fields import BoolField, FloatField
from guinet.core.forms import Formula
from guinet.core.types import Array
from guinet.optim.averages import running_sum
from guinet.optim.base import Call, Optimizer, scalar

__all__ = ["SGD"]


class SGD(Optimizer):
    """Stochastic gradient descent: walk downhill against the gradient of one batch.

    With momentum μ the steps add up like the speed of a ball that rolls downhill: small
    valleys are passed and zigzags cancel. Nesterov's variant looks ahead to where the ball is
    about to be.

    The learning rate λ is outside the velocity, as in PyTorch (without dampening), so that a
    change of λ takes effect at once.

    Sources: Robbins and Monro (1951); Polyak (1964); Sutskever et al. (2013), On the
    importance of initialization and momentum in deep learning.
    """

    formula = Formula(
        forward=(
            r"\when{momentum}{v_t = \mu v_{t-1} + g_t}",
            r"d_t = \when{momentum}{\when{nesterov}{g_t + \mu v_t}{v_t}}{g_t}",
            r"\theta_t = \theta_{t-1} - \lambda d_t",
        )
    )
    default_learning_rate = 0.1

    momentum = FloatField(
        0.0,
        minimum=0.0,
        maximum=1.0,
        open_maximum=True,
        doc="Part of the last step that is kept; 0 is plain descent, 0.9 is usual.",
    )
    nesterov = BoolField(False, doc="Look ahead along the momentum; without momentum no change.")

    @property
    def slots(self) -> tuple[str, ...]:
        """Return the velocity, which plain descent does not need."""
        return ("velocity",) if self.momentum else ()

    def numbers(self, learning_rate: float, step: int) -> tuple[float, ...]:
        """Return λ."""
        return (learning_rate,)

    def calls(
        self,
        weights: Array,
        gradients: Array,
        slots: Mapping[str, Array],
        scratch: tuple[Array, Array],
        numbers: Sequence[Array],
    ) -> list[Call]:
        """Return the calls of one step."""
        change, _ = scratch
        (rate,) = numbers
        calls: list[Call] = []
        direction = gradients
        if self.momentum:
            direction = slots["velocity"]
            calls += running_sum(direction, gradients, self.momentum)
        if self.momentum and self.nesterov:
            calls += [
                partial(np.multiply, direction, scalar(self.momentum, weights), change),
                partial(np.add, change, gradients, change),
            ]
            direction = change
        return [
            *calls,
            partial(np.multiply, direction, rate, change),
            partial(np.subtract, weights, change, weights),
        ]
