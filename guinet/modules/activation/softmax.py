"""Softmax: any numbers become a distribution over classes."""

from __future__ import annotations

from guinet.core.activations.along_axis import AlongAxis
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.spec import Specs
from guinet.core.stable import softmax
from guinet.core.types import Array

__all__ = ["Softmax"]


class Softmax(AlongAxis):
    """Turns the scores of the classes into probabilities: positive, and together 1.

    The larger a score, the larger its share; only differences between scores count. The usual
    output of a classifier, read by CategoricalCrossEntropy. CrossEntropyLoss has it built in
    and wants the raw scores instead.

    Shapes: any of at least (N, K), unchanged. Works along axis 1, on sequences (N, T, D) along
    the last one, or along ``dim``. The maximum is subtracted first, so that it never overflows.
    Source: Bridle (1990), Probabilistic Interpretation of Feedforward Classification Network
    Outputs.
    """

    formula = Formula(
        forward=(r"y_k = \frac{e^{x_k}}{\sum_j e^{x_j}}",),
        backward=(
            r"s = \sum_j \frac{\partial L}{\partial y_j} y_j",
            (
                r"\frac{\partial L}{\partial x_k} ="
                r" y_k \left( \frac{\partial L}{\partial y_k} - s \right)"
            ),
        ),
    )
    low = 0.0
    high = 1.0

    def value(self, x: Array, axis: int) -> Array:
        """Return the shares eˣ/Σeˣ."""
        return softmax(x, axis)

    def gradient(self, dy: Array, y: Array, axis: int) -> Array:
        """Return y(dy − Σ dy·y)."""
        dx: Array = y * (dy - (dy * y).sum(axis=axis, keepdims=True))
        return dx

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``F.softmax``."""
        return TorchForm(f"F.softmax({{x}}, dim={self.axis(inputs)})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Softmax."""
        return OnnxForm((OnnxNode("Softmax", ("x",), ("y",), {"axis": self.axis(inputs)}),))
