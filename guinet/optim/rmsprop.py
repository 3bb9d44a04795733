"""RMSprop: the gradient divided by its usual size."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from guinet.core.fields import BoolField, FloatField
from guinet.core.forms import Formula
from guinet.core.types import Array
from guinet.optim.averages import running_square_sum, running_sum
from guinet.optim.base import Call, Optimizer, scalar

__all__ = ["RMSprop"]


class RMSprop(Optimizer):
    """Divides each gradient by the root of the mean of its past squares.

    Steep and flat directions so move at one speed. Centred, the mean gradient is taken out of
    that size, which leaves how much the gradients scatter.

    Source: Tieleman and Hinton (2012), Lecture 6.5; centred: Graves (2013), Generating
    Sequences With Recurrent Neural Networks; arithmetic as in PyTorch.
    """

    formula = Formula(
        forward=(
            r"s_t = \alpha s_{t-1} + (1 - \alpha)\, g_t^2",
            r"\when{centered}{m_t = \alpha m_{t-1} + (1 - \alpha)\, g_t}",
            r"d_t = g_t / (\sqrt{s_t \when{centered}{- m_t^2}} + \varepsilon)",
            r"\when{momentum}{v_t = \mu v_{t-1} + d_t}",
            r"\theta_t = \theta_{t-1} - \lambda \when{momentum}{v_t}{d_t}",
        )
    )
    default_learning_rate = 0.01

    alpha = FloatField(
        0.99,
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
    momentum = FloatField(
        0.0,
        minimum=0.0,
        maximum=1.0,
        open_maximum=True,
        doc="Part of the last step that is kept; 0 is none.",
    )
    centered = BoolField(False, doc="Divide by the scatter of the gradients, not by their size.")

    @property
    def slots(self) -> tuple[str, ...]:
        """Return what the settings need."""
        centered = ("mean",) if self.centered else ()
        return ("square", *centered, *(("velocity",) if self.momentum else ()))

    def slot_scales(self) -> Mapping[str, float]:
        """The slots hold sums, and a velocity of what was divided by their roots."""
        left = 1.0 - self.alpha
        return {"square": left, "mean": left, "velocity": 1.0 / math.sqrt(left)}

    def numbers(self, learning_rate: float, step: int) -> tuple[float, ...]:
        """Return λ such that the slots can be used as they are."""
        return (learning_rate / math.sqrt(1.0 - self.alpha),)

    def calls(
        self,
        weights: Array,
        gradients: Array,
        slots: Mapping[str, Array],
        scratch: tuple[Array, Array],
        numbers: Sequence[Array],
    ) -> list[Call]:
        """Return the calls of one step."""
        change, other = scratch
        (rate,) = numbers
        square = slots["square"]
        calls = running_square_sum(square, gradients, self.alpha, change)
        if self.centered:
            mean = slots["mean"]
            calls += [
                *running_sum(mean, gradients, self.alpha),
                partial(np.square, mean, other),
                partial(np.multiply, other, scalar(1.0 - self.alpha, weights), other),
                partial(np.subtract, square, other, other),
                # Rounding can take the difference of two equal numbers below zero.
                partial(np.maximum, other, scalar(0.0, weights), out=other),
            ]
            square = other
        eps = scalar(self.eps / math.sqrt(1.0 - self.alpha), weights)
        calls += [
            partial(np.sqrt, square, change),
            partial(np.add, change, eps, change),
            partial(np.divide, gradients, change, change),
        ]
        direction = change
        if self.momentum:
            direction = slots["velocity"]
            calls += running_sum(direction, change, self.momentum)
        return [
            *calls,
            partial(np.multiply, direction, rate, change),
            partial(np.subtract, weights, change, weights),
        ]
