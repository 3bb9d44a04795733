"""Adam: a step size of its own for every weight."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from guinet.core.fields import FloatField
from guinet.core.forms import Formula
from guinet.core.types import Array
from guinet.optim.averages import running_square_sum, running_sum
from guinet.optim.base import Call, Optimizer

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

    def slot_scales(self) -> Mapping[str, float]:
        """Both slots hold sums."""
        return {"mean": 1.0 - self.beta1, "square": 1.0 - self.beta2}

    def root_scale(self, step: int) -> float:
        """Return what the root of the slot ``square`` is multiplied by to be √v̂."""
        return math.sqrt((1.0 - self.beta2) / (1.0 - self.beta2**step))

    def numbers(self, learning_rate: float, step: int) -> tuple[float, ...]:
        """Return λ and ε such that the slots can be used as they are."""
        root = self.root_scale(step)
        mean = (1.0 - self.beta1) / (1.0 - self.beta1**step)
        return learning_rate * mean / root, self.eps / root

    def calls(
        self,
        weights: Array,
        gradients: Array,
        slots: Mapping[str, Array],
        scratch: tuple[Array, Array],
        numbers: Sequence[Array],
    ) -> list[Call]:
        """Return the calls of one step."""
        mean, square = slots["mean"], slots["square"]
        change, _ = scratch
        rate, eps = numbers
        return [
            *running_sum(mean, gradients, self.beta1),
            *running_square_sum(square, gradients, self.beta2, change),
            partial(np.sqrt, square, change),
            partial(np.add, change, eps, change),
            partial(np.divide, mean, change, change),
            partial(np.multiply, change, rate, change),
            partial(np.subtract, weights, change, weights),
        ]
