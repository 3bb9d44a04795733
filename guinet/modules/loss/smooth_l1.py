"""SmoothL1Loss: the absolute difference, rounded off near zero."""

from __future__ import annotations

import numpy as np

from guinet.core.fields import FloatField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.loss import Loss
from guinet.core.losses.huber import huber, huber_onnx
from guinet.core.module import Example
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays

__all__ = ["SmoothL1Loss"]


class SmoothL1Loss(Loss):
    """Absolute difference of prediction and target, squared where it is small.

    Outliers pull no harder than with L1Loss, and close to the target the gradient shrinks as
    with MSELoss, so that the prediction comes to rest. Usual for the corners of boxes in
    pictures. It is HuberLoss divided by its limit: whatever beta is, far errors have the
    slope 1.

    Shapes: prediction and target (N, ...), equal; the loss is the mean over all elements.
    At an error of exactly beta both parts have the same value and the same slope.
    Source: Girshick (2015), Fast R-CNN; as ``torch.nn.SmoothL1Loss``.
    """

    formula = Formula(
        forward=(
            r"e_i = \hat{y}_i - y_i",
            r"m_i = \min(|e_i|, \beta)",
            r"L = \frac{1}{n} \sum_i \frac{m_i}{\beta} \left( |e_i| - \frac{m_i}{2} \right)",
        ),
        backward=(
            (
                r"\frac{\partial L}{\partial \hat{y}_i} = \frac{1}{n} \max \left( -1, \min \left("
                r" 1, \frac{e_i}{\beta} \right) \right)"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((3,)), FieldSpec((3,)))),
        Example((FieldSpec((2, 4)), FieldSpec((2, 4))), {"beta": 0.3, "loss_weight": 0.5}),
        Example((FieldSpec((2, 3, 3)), FieldSpec((2, 3, 3), low=0.0, high=1.0)), {"beta": 2.0}),
        Example((FieldSpec(()), FieldSpec(()))),
    )

    beta = FloatField(
        1.0,
        minimum=1e-6,
        maximum=1e6,
        doc="Error up to which the loss is a parabola; beyond it a straight line.",
    )

    def compute(self, inputs: Arrays) -> tuple[Array, ...]:
        """Return the mean of the rounded distance and its gradients."""
        prediction, target = inputs
        values, slopes = huber(prediction - target, self.beta)
        gradient: Array = slopes * (1.0 / (self.beta * values.size))
        loss = np.asarray(np.mean(values) / self.beta)
        return loss, gradient, -gradient

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``F.smooth_l1_loss``."""
        return TorchForm(f"F.smooth_l1_loss({{prediction}}, {{target}}, beta={self.beta!r})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return the mean of m(|e| − m/2) with m = min(|e|, beta), over beta."""
        nodes, constants = huber_onnx(self.beta, "mean")
        return OnnxForm((*nodes, OnnxNode("Div", ("mean", "delta"), ("loss",))), constants)
