"""HalfSquaredError: half the squared difference, summed over the outputs."""

from __future__ import annotations

import numpy as np

from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.loss import Loss
from guinet.core.module import Example
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays

__all__ = ["HalfSquaredError"]


class HalfSquaredError(Loss):
    """Half the sum of the squared differences of a sample, averaged over the batch.

    The half cancels the 2 of the derivative: the gradient of a sample is simply the error,
    prediction minus target. This is the loss to follow backpropagation by hand with.

    Shapes: prediction and target (N, ...), equal; summed per sample, mean over the N samples
    (of sequences (N, T, D): over the N · T positions).
    Source: Rumelhart, Hinton and Williams (1986), Learning Representations by
    Back-propagating Errors.
    """

    formula = Formula(
        forward=(r"L = \frac{1}{N} \sum_n \frac{1}{2} \sum_k (\hat{y}_{nk} - y_{nk})^2",),
        backward=(
            r"\frac{\partial L}{\partial \hat{y}_{nk}} = \frac{1}{N} (\hat{y}_{nk} - y_{nk})",
        ),
    )
    examples = (
        Example((FieldSpec((3,)), FieldSpec((3,)))),
        Example((FieldSpec((4, 2)), FieldSpec((4, 2)))),
        Example((FieldSpec((2, 3, 3)), FieldSpec((2, 3, 3))), {"loss_weight": 2.0}),
        Example((FieldSpec(()), FieldSpec(()))),
    )

    def compute(self, inputs: Arrays) -> tuple[Array, ...]:
        """Return ½Σ(ŷ − y)²/N and the gradients ±(ŷ − y)/N."""
        prediction, target = inputs
        error = prediction - target
        positions = error.shape[0] * (error.shape[1] if error.ndim == 3 else 1)
        gradient = (1.0 / positions) * error
        return np.sum(error * error) * (0.5 / positions), gradient, -gradient

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return half of ``F.mse_loss`` with summing reduction, over the count."""
        count = "{prediction}.shape[0]"
        if len(inputs[0].shape) == 2:
            count = "({prediction}.shape[0] * {prediction}.shape[1])"
        return TorchForm(f'0.5 * F.mse_loss({{prediction}}, {{target}}, reduction="sum") / {count}')

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return the mean square times half the numbers of a sample (or position)."""
        shape = inputs[0].shape
        per_position = shape[1:] if len(shape) == 2 else shape
        half = np.asarray(0.5 * np.prod(per_position), np.float32)
        return OnnxForm(
            (
                OnnxNode("Sub", ("prediction", "target"), ("error",)),
                OnnxNode("Mul", ("error", "error"), ("square",)),
                OnnxNode("ReduceMean", ("square",), ("mean",), {"keepdims": 0}),
                OnnxNode("Mul", ("mean", "half"), ("loss",)),
            ),
            {"half": half},
        )
