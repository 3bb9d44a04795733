"""Adam: a step size of its own for every weight."""

from __future__ import annotations

import math

import numpy as np

from guinet.core.fields import FloatField
from guinet.core.forms import Formula
from guinet.core.types import Array
from guinet.optim.base import Optimizer

__all__ = ["Adam"]


class Adam(Optimizer):
    """Steps along the mean of past gradients, divided by their usual size.

    Every weight so moves by about the learning rate, however large its gradients are: little
    needs tuning, and the first steps are bold. Both means start at zero; dividing by
    1 − βᵗ removes that bias.

    Source: Kingma and Ba (2015), Adam: A Method for Stochastic Optimization, Algorithm 1;
    arithmetic as in PyTorch (ε is added after the bias correction).
    """

    formula = Formula(
        forward=(
            r"m_t = \beta_1 m_{t-1} + (1 - \beta_1)\, g_t",
            r"v_t = \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2",
            r"\hat{m}_t = m_t / (1 - \beta_1^t), \quad \hat{v}_t = v_t / (1 - \beta_2^t)",
            r"\theta_t = \theta_{t-1} - \lambda\, \hat{m}_t / (\sqrt{\hat{v}_t} + \varepsilon)",
        )
    )
    slots = ("mean", "square")
    default_learning_rate = 0.001

    beta1 = FloatField(
        0.9,
        minimum=0.0,
        maximum=1.0,
        open_maximum=True,
        doc="Memory of the mean gradient; nearer to 1 is longer.",
    )
    beta2 = FloatField(
        0.999,
        minimum=0.0,
        maximum=1.0,
        open_maximum=True,
        doc="Memory of the mean squared gradient; nearer to 1 is longer.",
    )
    eps = FloatField(
        1e-8,
        minimum=0.0,
        maximum=1.0,
        open_minimum=True,
        logarithmic=True,
        doc="Added to the divisor, against division by zero.",
    )

    def update(
        self,
        weights: Array,
        gradients: Array,
        slots: dict[str, Array],
        learning_rate: float,
        step: int,
    ) -> None:
        """Take one step in place."""
        mean, square = slots["mean"], slots["square"]
        scratch = np.subtract(gradients, mean)
        scratch *= 1.0 - self.beta1
        mean += scratch
        square *= self.beta2
        np.multiply(gradients, gradients, out=scratch)
        scratch *= 1.0 - self.beta2
        square += scratch
        np.sqrt(square, out=scratch)
        scratch /= math.sqrt(1.0 - self.beta2**step)
        scratch += self.eps
        np.divide(mean, scratch, out=scratch)
        scratch *= learning_rate / (1.0 - self.beta1**step)
        weights -= scratch
