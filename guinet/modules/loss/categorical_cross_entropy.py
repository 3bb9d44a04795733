"""CategoricalCrossEntropy: how surprised the predicted probabilities are by the truth."""

from __future__ import annotations

import numpy as np

from guinet.core.advice import Advice, Insert, Replace
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.loss import are_probabilities
from guinet.core.losses.class_loss import ClassLoss
from guinet.core.module import Example
from guinet.core.spec import FieldSpec, Specs, class_axis, class_axis_of
from guinet.core.types import Array, Arrays

__all__ = ["CategoricalCrossEntropy"]

_SMALLEST = 1e-30


class CategoricalCrossEntropy(ClassLoss):
    """Minus the logarithm of the probability that the network gave to the true class.

    Reads probabilities, so a Softmax stands before it. Certain and right costs nothing, certain
    and wrong costs much. CrossEntropyLoss does the work of both on raw scores, and keeps its
    gradient where a softmax has saturated.

    Shapes: prediction (N, K) probabilities and target (N, K) one-hot (or probabilities), equal;
    also sequences (N, T, K) and images (N, K, H, W). Summed over the classes, mean over the
    batch and all positions. Probabilities below 1e-30 count as 1e-30, with gradient 0.
    Source: Shannon (1948), A Mathematical Theory of Communication; Good (1952), Rational
    Decisions, as a loss.
    """

    single = "BCELoss"
    formula = Formula(
        forward=(r"L = - \frac{1}{N} \sum_n \sum_k y_{nk} \log \hat{y}_{nk}",),
        backward=(
            r"\frac{\partial L}{\partial \hat{y}_{nk}} = - \frac{1}{N} \frac{y_{nk}}{\hat{y}_{nk}}",
        ),
    )
    examples = (
        Example((FieldSpec((3,), low=0.0, high=1.0), FieldSpec((3,), "class"))),
        Example((FieldSpec((4, 3), low=0.0, high=1.0), FieldSpec((4, 3), low=0.0, high=1.0))),
        Example((FieldSpec((3, 2, 2), low=0.0, high=1.0), FieldSpec((3, 2, 2), low=0.0, high=1))),
    )

    def review_prediction(self, inputs: Specs) -> tuple[Advice, ...]:
        """Remark on a prediction that need not be probabilities."""
        if are_probabilities(inputs[0]):
            return ()
        return (
            Advice(
                "prediction",
                "CategoricalCrossEntropy reads probabilities, and the prediction can be any "
                "number.",
                "Insert Softmax before it, or use CrossEntropyLoss, which has it built in.",
                (Insert("prediction", "Softmax"), Replace("CrossEntropyLoss")),
            ),
        )

    def probabilities(self, prediction: Array) -> Array:
        """Return the prediction: it holds probabilities."""
        return prediction

    def compute(self, inputs: Arrays) -> tuple[Array, ...]:
        """Return −Σ y log ŷ per position and the gradients −y/ŷ and −log ŷ."""
        prediction, target = inputs
        positions = prediction.size // prediction.shape[class_axis_of(prediction.ndim)]
        clipped = np.maximum(prediction, _SMALLEST)
        surprise = -np.log(clipped) / positions
        d_prediction = (prediction > _SMALLEST) * (target / clipped) * (-1.0 / positions)
        return np.sum(target * surprise), d_prediction, surprise

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return the clamped logarithm, weighted, summed over the classes."""
        axis = class_axis(inputs[0])
        return TorchForm(
            f"-({{target}} * {{prediction}}.clamp(min={_SMALLEST}).log()).sum({axis}).mean()"
        )

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return the clipped logarithm, weighted, summed over the classes."""
        constants: dict[str, Array] = {
            "smallest": np.asarray(_SMALLEST, np.float32),
            "classes": np.asarray([class_axis(inputs[0])], np.int64),
        }
        return OnnxForm(
            (
                OnnxNode("Max", ("prediction", "smallest"), ("clipped",)),
                OnnxNode("Log", ("clipped",), ("logarithm",)),
                OnnxNode("Mul", ("target", "logarithm"), ("weighted",)),
                OnnxNode("ReduceSum", ("weighted", "classes"), ("sums",), {"keepdims": 0}),
                OnnxNode("ReduceMean", ("sums",), ("mean",), {"keepdims": 0}),
                OnnxNode("Neg", ("mean",), ("loss",)),
            ),
            constants,
        )
