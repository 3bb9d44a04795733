"""Softmin: the smallest number gets the largest share."""

from __future__ import annotations

from guinet.core.activations.along_axis import AlongAxis
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.spec import Specs
from guinet.core.stable import softmax
from guinet.core.types import Array

__all__ = ["Softmin"]


class Softmin(AlongAxis):
    """Turns costs or distances into probabilities: the smaller the number, the larger its share.

    It is the Softmax of the negative numbers: positive, and together 1. Useful where a small
    number means a good match, such as the distance to a prototype.

    Shapes: any of at least (N, K), unchanged. Works along axis 1, on sequences (N, T, D) along
    the last one, or along ``dim``. It never overflows.
    Source: as ``torch.nn.Softmin``.
    """

    formula = Formula(
        forward=(r"y_k = \frac{e^{-x_k}}{\sum_j e^{-x_j}}",),
        backward=(
            r"s = \sum_j \frac{\partial L}{\partial y_j} y_j",
            (
                r"\frac{\partial L}{\partial x_k} ="
                r" y_k \left( s - \frac{\partial L}{\partial y_k} \right)"
            ),
        ),
    )
    low = 0.0
    high = 1.0

    def value(self, x: Array, axis: int) -> Array:
        """Return the shares e⁻ˣ/Σe⁻ˣ."""
        return softmax(-x, axis)

    def gradient(self, dy: Array, y: Array, axis: int) -> Array:
        """Return y(Σ dy·y − dy)."""
        dx: Array = y * ((dy * y).sum(axis=axis, keepdims=True) - dy)
        return dx

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``F.softmin``."""
        return TorchForm(f"F.softmin({{x}}, dim={self.axis(inputs)})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Softmax of the negative input."""
        return OnnxForm(
            (
                OnnxNode("Neg", ("x",), ("against",)),
                OnnxNode("Softmax", ("against",), ("y",), {"axis": self.axis(inputs)}),
            )
        )
