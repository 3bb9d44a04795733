"""Sigmoid: any number becomes one between 0 and 1."""

from __future__ import annotations

from guinet.core.elementwise import Elementwise
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.spec import Specs
from guinet.core.stable import sigmoid
from guinet.core.types import Array

__all__ = ["Sigmoid"]


class Sigmoid(Elementwise):
    """Squeezes any number between 0 and 1; reads as a probability or as a gate.

    Far from 0 it saturates: the unit is overconfident and its gradient nearly vanishes. The
    gradient is at most 1/4, so errors shrink on their way back through many of them. As an
    output it can only reach targets between 0 and 1.

    Shapes: any, unchanged. It never overflows, however large the input.
    Source: the logistic function, Verhulst (1838).
    """

    formula = Formula(
        forward=(r"y = \frac{1}{1 + e^{-x}}",),
        backward=(r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y}\, y\, (1 - y)",),
    )
    low = 0.0
    high = 1.0

    def value(self, x: Array) -> Array:
        """Return 1/(1 + e⁻ˣ)."""
        return sigmoid(x)

    def derivative(self, x: Array, y: Array) -> Array:
        """Return y(1 − y)."""
        slope: Array = y * (1 - y)
        return slope

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``torch.sigmoid``."""
        return TorchForm("torch.sigmoid({x})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Sigmoid."""
        return OnnxForm((OnnxNode("Sigmoid", ("x",), ("y",)),))
