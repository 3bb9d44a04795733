"""AdamW: Adam with weight decay beside the gradient instead of in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from guinet.core.fields import FloatField
from guinet.core.forms import Formula
from guinet.core.types import Array
from guinet.optim.adam import Adam
from guinet.optim.base import Call

__all__ = ["AdamW"]


class AdamW(Adam):
    """Adam that pulls every weight towards zero by the same part of its size.

    A penalty in the gradient (L2) is divided by the gradient's usual size like everything else
    in Adam, so that weights with large gradients are hardly pulled. Here the pull stands
    outside of that: each step first shrinks the weights by λω.

    Source: Loshchilov and Hutter (2019), Decoupled Weight Decay Regularization, Algorithm 2;
    arithmetic as in PyTorch.
    """

    formula = Formula(
        forward=(
            r"m_t = \beta_1 m_{t-1} + (1 - \beta_1)\, g_t",
            r"v_t = \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2",
            r"\hat{m}_t = m_t / (1 - \beta_1^t), \quad \hat{v}_t = v_t / (1 - \beta_2^t)",
            r"d_t = \hat{m}_t / (\sqrt{\hat{v}_t} + \varepsilon)",
            r"\theta_t = \when{weight_decay}{(1 - \lambda\omega)\,} \theta_{t-1} - \lambda d_t",
        )
    )

    weight_decay = FloatField(
        0.01,
        minimum=0.0,
        maximum=1e6,
        doc="ω: times the learning rate, the part of each weight that a step takes away.",
    )

    def numbers(self, learning_rate: float, step: int) -> tuple[float, ...]:
        """Return Adam's numbers, and what is left of a weight."""
        return *super().numbers(learning_rate, step), 1.0 - learning_rate * self.weight_decay

    def calls(
        self,
        weights: Array,
        gradients: Array,
        slots: Mapping[str, Array],
        scratch: tuple[Array, Array],
        numbers: Sequence[Array],
    ) -> list[Call]:
        """Return the calls of one step."""
        *of_adam, left = numbers
        return [
            partial(np.multiply, weights, left, weights),
            *super().calls(weights, gradients, slots, scratch, of_adam),
        ]
