"""LogSoftmax: any numbers become the logarithms of a distribution over classes."""

from __future__ import annotations

import numpy as np

from guinet.core.activations.along_axis import AlongAxis
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.spec import Specs
from guinet.core.stable import log_softmax
from guinet.core.types import Array

__all__ = ["LogSoftmax"]


class LogSoftmax(AlongAxis):
    """Turns the scores of the classes into logarithms of probabilities.

    Taken together, softmax and logarithm keep their precision where a probability rounds to
    0. CrossEntropyLoss has it built in and wants the raw scores instead.

    Shapes: any of at least (N, K), unchanged. Works along axis 1, on sequences (N, T, D) along
    the last one, or along ``dim``. The maximum is subtracted first, so that it never overflows.
    Source: the logarithm of the softmax, Bridle (1990); as ``torch.nn.LogSoftmax``.
    """

    formula = Formula(
        forward=(r"y_k = x_k - \log \sum_j e^{x_j}",),
        backward=(
            r"s = \sum_j \frac{\partial L}{\partial y_j}",
            (
                r"\frac{\partial L}{\partial x_k} ="
                r" \frac{\partial L}{\partial y_k} - e^{y_k} s"
            ),
        ),
    )
    high = 0.0
    for_one = "LogSigmoid"

    def value(self, x: Array, axis: int) -> Array:
        """Return x − log Σeˣ."""
        return log_softmax(x, axis)

    def gradient(self, dy: Array, y: Array, axis: int) -> Array:
        """Return dy − eʸ Σ dy."""
        dx: Array = dy - np.exp(y) * dy.sum(axis=axis, keepdims=True)
        return dx

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``F.log_softmax``."""
        return TorchForm(f"F.log_softmax({{x}}, dim={self.axis(inputs)})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return LogSoftmax."""
        return OnnxForm((OnnxNode("LogSoftmax", ("x",), ("y",), {"axis": self.axis(inputs)}),))
