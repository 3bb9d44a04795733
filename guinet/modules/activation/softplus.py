"""Softplus: a smooth ReLU that is never 0."""

from __future__ import annotations

import numpy as np

from guinet.core.elementwise import Elementwise
from guinet.core.fields import FloatField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.module import Example
from guinet.core.spec import FieldSpec, Specs
from guinet.core.stable import sigmoid, softplus
from guinet.core.types import Array

__all__ = ["Softplus"]


class Softplus(Elementwise):
    """A smooth ReLU whose output is always positive, for variances and rates.

    Its derivative is the sigmoid. The larger β, the sharper the bend and the closer it comes
    to ReLU.

    Shapes: any, unchanged. Where βx is above the threshold θ, y = x exactly, as in PyTorch; the
    step there is below 1e-8 with the default. The exponential never overflows.
    Source: Dugas et al. (2001), Incorporating Second-Order Functional Knowledge for Better
    Option Pricing; as ``torch.nn.Softplus``.
    """

    formula = Formula(
        forward=(
            r"y = \frac{1}{\beta} \log(1 + e^{\beta x}) \quad (\beta x \le \theta)",
            r"y = x \quad (\beta x > \theta)",
        ),
        backward=(
            (
                r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y}"
                r"\, \frac{1}{1 + e^{-\beta x}} \quad (\beta x \le \theta)"
            ),
            (
                r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y}"
                r" \quad (\beta x > \theta)"
            ),
        ),
    )
    low = 0.0
    examples = (
        Example((FieldSpec((5,)),)),
        Example((FieldSpec((3, 4)),), {"beta": 2.0}),
        Example((FieldSpec((2, 3, 3)),), {"beta": 0.5, "threshold": 1.0}),
        Example((FieldSpec((4,)),), {"beta": 3.0, "threshold": 2.0}),
    )

    beta = FloatField(1.0, minimum=0.01, maximum=100.0, doc="Sharpness β of the bend.")
    threshold = FloatField(
        20.0, minimum=1.0, maximum=80.0, doc="Value θ of βx above which the output is x itself."
    )

    def kink_values(self) -> tuple[float, ...]:
        """Return where the curve passes over to y = x."""
        return (self.threshold / self.beta,)

    def value(self, x: Array) -> Array:
        """Return log(1 + e^βx)/β, or x above the threshold."""
        z = self.beta * x
        return np.where(z > self.threshold, x, softplus(z) / self.beta)

    def derivative(self, x: Array, y: Array) -> Array:
        """Return σ(βx), or 1 above the threshold."""
        z = self.beta * x
        return np.where(z > self.threshold, 1, sigmoid(z))

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``F.softplus``."""
        return TorchForm(f"F.softplus({{x}}, {self.beta!r}, {self.threshold!r})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Softplus of βx, divided by β, where βx is not above the threshold."""
        nodes = (
            OnnxNode("Mul", ("x", "beta"), ("z",)),
            OnnxNode("Softplus", ("z",), ("soft",)),
            OnnxNode("Div", ("soft", "beta"), ("curve",)),
            OnnxNode("Greater", ("z", "threshold"), ("is_above",)),
            OnnxNode("Where", ("is_above", "x", "curve"), ("y",)),
        )
        settings = {"beta": self.beta, "threshold": self.threshold}
        return OnnxForm(nodes, {name: np.asarray(v, np.float32) for name, v in settings.items()})
