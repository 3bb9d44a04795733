"""L1Penalty: asks for few activations that are not zero."""

from __future__ import annotations

import numpy as np

from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.losses.penalty import Penalty
from guinet.core.module import Example
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays

__all__ = ["L1Penalty"]


class L1Penalty(Penalty):
    """Sum of the absolute values that flow along an edge: keeps most of them at zero.

    Joined to the code of an autoencoder, it makes the code sparse: every value is pulled
    towards 0 with the same strength however small it is already, so that many arrive there. It
    stands beside a loss that has a target, and ``loss_weight`` says how much it counts;
    begin with something like 0.001.

    Shapes: x (N, ...), any; summed over each sample, mean over the N samples. At 0 the gradient
    is 0, as in PyTorch.
    Source: Tibshirani (1996), Regression Shrinkage and Selection via the Lasso, there of the
    weights.
    """

    formula = Formula(
        forward=(r"L = \frac{1}{N} \sum_n \sum_k |x_{nk}|",),
        backward=(r"\frac{\partial L}{\partial x_{nk}} = \frac{1}{N}\, \mathrm{sign}(x_{nk})",),
    )
    examples = (
        Example((FieldSpec((3,)),)),
        Example((FieldSpec((4, 2), low=0.0),), {"loss_weight": 0.01}),
        Example((FieldSpec((2, 3, 3)),)),
        Example((FieldSpec(()),)),
    )
    kinks = (0.0,)

    def compute(self, inputs: Arrays) -> tuple[Array, ...]:
        """Return Σ|x|/N and the gradient sign(x)/N."""
        (x,) = inputs
        share = 1.0 / len(x)
        return np.sum(np.abs(x)) * share, np.sign(x) * share

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return the sum over the number of samples."""
        return TorchForm("{x}.abs().sum() / {x}.shape[0]")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return the mean times the numbers of a sample."""
        return OnnxForm(
            (
                OnnxNode("Abs", ("x",), ("sizes",)),
                OnnxNode("ReduceMean", ("sizes",), ("mean",), {"keepdims": 0}),
                OnnxNode("Mul", ("mean", "size"), ("loss",)),
            ),
            {"size": np.asarray(inputs[0].size, np.float32)},
        )
