"""CELU: an ELU without a kink, whatever its floor."""

from __future__ import annotations

import numpy as np

from guinet.core.elementwise import Elementwise
from guinet.core.fields import FloatField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.module import Example
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array

__all__ = ["CELU"]


class CELU(Elementwise):
    """Lets positive numbers through and bends negative ones towards −α, without a kink.

    The exponential is stretched by α as well, so that the slope at 0 is 1 on both sides for
    every α. The smaller α, the more it resembles ReLU; with 1 it is ELU.

    Shapes: any, unchanged. The exponential is only taken of what is negative, so that it never
    overflows.
    Source: Barron (2017), Continuously Differentiable Exponential Linear Units; as
    ``torch.nn.CELU``.
    """

    formula = Formula(
        forward=(r"y = \max(0, x) + \alpha\,(e^{\min(0, x) / \alpha} - 1)",),
        backward=(
            (
                r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y}"
                r"\, e^{\min(0, x) / \alpha}"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((5,)),)),
        Example((FieldSpec((3, 4)),), {"alpha": 0.5}),
        Example((FieldSpec((2, 3, 3)),), {"alpha": 2.0}),
    )

    alpha = FloatField(1.0, minimum=0.01, maximum=100.0, doc="Depth α of the floor.")

    def output_range(self) -> tuple[float | None, float | None]:
        """Return −α as the least value."""
        return -self.alpha, None

    def value(self, x: Array) -> Array:
        """Return x where x > 0, else α(e^(x/α) − 1)."""
        return np.where(x > 0, x, self.alpha * np.expm1(np.minimum(x, 0) / self.alpha))

    def derivative(self, x: Array, y: Array) -> Array:
        """Return 1 where x > 0, else e^(x/α)."""
        return np.exp(np.minimum(x, 0) / self.alpha)

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return α ELU(x/α): ``F.celu`` rounds 1/α to single precision on the way back."""
        return TorchForm(f"{self.alpha!r} * F.elu({{x}} / {self.alpha!r})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Celu."""
        return OnnxForm((OnnxNode("Celu", ("x",), ("y",), {"alpha": self.alpha}),))
