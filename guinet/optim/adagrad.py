"""Adagrad: the more a weight has moved, the smaller its steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from guinet.core.fields import FloatField
from guinet.core.forms import Formula
from guinet.core.types import Array
from guinet.optim.base import Call, Optimizer, scalar

__all__ = ["Adagrad"]


class Adagrad(Optimizer):
    """Divides each gradient by the root of the sum of all its squares so far.

    Weights that are rarely used keep large steps, which suits sparse inputs such as words.
    The sum only grows, so that the steps shrink and in long runs come to a halt.

    Source: Duchi, Hazan and Singer (2011), Adaptive Subgradient Methods for Online Learning
    and Stochastic Optimization; arithmetic as in PyTorch.
    """

    formula = Formula(
        forward=(
            r"s_t = s_{t-1} + g_t^2",
            r"\when{lr_decay}{\lambda_t = \lambda / (1 + (t - 1)\, \eta)}",
            r"d_t = g_t / (\sqrt{s_t} + \varepsilon)",
            r"\theta_t = \theta_{t-1} - \when{lr_decay}{\lambda_t}{\lambda} d_t",
        )
    )
    slots = ("square_sum",)
    default_learning_rate = 0.01

    lr_decay = FloatField(
        0.0,
        minimum=0.0,
        maximum=1e6,
        doc="η: makes the learning rate fall with the steps besides; 0 does not.",
    )
    eps = FloatField(
        1e-10,
        minimum=0.0,
        maximum=1.0,
        open_minimum=True,
        logarithmic=True,
        doc="Added to the divisor, against division by zero.",
    )

    def numbers(self, learning_rate: float, step: int) -> tuple[float, ...]:
        """Return λ, decayed."""
        return (learning_rate / (1.0 + (step - 1) * self.lr_decay),)

    def calls(
        self,
        weights: Array,
        gradients: Array,
        slots: Mapping[str, Array],
        scratch: tuple[Array, Array],
        numbers: Sequence[Array],
    ) -> list[Call]:
        """Return the calls of one step."""
        total, (change, _) = slots["square_sum"], scratch
        (rate,) = numbers
        return [
            partial(np.square, gradients, change),
            partial(np.add, total, change, total),
            partial(np.sqrt, total, change),
            partial(np.add, change, scalar(self.eps, weights), change),
            partial(np.divide, gradients, change, change),
            partial(np.multiply, change, rate, change),
            partial(np.subtract, weights, change, weights),
        ]
