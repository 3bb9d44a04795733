"""ReLU: what is negative becomes zero."""

from __future__ import annotations

import numpy as np

from guinet.core.elementwise import Elementwise
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.spec import Specs
from guinet.core.types import Array

__all__ = ["ReLU"]


class ReLU(Elementwise):
    """Lets positive numbers through and stops negative ones; today's default activation.

    Cheap, and its gradient is exactly 1 wherever it is open, so errors do not shrink on their
    way back. A unit that is negative for every sample gets no gradient and stays dead.

    Shapes: any, unchanged. At 0 the derivative is taken as 0, as in PyTorch.
    Source: Nair and Hinton (2010), Rectified Linear Units Improve Restricted Boltzmann Machines.
    """

    formula = Formula(
        forward=(r"y = \max(0, x)",),
        backward=(r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y}\,[x > 0]",),
    )
    low = 0.0
    kinks = (0.0,)

    def value(self, x: Array) -> Array:
        """Return max(0, x)."""
        return np.maximum(x, 0)

    def derivative(self, x: Array, y: Array) -> Array:
        """Return 1 where x > 0, else 0."""
        return (x > 0).astype(x.dtype)

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``F.relu``."""
        return TorchForm("F.relu({x})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Relu."""
        return OnnxForm((OnnxNode("Relu", ("x",), ("y",)),))
