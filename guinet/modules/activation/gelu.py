"""GELU: a number times the chance that a normal one lies below it."""

from __future__ import annotations

import math

import numpy as np

from guinet.core.elementwise import Elementwise
from guinet.core.fields import ChoiceField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.module import Example
from guinet.core.spec import FieldSpec, Specs
from guinet.core.stable import sigmoid
from guinet.core.types import Array

__all__ = ["GELU"]


_C = math.sqrt(2 / math.pi)
_CUBIC = 0.044715
_APPROXIMATION = Formula(
    forward=(
        r"y = \frac{x}{2} (1 + \tanh z)",
        r"z = \sqrt{\frac{2}{\pi}} \left( x + 0.044715\, x^3 \right)",
    ),
    backward=(
        (
            r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y}\, \left("
            r" \frac{1 + \tanh z}{2} + \frac{x}{2} (1 - \tanh^2 z)\, z' \right)"
        ),
        r"z' = \sqrt{\frac{2}{\pi}} \left( 1 + 0.134145\, x^2 \right)",
    ),
)


class GELU(Elementwise):
    """Weights each number by the chance that a normal one is smaller; a smooth ReLU.

    The activation of most transformers. Far above 0 it is the identity, far below 0 it is 0,
    and in between it dips slightly below 0. ``tanh`` is an older and cheaper approximation,
    as in GPT-2; the two differ by less than 0.001.

    Shapes: any, unchanged. The least value is −0.170, at x = −0.752.
    Source: Hendrycks and Gimpel (2016), Gaussian Error Linear Units; as ``torch.nn.GELU``.
    """

    formula = Formula(
        forward=(
            r"y = x\, \Phi(x)",
            (
                r"\Phi(x) ="
                r" \frac{1}{2} \left( 1 + \mathrm{erf}\left( \frac{x}{\sqrt{2}} \right) \right)"
            ),
        ),
        backward=(
            (
                r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y}"
                r"\, \left( \Phi(x) + \frac{x}{\sqrt{2 \pi}}\, e^{-x^2 / 2} \right)"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((5,)),)),
        Example((FieldSpec((3, 4)),), {"approximate": "tanh"}),
        Example((FieldSpec((2, 3, 3)),)),
        Example((FieldSpec((4,)),), {"approximate": "tanh"}),
    )

    approximate = ChoiceField(
        "none", ("none", "tanh"), doc="Whether the curve is exact or approximated by a tanh."
    )

    def formulas(self) -> Formula:
        """Return the arithmetic of the approximation where it is chosen."""
        return self.formula if self.approximate == "none" else _APPROXIMATION

    def output_range(self) -> tuple[float | None, float | None]:
        """Return the least value of the curve."""
        low = -0.16997120747990367 if self.approximate == "none" else -0.17004075057125406
        return low, None

    def value(self, x: Array) -> Array:
        """Return xΦ(x), or xσ(2z) = x(1 + tanh z)/2."""
        if self.approximate == "none":
            return x * _normal_cdf(x)
        y: Array = x * sigmoid(_doubled(x))
        return y

    def derivative(self, x: Array, y: Array) -> Array:
        """Return Φ(x) + xφ(x) with the normal density φ, or the derivative of xσ(2z)."""
        if self.approximate == "none":
            return _normal_cdf(x) + x * (np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi))
        share = sigmoid(_doubled(x))
        slope: Array = share + x * (share * (1 - share)) * (2 * _C + 6 * _C * _CUBIC * x * x)
        return slope

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``F.gelu``."""
        return TorchForm(f"F.gelu({{x}}, approximate={self.approximate!r})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return the arithmetic step by step: Gelu itself is newer."""
        nodes = [
            OnnxNode("Add", ("bent", "one"), ("raised",)),
            OnnxNode("Mul", ("x", "half"), ("halved",)),
            OnnxNode("Mul", ("halved", "raised"), ("y",)),
        ]
        numbers = {"one": 1.0, "half": 0.5}
        if self.approximate == "none":
            numbers["root"] = math.sqrt(0.5)
            nodes[:0] = [
                OnnxNode("Mul", ("x", "root"), ("scaled",)),
                OnnxNode("Erf", ("scaled",), ("bent",)),
            ]
        else:
            numbers |= {"c": _C, "cubic": _CUBIC}
            nodes[:0] = [
                OnnxNode("Mul", ("x", "x"), ("square",)),
                OnnxNode("Mul", ("square", "cubic"), ("small",)),
                OnnxNode("Add", ("small", "one"), ("factor",)),
                OnnxNode("Mul", ("x", "c"), ("line",)),
                OnnxNode("Mul", ("line", "factor"), ("z",)),
                OnnxNode("Tanh", ("z",), ("bent",)),
            ]
        constants = {name: np.asarray(number, np.float32) for name, number in numbers.items()}
        return OnnxForm(tuple(nodes), constants)


def _normal_cdf(x: Array) -> Array:
    """Return Φ, exact to the last digit also where it is tiny."""
    from scipy.special import ndtr  # comes with scikit-learn; too slow to load at the top

    result: Array = ndtr(x)
    return result


def _doubled(x: Array) -> Array:
    doubled: Array = 2 * _C * x * (1 + _CUBIC * x * x)
    return doubled
