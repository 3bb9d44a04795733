"""CrossEntropyLoss: softmax and cross entropy in one, on raw scores."""

from __future__ import annotations

import numpy as np

from guinet.core.advice import Advice, Remove, Replace
from guinet.core.fields import FloatField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.loss import are_probabilities
from guinet.core.losses.class_loss import ClassLoss
from guinet.core.losses.surprise import (
    class_weight_field,
    mean_surprise,
    onnx_surprise,
    require_class_weights,
    torch_surprise,
)
from guinet.core.module import Example
from guinet.core.spec import FieldSpec, Specs, class_axis, class_axis_of
from guinet.core.stable import log_softmax, softmax
from guinet.core.types import Array, Arrays

__all__ = ["CrossEntropyLoss"]


class CrossEntropyLoss(ClassLoss):
    """Cross entropy of the softmax of raw scores (logits): the usual loss of a classifier.

    Softmax and logarithm are taken together, so that nothing overflows and the gradient is
    simply the predicted share minus the true one: it stays strong even where the network is
    certain and wrong. No Softmax belongs before it.

    Label smoothing moves a part of the target from the right class to all classes evenly, so
    that the scores need not grow without end. Class weights let the samples of a rare class
    count more.

    Shapes: prediction (N, K) logits and target (N, K) one-hot (or probabilities), equal; also
    sequences (N, T, K) and images (N, K, H, W). Summed over the classes, mean over the batch
    and all positions. With class weights w it is the weighted mean, divided by the sum of w
    times the target over batch, positions and classes; smoothing changes the numerator alone.
    The loss is 0 where that sum is 0.
    Source: as ``torch.nn.CrossEntropyLoss`` with probabilities as target; with class weights
    as with integer labels, soft targets accordingly. Bridle (1990); label smoothing: Szegedy
    et al. (2016), Rethinking the Inception Architecture.
    """

    single = "BCEWithLogitsLoss"
    formula = Formula(
        forward=(
            r"p_{nk} = \frac{e^{\hat{y}_{nk}}}{\sum_j e^{\hat{y}_{nj}}}",
            (
                r"\when{class_weight|label_smoothing}{v_{nk} = \when{class_weight}{w_k}"
                r" \when{label_smoothing}{\left( (1 - \varepsilon) y_{nk} + \frac{\varepsilon}{K}"
                r" \right)}{y_{nk}}}"
            ),
            r"\when{class_weight}{D = \sum_n \sum_k w_k y_{nk}}",
            (
                r"L = - \frac{1}{\when{class_weight}{D}{N}} \sum_n \sum_k"
                r" \when{class_weight|label_smoothing}{v}{y}_{nk} \log p_{nk}"
            ),
        ),
        backward=(
            r"s_n = \sum_j \when{class_weight|label_smoothing}{v}{y}_{nj}",
            (
                r"\frac{\partial L}{\partial \hat{y}_{nk}} = \frac{1}{\when{class_weight}{D}{N}}"
                r" (p_{nk} s_n - \when{class_weight|label_smoothing}{v}{y}_{nk})"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((3,)), FieldSpec((3,), "class"))),
        Example((FieldSpec((4, 3)), FieldSpec((4, 3), low=0.0, high=1.0))),
        Example((FieldSpec((3, 2, 2)), FieldSpec((3, 2, 2), low=0.0, high=1.0))),
        Example(
            (FieldSpec((4, 3)), FieldSpec((4, 3), "class", ("a", "b", "c"))),
            {"class_weight": (0.5, 2.0, 1.0), "label_smoothing": 0.1},
        ),
        Example((FieldSpec((2, 3, 2)), FieldSpec((2, 3, 2), low=0)), {"class_weight": (3.0, 0.5)}),
    )

    label_smoothing = FloatField(
        0.0,
        minimum=0.0,
        maximum=1.0,
        doc="Part of the target that is spread over all classes evenly.",
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
        """Remark on probabilities in place of logits."""
        if not are_probabilities(inputs[0]):
            return ()
        return (
            Advice(
                "prediction",
                "CrossEntropyLoss applies a softmax itself, and the prediction is already "
                "between 0 and 1.",
                "Give it the raw scores from before the Softmax, or use "
                "CategoricalCrossEntropy on probabilities.",
                (Remove("prediction"), Replace("CategoricalCrossEntropy")),
            ),
        )

    def probabilities(self, prediction: Array) -> Array:
        """Return the softmax of the scores."""
        return softmax(prediction, class_axis_of(prediction.ndim))

    def compute(self, inputs: Arrays) -> tuple[Array, ...]:
        """Return −Σ v log softmax(ŷ) / D, and its gradients."""
        prediction, target = inputs
        axis = class_axis_of(prediction.ndim)
        logarithm = log_softmax(prediction, axis)
        loss, d_logarithm, d_target = mean_surprise(
            logarithm, target, self.class_weight, self.label_smoothing
        )
        total = d_logarithm.sum(axis=axis, keepdims=True)
        return loss, d_logarithm - np.exp(logarithm) * total, d_target

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``F.cross_entropy``, which has the classes of a sequence in axis 1."""
        (prediction, _), smoothing = inputs, self.label_smoothing
        if self.class_weight:
            logarithm = f"F.log_softmax({{prediction}}, {class_axis(prediction)})"
            return TorchForm(torch_surprise(logarithm, prediction, self.class_weight, smoothing))
        turn = ".transpose(1, 2)" if len(prediction.shape) == 2 else ""
        smoothed = f", label_smoothing={smoothing!r}" if smoothing else ""
        return TorchForm(f"F.cross_entropy({{prediction}}{turn}, {{target}}{turn}{smoothed})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return LogSoftmax, weighted and summed."""
        axis = class_axis(inputs[0])
        nodes, constants = onnx_surprise(
            "logarithm", inputs[0], self.class_weight, self.label_smoothing
        )
        first = OnnxNode("LogSoftmax", ("prediction",), ("logarithm",), {"axis": axis})
        return OnnxForm((first, *nodes), constants)
