"""L1Loss: the mean absolute difference."""

from __future__ import annotations

import numpy as np

from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.loss import Loss
from guinet.core.module import Example
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays

__all__ = ["L1Loss"]


class L1Loss(Loss):
    """Mean of the absolute differences between prediction and target (mean absolute error).

    Every error pulls with the same strength however large it is, so outliers do little harm;
    in return the gradient does not become smaller as the prediction gets close.

    Shapes: prediction and target (N, ...), equal; the loss is the mean over all elements.
    Where they agree exactly the gradient is taken as 0, as in PyTorch.
    Source: Boscovich (1757), least absolute deviations; reduction as in PyTorch.
    """

    formula = Formula(
        forward=(r"L = \frac{1}{n} \sum_i \left| \hat{y}_i - y_i \right|",),
        backward=(
            r"\frac{\partial L}{\partial \hat{y}_i} = \frac{1}{n}\, \mathrm{sign}(\hat{y}_i - y_i)",
        ),
    )
    examples = (
        Example((FieldSpec((3,)), FieldSpec((3,)))),
        Example((FieldSpec((2, 4)), FieldSpec((2, 4))), {"loss_weight": 0.5}),
        Example((FieldSpec(()), FieldSpec(()))),
    )

    def compute(self, inputs: Arrays) -> tuple[Array, ...]:
        """Return the mean of |ŷ − y| and the gradients ±sign(ŷ − y)/n."""
        prediction, target = inputs
        error = prediction - target
        gradient = (1.0 / error.size) * np.sign(error)
        return np.mean(np.abs(error)), gradient, -gradient

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``F.l1_loss``."""
        return TorchForm("F.l1_loss({prediction}, {target})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return the mean of the absolute difference."""
        return OnnxForm(
            (
                OnnxNode("Sub", ("prediction", "target"), ("error",)),
                OnnxNode("Abs", ("error",), ("distance",)),
                OnnxNode("ReduceMean", ("distance",), ("loss",), {"keepdims": 0}),
            )
        )
