"""BCEWithLogitsLoss: sigmoid and cross entropy in one, for yes or no."""

from __future__ import annotations

import numpy as np

from guinet.core.advice import Advice, Remove, Replace
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.loss import are_probabilities
from guinet.core.losses.binary_loss import BinaryLoss
from guinet.core.module import Example
from guinet.core.spec import FieldSpec, Specs
from guinet.core.stable import sigmoid, softplus
from guinet.core.types import Array, Arrays

__all__ = ["BCEWithLogitsLoss"]


class BCEWithLogitsLoss(BinaryLoss):
    """Binary cross entropy of the sigmoid of raw scores (logits), each output for itself.

    For questions with the answer yes or no: two classes with a single output (set the encoding
    of the Target to binary), or several labels that do not exclude each other. A score above 0
    means yes. Sigmoid and logarithm are taken together, so that nothing overflows; no Sigmoid
    belongs before it.

    Shapes: prediction and target (N, ...), equal, targets between 0 and 1; the loss is the
    mean over all elements.
    Source: as ``torch.nn.BCEWithLogitsLoss``; Cox (1958), The Regression Analysis of Binary
    Sequences.
    """

    threshold = 0.0
    competing = "CrossEntropyLoss"
    formula = Formula(
        forward=(
            r"p_i = \frac{1}{1 + e^{-\hat{y}_i}}",
            r"L = - \frac{1}{n} \sum_i \left( y_i \log p_i + (1 - y_i) \log (1 - p_i) \right)",
        ),
        backward=(r"\frac{\partial L}{\partial \hat{y}_i} = \frac{1}{n} (p_i - y_i)",),
    )
    examples = (
        Example((FieldSpec((1,)), FieldSpec((1,), "class", ("no", "yes"), 0.0, 1.0))),
        Example((FieldSpec((4, 3)), FieldSpec((4, 3), low=0.0, high=1.0))),
        Example((FieldSpec(()), FieldSpec((), low=0.0, high=1.0))),
    )

    def review(self, inputs: Specs) -> tuple[Advice, ...]:
        """Remark on probabilities in place of logits, targets beyond 0 and 1, many classes."""
        prediction, target = inputs
        remarks = (*self.review_target(target), *self.review_classes(target))
        if not are_probabilities(prediction):
            return remarks
        return (
            Advice(
                "prediction",
                "BCEWithLogitsLoss applies a sigmoid itself, and the prediction is already "
                "between 0 and 1.",
                "Give it the raw scores from before the Sigmoid, or use BCELoss on probabilities.",
                (Remove("prediction"), Replace("BCELoss")),
            ),
            *remarks,
        )

    def probabilities(self, prediction: Array) -> Array:
        """Return the sigmoid of the scores."""
        return sigmoid(prediction)

    def compute(self, inputs: Arrays) -> tuple[Array, ...]:
        """Return the mean of log(1 + eˣ) − xy and the gradients (σ(x) − y)/n and −x/n."""
        prediction, target = inputs
        share = 1.0 / prediction.size
        loss = np.mean(softplus(prediction) - prediction * target)
        return loss, (sigmoid(prediction) - target) * share, prediction * -share

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``F.binary_cross_entropy_with_logits``."""
        return TorchForm("F.binary_cross_entropy_with_logits({prediction}, {target})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return the mean of softplus(x) − xy."""
        return OnnxForm(
            (
                OnnxNode("Softplus", ("prediction",), ("softplus",)),
                OnnxNode("Mul", ("prediction", "target"), ("product",)),
                OnnxNode("Sub", ("softplus", "product"), ("terms",)),
                OnnxNode("ReduceMean", ("terms",), ("loss",), {"keepdims": 0}),
            )
        )
