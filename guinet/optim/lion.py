"""Lion: steps of one size, in the direction of the sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from guinet.core.fields import FloatField
from guinet.core.forms import Formula
from guinet.core.types import Array
from guinet.optim.averages import running_sum
from guinet.optim.base import Call, Optimizer, scalar

__all__ = ["Lion"]


class Lion(Optimizer):
    """Moves every weight by the learning rate, up or down: only the sign of the momentum counts.

    It keeps half as much per weight as Adam. All steps are of full size to the end, so the
    learning rate is three to ten times smaller than Adam's, and the weight decay as much
    larger.

    Source: Chen et al. (2023), Symbolic Discovery of Optimization Algorithms, Algorithm 2.
    """

    formula = Formula(
        forward=(
            r"c_t = \beta_1 m_{t-1} + (1 - \beta_1)\, g_t",
            r"d_t = \mathrm{sign}(c_t)",
            r"\theta_t = \when{weight_decay}{(1 - \lambda\omega)\,} \theta_{t-1} - \lambda d_t",
            r"m_t = \beta_2 m_{t-1} + (1 - \beta_2)\, g_t",
        )
    )
    slots = ("mean",)
    default_learning_rate = 0.0001

    beta1 = FloatField(
        0.9,
        minimum=0.0,
        maximum=1.0,
        open_maximum=True,
        doc="Weight of the mean against the newest gradient, in the direction of the step.",
    )
    beta2 = FloatField(
        0.99,
        minimum=0.0,
        maximum=1.0,
        open_maximum=True,
        doc="Memory of the mean gradient; nearer to 1 is longer.",
    )
    weight_decay = FloatField(
        0.0,
        minimum=0.0,
        maximum=1e6,
        doc="ω: times the learning rate, the part of each weight that a step takes away.",
    )

    def slot_scales(self) -> Mapping[str, float]:
        """The slot holds a sum."""
        return {"mean": 1.0 - self.beta2}

    def numbers(self, learning_rate: float, step: int) -> tuple[float, ...]:
        """Return λ, and what is left of a weight."""
        return learning_rate, 1.0 - learning_rate * self.weight_decay

    def calls(
        self,
        weights: Array,
        gradients: Array,
        slots: Mapping[str, Array],
        scratch: tuple[Array, Array],
        numbers: Sequence[Array],
    ) -> list[Call]:
        """Return the calls of one step."""
        mean, (change, _) = slots["mean"], scratch
        rate, left = numbers
        # c is divided by 1 − β₁, which leaves its sign and spares the gradient a factor.
        part = scalar(self.beta1 * (1.0 - self.beta2) / (1.0 - self.beta1), weights)
        return [
            partial(np.multiply, mean, part, change),
            partial(np.add, change, gradients, change),
            partial(np.sign, change, change),
            partial(np.multiply, change, rate, change),
            partial(np.multiply, weights, left, weights),
            partial(np.subtract, weights, change, weights),
            *running_sum(mean, gradients, self.beta2),
        ]
