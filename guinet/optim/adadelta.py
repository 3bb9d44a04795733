"""Adadelta: steps as large as the last ones were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from guinet.core.fields import FloatField
from guinet.core.forms import Formula
from guinet.core.types import Array
from guinet.optim.averages import running_square_sum
from guinet.optim.base import Call, Optimizer, scalar

__all__ = ["Adadelta"]


class Adadelta(Optimizer):
    """Divides each gradient by its usual size and multiplies it by that of past steps.

    A step so has the unit of the weights, and no learning rate has to be found: 1 is usual.
    The first steps are tiny, since there were none before them.

    Source: Zeiler (2012), ADADELTA: An Adaptive Learning Rate Method, Algorithm 1;
    arithmetic as in PyTorch.
    """

    formula = Formula(
        forward=(
            r"s_t = \rho s_{t-1} + (1 - \rho)\, g_t^2",
            r"d_t = \sqrt{u_{t-1} + \varepsilon}\, g_t / \sqrt{s_t + \varepsilon}",
            r"u_t = \rho u_{t-1} + (1 - \rho)\, d_t^2",
            r"\theta_t = \theta_{t-1} - \lambda d_t",
        )
    )
    slots = ("square", "step_square")
    default_learning_rate = 1.0

    rho = FloatField(
        0.9,
        minimum=0.0,
        maximum=1.0,
        open_maximum=True,
        doc="Memory of both means of squares; nearer to 1 is longer.",
    )
    eps = FloatField(
        1e-6,
        minimum=0.0,
        maximum=1.0,
        open_minimum=True,
        logarithmic=True,
        doc="Added to both; its root is about the size of the first steps.",
    )

    def slot_scales(self) -> Mapping[str, float]:
        """Both slots hold sums."""
        return dict.fromkeys(self.slots, 1.0 - self.rho)

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
        square, step_square = slots["square"], slots["step_square"]
        change, other = scratch
        (rate,) = numbers
        eps = scalar(self.eps / (1.0 - self.rho), weights)
        return [
            *running_square_sum(square, gradients, self.rho, other),
            partial(np.add, square, eps, other),
            partial(np.add, step_square, eps, change),
            partial(np.divide, change, other, change),
            partial(np.sqrt, change, change),
            partial(np.multiply, change, gradients, change),
            *running_square_sum(step_square, change, self.rho, other),
            partial(np.multiply, change, rate, change),
            partial(np.subtract, weights, change, weights),
        ]
