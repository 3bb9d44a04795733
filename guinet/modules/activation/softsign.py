"""Softsign: a squashing function with long tails."""

from __future__ import annotations

import numpy as np

from guinet.core.elementwise import Elementwise
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.spec import Specs
from guinet.core.types import Array

__all__ = ["Softsign"]


class Softsign(Elementwise):
    """Squeezes any number between −1 and 1, more gently than Tanh.

    It approaches its ends slowly, as 1/|x|, not exponentially: the gradient far from 0 is
    small but does not vanish as fast.

    Shapes: any, unchanged.
    Source: Turian, Bergstra and Bengio (2009), Quadratic Features and Deep Architectures for
    Chunking; as ``torch.nn.Softsign``.
    """

    formula = Formula(
        forward=(r"y = \frac{x}{1 + |x|}",),
        backward=(
            (
                r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y}"
                r"\, \frac{1}{(1 + |x|)^2}"
            ),
        ),
    )
    low = -1.0
    high = 1.0

    def value(self, x: Array) -> Array:
        """Return x/(1 + |x|)."""
        y: Array = x / (1 + np.abs(x))
        return y

    def derivative(self, x: Array, y: Array) -> Array:
        """Return 1/(1 + |x|)²."""
        slope: Array = 1 / np.square(1 + np.abs(x))
        return slope

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``F.softsign``."""
        return TorchForm("F.softsign({x})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Softsign."""
        return OnnxForm((OnnxNode("Softsign", ("x",), ("y",)),))
