"""BCELoss: cross entropy of probabilities for yes or no."""

from __future__ import annotations

import numpy as np

from guinet.core.advice import Advice, Insert, Replace
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.loss import are_probabilities
from guinet.core.losses.binary_loss import BinaryLoss
from guinet.core.module import Example
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays

__all__ = ["BCELoss"]

_LOWEST = -100.0
_SMALLEST = 1e-12


class BCELoss(BinaryLoss):
    """Binary cross entropy of probabilities, each output for itself.

    For questions with the answer yes or no, and for pictures whose grey values lie between 0
    and 1. It reads probabilities, so a Sigmoid stands before it. BCEWithLogitsLoss does the
    work of both on raw scores, and keeps its gradient where a sigmoid has saturated.

    Shapes: prediction and target (N, ...), equal, both between 0 and 1; the loss is the mean
    over all elements. A logarithm counts as at least -100, and the divisor p(1 - p) of the
    gradient as at least 1e-12, so that a certain mistake costs much but not infinitely much.
    A prediction beyond 0 or 1 counts as the nearer of the two.
    Source: as ``torch.nn.BCELoss``; Cox (1958), The Regression Analysis of Binary Sequences.
    """

    threshold = 0.5
    competing = "CategoricalCrossEntropy"
    formula = Formula(
        forward=(
            (
                r"L = - \frac{1}{n} \sum_i \left( y_i \log \hat{y}_i + (1 - y_i)"
                r" \log (1 - \hat{y}_i) \right)"
            ),
        ),
        backward=(
            (
                r"\frac{\partial L}{\partial \hat{y}_i} = \frac{1}{n} \frac{\hat{y}_i - y_i}"
                r"{\hat{y}_i (1 - \hat{y}_i)}"
            ),
        ),
    )
    examples = (
        Example(
            (
                FieldSpec((1,), low=0.0, high=1.0),
                FieldSpec((1,), "class", ("no", "yes"), 0.0, 1.0),
            )
        ),
        Example(
            (FieldSpec((4, 3), low=0.0, high=1.0), FieldSpec((4, 3), low=0.0, high=1.0)),
            {"loss_weight": 0.5},
        ),
        Example((FieldSpec((1, 3, 3), low=0.0, high=1.0), FieldSpec((1, 3, 3), low=0.0, high=1.0))),
        Example((FieldSpec((), low=0.0, high=1.0), FieldSpec((), low=0.0, high=1.0))),
    )

    def review(self, inputs: Specs) -> tuple[Advice, ...]:
        """Remark on a prediction that need not be probabilities, and on unfit targets."""
        prediction, target = inputs
        remarks = (*self.review_target(target), *self.review_classes(target))
        if are_probabilities(prediction):
            return remarks
        return (
            Advice(
                "prediction",
                "BCELoss reads probabilities, and the prediction can be any number.",
                "Insert Sigmoid before it, or use BCEWithLogitsLoss, which has it built in.",
                (Insert("prediction", "Sigmoid"), Replace("BCEWithLogitsLoss")),
            ),
            *remarks,
        )

    def probabilities(self, prediction: Array) -> Array:
        """Return the prediction: it is the probability of yes."""
        return prediction

    def compute(self, inputs: Arrays) -> tuple[Array, ...]:
        """Return −mean(y log p + (1 − y) log(1 − p)) and the gradients."""
        prediction, target = inputs
        p = np.clip(prediction, 0, 1)
        with np.errstate(divide="ignore"):
            yes = np.maximum(np.log(p), _LOWEST)
            no = np.maximum(np.log1p(-p), _LOWEST)
        share = 1.0 / p.size
        loss = -np.mean(target * yes + (1 - target) * no)
        gradient = (p - target) / np.maximum(p * (1 - p), _SMALLEST) * share
        return loss, gradient, (no - yes) * share

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``F.binary_cross_entropy``."""
        return TorchForm("F.binary_cross_entropy({prediction}, {target})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return the weighted sum of the two logarithms, neither below -100."""
        return OnnxForm(
            (
                OnnxNode("Clip", ("prediction", "zero", "one"), ("p",)),
                OnnxNode("Log", ("p",), ("log_p",)),
                OnnxNode("Max", ("log_p", "lowest"), ("yes",)),
                OnnxNode("Sub", ("one", "p"), ("q",)),
                OnnxNode("Log", ("q",), ("log_q",)),
                OnnxNode("Max", ("log_q", "lowest"), ("no",)),
                OnnxNode("Mul", ("target", "yes"), ("weighted_yes",)),
                OnnxNode("Sub", ("one", "target"), ("opposite",)),
                OnnxNode("Mul", ("opposite", "no"), ("weighted_no",)),
                OnnxNode("Add", ("weighted_yes", "weighted_no"), ("terms",)),
                OnnxNode("ReduceMean", ("terms",), ("mean",), {"keepdims": 0}),
                OnnxNode("Neg", ("mean",), ("loss",)),
            ),
            {
                "zero": np.asarray(0.0, np.float32),
                "one": np.asarray(1.0, np.float32),
                "lowest": np.asarray(_LOWEST, np.float32),
            },
        )
