"""SiLU: a number times its own sigmoid."""

from __future__ import annotations

from guinet.core.elementwise import Elementwise
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.spec import Specs
from guinet.core.stable import sigmoid
from guinet.core.types import Array

__all__ = ["SiLU"]


class SiLU(Elementwise):
    """Multiplies each number by its own sigmoid; a smooth ReLU, also known as Swish.

    Far above 0 it is the identity, far below 0 it is 0, and in between it dips slightly below
    0. It is smooth everywhere and lets a little gradient through on the negative side.

    Shapes: any, unchanged. The least value is −0.278, at x = −1.278.
    Source: Elfwing, Uchibe and Doya (2018), Sigmoid-Weighted Linear Units for Neural Network
    Function Approximation in Reinforcement Learning; as ``torch.nn.SiLU``.
    """

    formula = Formula(
        forward=(
            r"y = x\, \sigma(x)",
            r"\sigma(x) = \frac{1}{1 + e^{-x}}",
        ),
        backward=(
            (
                r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y}"
                r"\, \sigma(x) \left( 1 + x\,(1 - \sigma(x)) \right)"
            ),
        ),
    )
    low = -0.2784645427610738

    def value(self, x: Array) -> Array:
        """Return xσ(x)."""
        y: Array = x * sigmoid(x)
        return y

    def derivative(self, x: Array, y: Array) -> Array:
        """Return σ(x)(1 + x(1 − σ(x)))."""
        share = sigmoid(x)
        slope: Array = share * (1 + x * (1 - share))
        return slope

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``F.silu``."""
        return TorchForm("F.silu({x})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return the input times its Sigmoid."""
        return OnnxForm(
            (
                OnnxNode("Sigmoid", ("x",), ("share",)),
                OnnxNode("Mul", ("x", "share"), ("y",)),
            )
        )
