"""NLLLoss: minus the log-probability of the true class, read as it is."""

from __future__ import annotations

import numpy as np

from guinet.core.advice import Advice, Replace
from guinet.core.forms import Formula, OnnxForm, TorchForm
from guinet.core.loss import are_log_probabilities, are_probabilities
from guinet.core.losses.class_loss import ClassLoss
from guinet.core.losses.surprise import (
    class_weight_field,
    mean_surprise,
    onnx_surprise,
    require_class_weights,
    torch_surprise,
)
from guinet.core.module import Example
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays

__all__ = ["NLLLoss"]


class NLLLoss(ClassLoss):
    """Minus the log-probability of the true class (negative log-likelihood).

    Reads logarithms of probabilities, so a LogSoftmax stands before it; the two together are
    CrossEntropyLoss. Fed with raw scores it has no lowest value: the network only has to raise
    them, and the loss falls without end.

    Shapes: prediction (N, K) log-probabilities and target (N, K) one-hot (or probabilities),
    equal; also sequences (N, T, K) and images (N, K, H, W). Summed over the classes, mean over
    the batch and all positions. With class weights w it is the weighted mean, divided by the
    sum of w times the target over batch, positions and classes, and 0 where that sum is 0.
    Source: as ``torch.nn.NLLLoss`` with integer labels, soft targets accordingly; Fisher
    (1922), On the Mathematical Foundations of Theoretical Statistics.
    """

    single = "BCEWithLogitsLoss"
    formula = Formula(
        forward=(
            r"\when{class_weight}{D = \sum_n \sum_k w_k y_{nk}}",
            (
                r"L = - \frac{1}{\when{class_weight}{D}{N}} \sum_n \sum_k"
                r" \when{class_weight}{w_k\,} y_{nk}\, \hat{y}_{nk}"
            ),
        ),
        backward=(
            (
                r"\frac{\partial L}{\partial \hat{y}_{nk}} ="
                r" - \when{class_weight}{\frac{w_k\, y_{nk}}{D}}{\frac{y_{nk}}{N}}"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((3,), high=0.0), FieldSpec((3,), "class"))),
        Example((FieldSpec((4, 3), high=0.0), FieldSpec((4, 3), low=0.0, high=1.0))),
        Example(
            (FieldSpec((4, 3), high=0.0), FieldSpec((4, 3), "class", ("a", "b", "c"))),
            {"class_weight": (0.5, 2.0, 1.0)},
        ),
        Example(
            (FieldSpec((2, 3, 2), high=0.0), FieldSpec((2, 3, 2), low=0.0, high=1.0)),
            {"class_weight": (0.5, 3.0)},
        ),
    )

    class_weight = class_weight_field()

    @property
    def couples_samples(self) -> bool:
        """With class weights the divisor depends on all labels of the batch."""
        return bool(self.class_weight)

    def infer(self, inputs: Specs) -> Specs:
        """Demand equal shapes with an axis of classes, and as many class weights."""
        outputs = super().infer(inputs)
        require_class_weights(self.type_name(), self.class_weight, inputs[0])
        return outputs

    def review_prediction(self, inputs: Specs) -> tuple[Advice, ...]:
        """Remark on a prediction that need not be log-probabilities."""
        prediction = inputs[0]
        if are_log_probabilities(prediction):
            return ()
        if are_probabilities(prediction):
            return (
                Advice(
                    "prediction",
                    "NLLLoss reads logarithms of probabilities, and the prediction is between "
                    "0 and 1.",
                    "Put LogSoftmax in the place of Softmax, or use CategoricalCrossEntropy.",
                    (Replace("CategoricalCrossEntropy"),),
                ),
            )
        return (
            Advice(
                "prediction",
                "NLLLoss reads logarithms of probabilities, and the prediction can be above 0.",
                "Put LogSoftmax before it, or use CrossEntropyLoss, which has it built in.",
                (Replace("CrossEntropyLoss"),),
            ),
        )

    def probabilities(self, prediction: Array) -> Array:
        """Return e to the power of the logarithms."""
        return np.exp(prediction)

    def compute(self, inputs: Arrays) -> tuple[Array, ...]:
        """Return −Σ w y ŷ / D, and its gradients."""
        prediction, target = inputs
        return mean_surprise(prediction, target, self.class_weight)

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return the weighted mean, since ``F.nll_loss`` knows no soft targets."""
        return TorchForm(torch_surprise("{prediction}", inputs[0], self.class_weight))

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return the weighted mean."""
        return OnnxForm(*onnx_surprise("prediction", inputs[0], self.class_weight))
