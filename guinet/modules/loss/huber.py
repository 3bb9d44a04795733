"""HuberLoss: squared near the target, straight far from it."""

from __future__ import annotations

import numpy as np

from guinet.core.fields import FloatField
from guinet.core.forms import Formula, OnnxForm, TorchForm
from guinet.core.loss import Loss
from guinet.core.losses.huber import huber, huber_onnx
from guinet.core.module import Example
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays

__all__ = ["HuberLoss"]


class HuberLoss(Loss):
    """Half the squared difference where it is small, and a straight line beyond.

    Regression with data that hold outliers: an error above delta pulls with the strength of
    delta and no more, while small errors are treated as least squares does. A large delta
    makes it least squares, a small one least absolute deviations.

    Shapes: prediction and target (N, ...), equal; the loss is the mean over all elements.
    At an error of exactly delta both parts have the same value and the same slope.
    Source: Huber (1964), Robust Estimation of a Location Parameter; as ``torch.nn.HuberLoss``.
    """

    formula = Formula(
        forward=(
            r"e_i = \hat{y}_i - y_i",
            r"m_i = \min(|e_i|, \delta)",
            r"L = \frac{1}{n} \sum_i m_i \left( |e_i| - \frac{m_i}{2} \right)",
        ),
        backward=(
            (
                r"\frac{\partial L}{\partial \hat{y}_i} = \frac{1}{n} \max(-\delta,"
                r" \min(\delta, e_i))"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((3,)), FieldSpec((3,)))),
        Example((FieldSpec((2, 4)), FieldSpec((2, 4))), {"delta": 0.3, "loss_weight": 0.5}),
        Example((FieldSpec((2, 3, 3)), FieldSpec((2, 3, 3), low=0.0, high=1.0)), {"delta": 2.0}),
        Example((FieldSpec(()), FieldSpec(()))),
    )

    delta = FloatField(
        1.0,
        minimum=1e-6,
        maximum=1e6,
        doc="Error up to which the loss is a parabola, and the strongest pull of one beyond.",
    )

    def compute(self, inputs: Arrays) -> tuple[Array, ...]:
        """Return the mean of Huber's function and its gradients."""
        prediction, target = inputs
        values, slopes = huber(prediction - target, self.delta)
        gradient: Array = slopes * (1.0 / values.size)
        loss = np.asarray(np.mean(values))
        return loss, gradient, -gradient

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``F.huber_loss``."""
        return TorchForm(f"F.huber_loss({{prediction}}, {{target}}, delta={self.delta!r})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return the mean of m(|e| − m/2) with m = min(|e|, delta)."""
        return OnnxForm(*huber_onnx(self.delta, "loss"))
