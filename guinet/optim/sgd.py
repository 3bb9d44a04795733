"""SGD: a step against the gradient, with momentum if wanted."""

from __future__ import annotations

import numpy as np

from guinet.core.fields import BoolField, FloatField
from guinet.core.forms import Formula
from guinet.core.types import Array
from guinet.optim.base import Optimizer

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
            r"v_t = \mu v_{t-1} + g_t",
            r"\theta_t = \theta_{t-1} - \lambda v_t",
            r"\theta_t = \theta_{t-1} - \lambda (g_t + \mu v_t) \quad \text{(Nesterov)}",
        )
    )
    slots = ("velocity",)
    default_learning_rate = 0.1

    momentum = FloatField(
        0.0,
        minimum=0.0,
        maximum=1.0,
        open_maximum=True,
        doc="Part of the last step that is kept; 0 is plain descent, 0.9 is usual.",
    )
    nesterov = BoolField(False, doc="Look ahead along the momentum; without momentum no change.")

    def update(
        self,
        weights: Array,
        gradients: Array,
        slots: dict[str, Array],
        learning_rate: float,
        step: int,
    ) -> None:
        """Take one step in place."""
        if self.momentum == 0.0:
            weights -= learning_rate * gradients
            return
        velocity = slots["velocity"]
        velocity *= self.momentum
        velocity += gradients
        if self.nesterov:
            change = self.momentum * velocity
            change += gradients
            change *= learning_rate
        else:
            change = np.multiply(velocity, learning_rate)
        weights -= change
