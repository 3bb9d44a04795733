"""ELU: a ReLU that bends softly towards a negative floor."""

from __future__ import annotations

import numpy as np

from guinet.core.elementwise import Elementwise
from guinet.core.fields import FloatField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.module import Example
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array

__all__ = ["ELU"]


class ELU(Elementwise):
    """Lets positive numbers through and bends negative ones towards −α.

    Negative outputs pull the mean of the activations towards 0, which speeds up learning, and
    the gradient below 0 fades instead of stopping at once. Far below 0 the unit saturates.

    Shapes: any, unchanged. At 0 the derivative is α, as in PyTorch. The exponential is only
    taken of what is negative, so that it never overflows.
    Source: Clevert, Unterthiner and Hochreiter (2016), Fast and Accurate Deep Network Learning
    by Exponential Linear Units; as ``torch.nn.ELU``.
    """

    formula = Formula(
        forward=(r"y = \max(0, x) + \alpha\,(e^{\min(0, x)} - 1)",),
        backward=(
            (
                r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y}"
                r"\, ([x > 0] + \alpha e^{x}\,[x \le 0])"
            ),
        ),
    )
    kinks = (0.0,)
    examples = (
        Example((FieldSpec((5,)),)),
        Example((FieldSpec((3, 4)),), {"alpha": 0.5}),
        Example((FieldSpec((2, 3, 3)),), {"alpha": 2.0}),
    )

    alpha = FloatField(
        1.0, minimum=0.0, maximum=100.0, doc="Depth α of the floor; with 1 there is no kink at 0."
    )

    def output_range(self) -> tuple[float | None, float | None]:
        """Return −α as the least value."""
        return 0.0 - self.alpha, None

    def value(self, x: Array) -> Array:
        """Return x where x > 0, else α(eˣ − 1)."""
        return np.where(x > 0, x, self.alpha * np.expm1(np.minimum(x, 0)))

    def derivative(self, x: Array, y: Array) -> Array:
        """Return 1 where x > 0, else αeˣ."""
        return np.where(x > 0, 1, self.alpha * np.exp(np.minimum(x, 0)))

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``F.elu``."""
        return TorchForm(f"F.elu({{x}}, {self.alpha!r})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Elu."""
        return OnnxForm((OnnxNode("Elu", ("x",), ("y",), {"alpha": self.alpha}),))
