"""LogSigmoid: the logarithm of the sigmoid."""

from __future__ import annotations

from guinet.core.elementwise import Elementwise
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.spec import Specs
from guinet.core.stable import sigmoid, softplus
from guinet.core.types import Array

__all__ = ["LogSigmoid"]


class LogSigmoid(Elementwise):
    """The logarithm of a probability, straight from a raw score.

    Taken together, sigmoid and logarithm keep their precision where the probability rounds to
    0: far below 0 the output is x itself. Used in losses that add up log-probabilities.

    Shapes: any, unchanged. It never overflows, however large the input.
    Source: the logarithm of the logistic function; as ``torch.nn.LogSigmoid``.
    """

    formula = Formula(
        forward=(r"y = \log \frac{1}{1 + e^{-x}} = -\log(1 + e^{-x})",),
        backward=(
            r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y}\, \frac{1}{1 + e^{x}}",
        ),
    )
    high = 0.0

    def value(self, x: Array) -> Array:
        """Return −log(1 + e⁻ˣ)."""
        return -softplus(-x)

    def derivative(self, x: Array, y: Array) -> Array:
        """Return σ(−x)."""
        return sigmoid(-x)

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``F.logsigmoid``."""
        return TorchForm("F.logsigmoid({x})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return −Softplus(−x)."""
        return OnnxForm(
            (
                OnnxNode("Neg", ("x",), ("against",)),
                OnnxNode("Softplus", ("against",), ("soft",)),
                OnnxNode("Neg", ("soft",), ("y",)),
            )
        )
