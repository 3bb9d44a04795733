"""Tanh: any number becomes one between -1 and 1."""

from __future__ import annotations

import numpy as np

from guinet.core.elementwise import Elementwise
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.spec import Specs
from guinet.core.types import Array

__all__ = ["Tanh"]


class Tanh(Elementwise):
    """Squeezes any number between -1 and 1; a sigmoid that is centred on 0.

    Outputs of both signs and a gradient of up to 1 let it learn better than the sigmoid, but
    it saturates at both ends just the same.

    Shapes: any, unchanged.
    Source: the hyperbolic tangent; LeCun et al. (1998), Efficient BackProp, says why centred.
    """

    formula = Formula(
        forward=(r"y = \tanh(x) = \frac{e^{x} - e^{-x}}{e^{x} + e^{-x}}",),
        backward=(r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y}\, (1 - y^2)",),
    )
    low = -1.0
    high = 1.0

    def value(self, x: Array) -> Array:
        """Return tanh x."""
        return np.tanh(x)

    def derivative(self, x: Array, y: Array) -> Array:
        """Return 1 − y²."""
        return 1 - y * y

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``torch.tanh``."""
        return TorchForm("torch.tanh({x})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Tanh."""
        return OnnxForm((OnnxNode("Tanh", ("x",), ("y",)),))
