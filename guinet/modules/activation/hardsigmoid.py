"""Hardsigmoid: a sigmoid of three straight lines."""

from __future__ import annotations

import numpy as np

from guinet.core.elementwise import Elementwise
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.spec import Specs
from guinet.core.types import Array

__all__ = ["Hardsigmoid"]


class Hardsigmoid(Elementwise):
    """Squeezes any number between 0 and 1 along straight lines; a sigmoid without exponentials.

    Cheap on small devices. Below −3 and above 3 it is constant and passes no gradient at all.

    Shapes: any, unchanged. At −3 and 3 the derivative is taken as 0, as in PyTorch.
    Source: Howard et al. (2019), Searching for MobileNetV3; as ``torch.nn.Hardsigmoid``.
    """

    formula = Formula(
        forward=(r"y = \frac{\min(\max(x + 3, 0), 6)}{6}",),
        backward=(
            (
                r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y}"
                r"\, \frac{[-3 < x < 3]}{6}"
            ),
        ),
    )
    low = 0.0
    high = 1.0
    kinks = (-3.0, 3.0)

    def value(self, x: Array) -> Array:
        """Return x/6 + 1/2, at least 0 and at most 1."""
        y: Array = np.clip(x + 3, 0, 6) / 6
        return y

    def derivative(self, x: Array, y: Array) -> Array:
        """Return 1/6 where −3 < x < 3, else 0."""
        return (np.abs(x) < 3).astype(x.dtype) / 6

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``F.relu6`` of x + 3: ``F.hardsigmoid`` rounds its slope to single precision."""
        return TorchForm("F.relu6({x} + 3) / 6")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return HardSigmoid."""
        line = {"alpha": 1 / 6, "beta": 0.5}
        return OnnxForm((OnnxNode("HardSigmoid", ("x",), ("y",), line),))
