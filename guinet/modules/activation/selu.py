"""SELU: the ELU that keeps mean 0 and variance 1."""

from __future__ import annotations

import numpy as np

from guinet.core.activations.self_normalising import ALPHA, SATURATION, SCALE
from guinet.core.elementwise import Elementwise
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.spec import Specs
from guinet.core.types import Array

__all__ = ["SELU"]


class SELU(Elementwise):
    """Keeps activations near mean 0 and variance 1 through many modules, without normalisation.

    It is an ELU stretched so that this is a stable balance: what has drifted away is pulled
    back. That holds if the weights begin with the initializer lecun_normal and the inputs are
    standardised; use AlphaDropout in place of Dropout.

    Shapes: any, unchanged. λ is 1.0507 and α is 1.6733; at 0 the derivative is λα, as in
    PyTorch.
    Source: Klambauer et al. (2017), Self-Normalizing Neural Networks; as ``torch.nn.SELU``.
    """

    formula = Formula(
        forward=(r"y = \lambda \left( \max(0, x) + \alpha\,(e^{\min(0, x)} - 1) \right)",),
        backward=(
            (
                r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y}"
                r"\, \lambda\, ([x > 0] + \alpha e^{x}\,[x \le 0])"
            ),
        ),
    )
    low = SATURATION
    kinks = (0.0,)

    def value(self, x: Array) -> Array:
        """Return λx where x > 0, else λα(eˣ − 1)."""
        return SCALE * np.where(x > 0, x, ALPHA * np.expm1(np.minimum(x, 0)))

    def derivative(self, x: Array, y: Array) -> Array:
        """Return λ where x > 0, else λαeˣ."""
        return SCALE * np.where(x > 0, 1, ALPHA * np.exp(np.minimum(x, 0)))

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``F.selu``."""
        return TorchForm("F.selu({x})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Selu."""
        constants = {"alpha": ALPHA, "gamma": SCALE}
        return OnnxForm((OnnxNode("Selu", ("x",), ("y",), constants),))
