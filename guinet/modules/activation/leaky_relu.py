"""LeakyReLU: a ReLU that lets a little of the negative side through."""

from __future__ import annotations

import numpy as np

from guinet.core.elementwise import Elementwise
from guinet.core.fields import FloatField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.module import Example
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array

__all__ = ["LeakyReLU"]


class LeakyReLU(Elementwise):
    """Lets positive numbers through and shrinks negative ones instead of stopping them.

    The small slope below 0 keeps a gradient alive everywhere, so that no unit dies as it can
    with ReLU. With a slope of 0 it is ReLU, with 1 it is Identity.

    Shapes: any, unchanged. At 0 the derivative is the negative slope, as in PyTorch.
    Source: Maas, Hannun and Ng (2013), Rectifier Nonlinearities Improve Neural Network Acoustic
    Models; as ``torch.nn.LeakyReLU``.
    """

    formula = Formula(
        forward=(r"y = \max(0, x) + a \min(0, x)",),
        backward=(
            (
                r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y}"
                r"\, ([x > 0] + a\,[x \le 0])"
            ),
        ),
    )
    kinks = (0.0,)
    examples = (
        Example((FieldSpec((5,)),)),
        Example((FieldSpec((3, 4)),), {"negative_slope": 0.2}),
        Example((FieldSpec((2, 3, 3)),), {"negative_slope": 0.0}),
    )

    negative_slope = FloatField(0.01, minimum=0.0, maximum=1.0, doc="Slope a below 0.")

    def output_range(self) -> tuple[float | None, float | None]:
        """Return 0 as the least value where the negative side is closed."""
        return (0.0 if self.negative_slope == 0.0 else None), None

    def value(self, x: Array) -> Array:
        """Return x where x > 0, else a·x."""
        return np.where(x > 0, x, self.negative_slope * x)

    def derivative(self, x: Array, y: Array) -> Array:
        """Return 1 where x > 0, else a."""
        return np.where(x > 0, np.ones_like(x), self.negative_slope)

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``F.leaky_relu``."""
        return TorchForm(f"F.leaky_relu({{x}}, {self.negative_slope!r})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return LeakyRelu."""
        return OnnxForm((OnnxNode("LeakyRelu", ("x",), ("y",), {"alpha": self.negative_slope}),))
