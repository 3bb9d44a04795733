"""L2Penalty: asks for activations that are not large."""

from __future__ import annotations

import numpy as np

from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.losses.penalty import Penalty
from guinet.core.module import Example
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays

__all__ = ["L2Penalty"]


class L2Penalty(Penalty):
    """Half the sum of the squares that flow along an edge: keeps large values from growing.

    Every value is pulled towards 0 in proportion to its size, so that the large ones shrink and
    hardly any becomes exactly 0. It stands beside a loss that has a target, and
    ``loss_weight`` says how much it counts; begin with something like 0.001. What weight decay
    is for weights, this is for activations.

    Shapes: x (N, ...), any; half the sum of squares of each sample, mean over the N samples.
    The half cancels the 2 of the derivative, so that the gradient is the value itself.
    Source: Hoerl and Kennard (1970), Ridge Regression, there of the weights.
    """

    formula = Formula(
        forward=(r"L = \frac{1}{2 N} \sum_n \sum_k x_{nk}^2",),
        backward=(r"\frac{\partial L}{\partial x_{nk}} = \frac{x_{nk}}{N}",),
    )
    examples = (
        Example((FieldSpec((3,)),)),
        Example((FieldSpec((4, 2), low=0.0),), {"loss_weight": 0.01}),
        Example((FieldSpec((2, 3, 3)),)),
        Example((FieldSpec(()),)),
    )

    def compute(self, inputs: Arrays) -> tuple[Array, ...]:
        """Return ½Σx²/N and the gradient x/N."""
        (x,) = inputs
        share = 1.0 / len(x)
        return np.sum(x * x) * (0.5 * share), x * share

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return half the sum over the number of samples."""
        return TorchForm("0.5 * {x}.square().sum() / {x}.shape[0]")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return the mean times half the numbers of a sample."""
        return OnnxForm(
            (
                OnnxNode("Mul", ("x", "x"), ("squares",)),
                OnnxNode("ReduceMean", ("squares",), ("mean",), {"keepdims": 0}),
                OnnxNode("Mul", ("mean", "half_size"), ("loss",)),
            ),
            {"half_size": np.asarray(0.5 * inputs[0].size, np.float32)},
        )
