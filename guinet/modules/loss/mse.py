"""MSELoss: the mean squared difference."""

from __future__ import annotations

import numpy as np

from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.loss import Loss
from guinet.core.module import Example
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays

__all__ = ["MSELoss"]


class MSELoss(Loss):
    """Mean of the squared differences between prediction and target (L2 loss).

    The usual loss of regression. Large errors count more than proportionally, so outliers
    pull hard; its gradient is proportional to the error.

    Shapes: prediction and target (N, ...), equal; the loss is the mean over all elements.
    Source: Legendre (1805), the method of least squares; reduction as in PyTorch.
    """

    formula = Formula(
        forward=(r"L = \frac{1}{n} \sum_i (\hat{y}_i - y_i)^2",),
        backward=(r"\frac{\partial L}{\partial \hat{y}_i} = \frac{2}{n} (\hat{y}_i - y_i)",),
    )
    examples = (
        Example((FieldSpec((3,)), FieldSpec((3,)))),
        Example((FieldSpec((2, 4)), FieldSpec((2, 4))), {"loss_weight": 0.5}),
    )

    def compute(self, inputs: Arrays) -> tuple[Array, ...]:
        """Return the mean of squares and the gradients ±2(ŷ − y)/n."""
        prediction, target = inputs
        error = prediction - target
        gradient = (2.0 / error.size) * error
        return np.mean(error * error), gradient, -gradient

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``F.mse_loss``."""
        return TorchForm("F.mse_loss({prediction}, {target})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return the mean of the squared difference."""
        return OnnxForm(
            (
                OnnxNode("Sub", ("prediction", "target"), ("error",)),
                OnnxNode("Mul", ("error", "error"), ("square",)),
                OnnxNode("ReduceMean", ("square",), ("loss",), {"keepdims": 0}),
            )
        )
