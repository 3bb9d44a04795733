"""Hardswish: a number times its own hard sigmoid."""

from __future__ import annotations

import numpy as np

from guinet.core.elementwise import Elementwise
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.spec import Specs
from guinet.core.types import Array

__all__ = ["Hardswish"]


class Hardswish(Elementwise):
    """Multiplies each number by its own Hardsigmoid; SiLU without exponentials.

    Cheap on small devices. Below −3 it is 0, above 3 the identity, a parabola in between.

    Shapes: any, unchanged. At −3 the derivative is taken as 0 and at 3 as 1, as in PyTorch. The
    least value is −3/8, at x = −3/2.
    Source: Howard et al. (2019), Searching for MobileNetV3; as ``torch.nn.Hardswish``.
    """

    formula = Formula(
        forward=(r"y = x\, \frac{\min(\max(x + 3, 0), 6)}{6}",),
        backward=(
            (
                r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y}"
                r"\, \left( \frac{2x + 3}{6}\,[-3 < x < 3] + [x \ge 3] \right)"
            ),
        ),
    )
    low = -0.375
    kinks = (-3.0, 3.0)

    def value(self, x: Array) -> Array:
        """Return x times its hard sigmoid."""
        y: Array = x * (np.clip(x + 3, 0, 6) / 6)
        return y

    def derivative(self, x: Array, y: Array) -> Array:
        """Return (2x + 3)/6 where −3 < x < 3, 0 below and 1 above."""
        return np.where(np.abs(x) < 3, (2 * x + 3) / 6, x > 0)

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``F.hardswish``."""
        return TorchForm("F.hardswish({x})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return HardSwish."""
        return OnnxForm((OnnxNode("HardSwish", ("x",), ("y",)),))
