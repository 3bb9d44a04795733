"""Mish: a number times the tanh of its softplus."""

from __future__ import annotations

import numpy as np

from guinet.core.elementwise import Elementwise
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.spec import Specs
from guinet.core.stable import sigmoid, softplus
from guinet.core.types import Array

__all__ = ["Mish"]


class Mish(Elementwise):
    """Multiplies each number by a smooth gate of itself; much like SiLU, a little steeper.

    Far above 0 it is the identity, far below 0 it is 0, and in between it dips slightly below
    0. It costs more to compute than ReLU or SiLU.

    Shapes: any, unchanged. The least value is −0.309, at x = −1.192.
    Source: Misra (2020), Mish: A Self Regularized Non-Monotonic Activation Function; as
    ``torch.nn.Mish``.
    """

    formula = Formula(
        forward=(
            r"y = x t",
            r"t = \tanh(\log(1 + e^{x}))",
        ),
        backward=(
            (
                r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y}"
                r"\, \left( t + x\,(1 - t^2)\, \sigma(x) \right)"
            ),
        ),
    )
    low = -0.3088434130172505

    def value(self, x: Array) -> Array:
        """Return x tanh(log(1 + eˣ))."""
        return x * np.tanh(softplus(x))

    def derivative(self, x: Array, y: Array) -> Array:
        """Return t + x(1 − t²)σ(x) with the gate t."""
        gate = np.tanh(softplus(x))
        slope: Array = gate + x * (1 - gate * gate) * sigmoid(x)
        return slope

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``F.mish``."""
        return TorchForm("F.mish({x})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return the input times the Tanh of its Softplus: Mish itself is newer."""
        return OnnxForm(
            (
                OnnxNode("Softplus", ("x",), ("soft",)),
                OnnxNode("Tanh", ("soft",), ("gate",)),
                OnnxNode("Mul", ("x", "gate"), ("y",)),
            )
        )
