"""HingeLoss: right is not enough, it has to be right by a margin."""

from __future__ import annotations

import numpy as np

from guinet.core.advice import Advice, Change
from guinet.core.fields import BoolField, ChoiceField, FloatField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.loss import are_probabilities
from guinet.core.losses.binary_loss import BinaryLoss
from guinet.core.module import Example
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays

__all__ = ["HingeLoss"]

_ZERO_ONE, _SIGNS = "0/1", "-1/1"


class HingeLoss(BinaryLoss):
    """Costs nothing where the score has the right sign by a margin, and grows evenly else.

    The loss of the support vector machine. A score above 0 means yes. Samples that are right
    beyond the margin have no gradient at all, so that only the hard ones shape the border.
    Squared, it grows faster with the error, and its gradient sets in smoothly.

    Two classes with a single output: set the encoding of the Target to binary. With several
    outputs each is judged for itself; MultiMarginLoss lets classes compete.

    Shapes: prediction and target (N, ...), equal; the loss is the mean over all elements.
    Yes and no are the signs t = 1 and t = -1; the coding 0/1 reads them from targets of 1 and
    0, and what lies between is a sign in between. At the margin itself the gradient is 0.
    Source: Cortes and Vapnik (1995), Support-Vector Networks; squared: Tang (2013), Deep
    Learning using Linear Support Vector Machines.
    """

    threshold = 0.0
    competing = "MultiMarginLoss"
    formula = Formula(
        forward=(
            r"t_i = \when{coding=0/1}{2 y_i - 1}{y_i}",
            r"h_i = \max(0, m - t_i \hat{y}_i)",
            r"L = \frac{1}{n} \sum_i h_i\when{squared}{^2}",
        ),
        backward=(
            (
                r"\frac{\partial L}{\partial \hat{y}_i} ="
                r" \when{squared}{- \frac{2 t_i}{n} h_i}{- \frac{t_i}{n} [h_i > 0]}"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((1,)), FieldSpec((1,), "class", ("no", "yes"), 0.0, 1.0))),
        Example(
            (FieldSpec((4, 3)), FieldSpec((4, 3), low=-1.0, high=1.0)),
            {"coding": "-1/1", "margin": 0.5},
        ),
        Example((FieldSpec((1, 2, 2)), FieldSpec((1, 2, 2), low=0.0, high=1.0)), {"squared": True}),
        Example((FieldSpec(()), FieldSpec((), low=0.0, high=1.0)), {"loss_weight": 0.5}),
    )

    margin = FloatField(
        1.0, minimum=0.0, maximum=1e6, doc="How far beyond 0 a score has to be to cost nothing."
    )
    squared = BoolField(False, doc="Whether what falls short of the margin is squared.")
    coding = ChoiceField(
        _ZERO_ONE,
        (_ZERO_ONE, _SIGNS),
        doc="How the target writes no and yes; a Target gives classes as 0 and 1.",
    )

    def review(self, inputs: Specs) -> tuple[Advice, ...]:
        """Remark on probabilities in place of scores, and on targets of another coding."""
        prediction, target = inputs
        remarks = (*self.review_target(target), *self.review_classes(target))
        if not are_probabilities(prediction):
            return remarks
        return (
            Advice(
                "prediction",
                "HingeLoss reads scores of both signs, and the prediction is between 0 and 1.",
                "Give it the raw scores from before the Sigmoid.",
            ),
            *remarks,
        )

    def review_target(self, target: FieldSpec) -> tuple[Advice, ...]:
        """Remark on targets that are known to be written in the other way."""
        zero_one = target.kind == "class" or are_probabilities(target)
        signs = not zero_one and (target.low, target.high) == (-1.0, 1.0)
        if self.coding == _SIGNS and zero_one:
            found, other = "0 and 1", _ZERO_ONE
        elif self.coding == _ZERO_ONE and signs:
            found, other = "-1 and 1", _SIGNS
        else:
            return () if zero_one or signs else super().review_target(target)
        return (
            Advice(
                "target",
                f"HingeLoss is set to the coding {self.coding}, and the targets are {found}.",
                f"Set its coding to {other}.",
                (Change("coding", other),),
            ),
        )

    def compute(self, inputs: Arrays) -> tuple[Array, ...]:
        """Return the mean of max(0, m − tŷ) or of its square, and the gradients."""
        prediction, target = inputs
        doubled = self.coding == _ZERO_ONE
        sign = 2 * target - 1 if doubled else target
        short = np.maximum(self.margin - sign * prediction, 0)
        share = 1.0 / short.size
        if self.squared:
            loss, slope = np.mean(short * short), short * (-2.0 * share)
        else:
            loss, slope = np.mean(short), (short > 0) * prediction.dtype.type(-share)
        return loss, slope * sign, slope * prediction * (2 if doubled else 1)

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return the mean of a ReLU."""
        sign = "(2 * {target} - 1)" if self.coding == _ZERO_ONE else "{target}"
        power = ".square()" if self.squared else ""
        return TorchForm(f"F.relu({self.margin!r} - {sign} * {{prediction}}){power}.mean()")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return the mean of a ReLU."""
        nodes: list[OnnxNode] = []
        constants: dict[str, Array] = {"margin": np.asarray(self.margin, np.float32)}
        sign = "target"
        if self.coding == _ZERO_ONE:
            constants["one"] = np.asarray(1.0, np.float32)
            nodes.append(OnnxNode("Add", ("target", "target"), ("double",)))
            nodes.append(OnnxNode("Sub", ("double", "one"), ("sign",)))
            sign = "sign"
        nodes += [
            OnnxNode("Mul", (sign, "prediction"), ("product",)),
            OnnxNode("Sub", ("margin", "product"), ("missing",)),
            OnnxNode("Relu", ("missing",), ("short",)),
        ]
        if self.squared:
            nodes.append(OnnxNode("Mul", ("short", "short"), ("square",)))
        terms = "square" if self.squared else "short"
        nodes.append(OnnxNode("ReduceMean", (terms,), ("loss",), {"keepdims": 0}))
        return OnnxForm(tuple(nodes), constants)
