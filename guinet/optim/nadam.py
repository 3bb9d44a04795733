"""NAdam: Adam that looks ahead along its momentum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial

import numpy as np

from guinet.core.fields import FloatField
from guinet.core.forms import Formula
from guinet.core.types import Array
from guinet.optim.adam import Adam
from guinet.optim.averages import running_square_sum, running_sum
from guinet.optim.base import Call

__all__ = ["NAdam"]

_DECAY = 0.96


class NAdam(Adam):
    """Adam with Nesterov's momentum: it steps as if the mean had been renewed already.

    The momentum μ begins at half of β₁ and grows towards it, the faster, the larger ψ is.

    Source: Dozat (2016), Incorporating Nesterov Momentum into Adam; arithmetic as in PyTorch.
    """

    formula = Formula(
        forward=(
            r"\mu_t = \beta_1 (1 - \frac{1}{2}\, 0.96^{t \psi})",
            r"m_t = \beta_1 m_{t-1} + (1 - \beta_1)\, g_t",
            r"v_t = \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2",
            r"p_t = \mu_t\, p_{t-1}, \quad p_0 = 1, \quad \hat{v}_t = v_t / (1 - \beta_2^t)",
            r"\hat{m}_t = \mu_{t+1} m_t / (1 - p_{t+1}) + (1 - \mu_t)\, g_t / (1 - p_t)",
            r"\theta_t = \theta_{t-1} - \lambda\, \hat{m}_t / (\sqrt{\hat{v}_t} + \varepsilon)",
        )
    )
    default_learning_rate = 0.002

    momentum_decay = FloatField(
        0.004,
        minimum=0.0,
        maximum=1e6,
        doc="ψ: how fast the momentum grows from half of beta1 to beta1.",
    )

    def numbers(self, learning_rate: float, step: int) -> tuple[float, ...]:
        """Return the factors of the gradient and of the mean, and ε."""
        root = self.root_scale(step)
        now, coming = self._momentum(step), self._momentum(step + 1)
        product = _product(self.beta1, self.momentum_decay).up_to(step)
        of_gradient = (1.0 - now) / (1.0 - product)
        of_mean = coming * (1.0 - self.beta1) / (1.0 - product * coming)
        return learning_rate * of_gradient / root, learning_rate * of_mean / root, self.eps / root

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
        change, other = scratch
        of_gradient, of_mean, eps = numbers
        return [
            *running_sum(mean, gradients, self.beta1),
            *running_square_sum(square, gradients, self.beta2, other),
            partial(np.multiply, mean, of_mean, change),
            partial(np.multiply, gradients, of_gradient, other),
            partial(np.add, change, other, change),
            partial(np.sqrt, square, other),
            partial(np.add, other, eps, other),
            partial(np.divide, change, other, change),
            partial(np.subtract, weights, change, weights),
        ]

    def _momentum(self, step: int) -> float:
        return _momentum(self.beta1, self.momentum_decay, step)


def _momentum(beta1: float, decay: float, step: int) -> float:
    momentum: float = beta1 * (1.0 - 0.5 * _DECAY ** (step * decay))
    return momentum


class _Product:
    """∏ μᵢ from 1 to a step; remembers the last one, for steps come in order."""

    def __init__(self, beta1: float, decay: float) -> None:
        self._settings = (beta1, decay)
        self._step, self._value = 0, 1.0

    def up_to(self, step: int) -> float:
        """Return the product; exactly 0 once nothing of it is left."""
        if step < self._step:
            self._step, self._value = 0, 1.0
        while self._step < step and self._value > 0.0:
            self._step += 1
            self._value *= _momentum(*self._settings, self._step)
        return self._value


_product = lru_cache(maxsize=16)(_Product)
