"""MultiMarginLoss: the right class has to lead the others by a margin."""

from __future__ import annotations

import numpy as np

from guinet.core.advice import Advice, Replace
from guinet.core.fields import FloatField, IntField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.loss import are_probabilities
from guinet.core.losses.class_loss import ClassLoss
from guinet.core.module import Example
from guinet.core.spec import FieldSpec, Specs, channels, class_axis_of
from guinet.core.types import Array, Arrays

__all__ = ["MultiMarginLoss"]


class MultiMarginLoss(ClassLoss):
    """Counts every class that comes closer to the right one than a margin (hinge of classes).

    The support vector machine for several classes. It reads raw scores. Once the right class
    leads by the margin a sample costs nothing and has no gradient; scores do not grow further,
    as they do with CrossEntropyLoss. Every pair of classes is compared, so the work grows with
    the square of their number.

    Shapes: prediction (N, K) scores and target (N, K) one-hot, equal; also sequences (N, T, K)
    and images (N, K, H, W). The sum over the wrong classes is divided by K; mean over the
    batch and all positions. A soft target is an expectation: the loss of each class if it were
    the right one, times its share. Exactly at the margin the gradient is 0.
    Source: Weston and Watkins (1999), Support Vector Machines for Multi-Class Pattern
    Recognition; as ``torch.nn.MultiMarginLoss``.
    """

    single = "HingeLoss"
    formula = Formula(
        forward=(
            r"h_{nkj} = \max(0, m - \hat{y}_{nk} + \hat{y}_{nj})\when{p=2}{^2}",
            r"L = \frac{1}{N K} \sum_n \sum_k y_{nk} \sum_{j \neq k} h_{nkj}",
        ),
        backward=(
            (
                r"g_{nkj} = \when{p=2}{2 y_{nk} \max(0, m - \hat{y}_{nk} + \hat{y}_{nj})}"
                r"{y_{nk} [m - \hat{y}_{nk} + \hat{y}_{nj} > 0]}"
            ),
            (
                r"\frac{\partial L}{\partial \hat{y}_{nj}} = \frac{1}{N K} \sum_{k \neq j}"
                r" \left( g_{nkj} - g_{njk} \right)"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((3,)), FieldSpec((3,), "class"))),
        Example((FieldSpec((4, 3)), FieldSpec((4, 3), low=0.0, high=1.0)), {"p": 2}),
        Example((FieldSpec((3, 2, 2)), FieldSpec((3, 2, 2), low=0.0, high=1.0)), {"margin": 0.5}),
        Example((FieldSpec((4,)), FieldSpec((4,), "class")), {"p": 2, "loss_weight": 2.0}),
    )

    p = IntField(1, minimum=1, maximum=2, doc="Power of what falls short of the margin.")
    margin = FloatField(
        1.0,
        minimum=0.0,
        maximum=1e6,
        doc="By how much the right class has to lead to cost nothing.",
    )

    def review_prediction(self, inputs: Specs) -> tuple[Advice, ...]:
        """Remark on probabilities in place of scores."""
        if not are_probabilities(inputs[0]):
            return ()
        return (
            Advice(
                "prediction",
                "MultiMarginLoss reads raw scores, and the prediction is between 0 and 1.",
                "Give it the raw scores from before the Softmax, or use "
                "CategoricalCrossEntropy on probabilities.",
                (Replace("CategoricalCrossEntropy"),),
            ),
        )

    def compute(self, inputs: Arrays) -> tuple[Array, ...]:
        """Return the loss of every class if it were right, by its share, and the gradients."""
        axis = class_axis_of(inputs[0].ndim)
        prediction, target = (np.moveaxis(array, axis, -1) for array in inputs)
        classes = prediction.shape[-1]
        # Axis -2 is the class that would be right, axis -1 the one that it is compared with.
        lead = prediction[..., :, None] - prediction[..., None, :]
        short = np.maximum(self.margin - lead, 0)
        diagonal = np.arange(classes)
        short[..., diagonal, diagonal] = 0
        losses = (short if self.p == 1 else short * short).sum(axis=-1) / prediction.size
        slopes = (short > 0) if self.p == 1 else 2 * short
        pulls = target[..., None] * slopes / prediction.size
        d_prediction = pulls.sum(axis=-2) - pulls.sum(axis=-1)
        return (
            np.sum(target * losses),
            np.moveaxis(d_prediction, -1, axis),
            np.moveaxis(losses, -1, axis),
        )

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return the expectation, since ``F.multi_margin_loss`` knows no soft targets."""
        last = ".movedim(1, -1)" if len(inputs[0].shape) > 2 else ""
        score, classes = f"{{prediction}}{last}", self._classes(inputs)
        lead = f"({score}.unsqueeze(-1) - {score}.unsqueeze(-2))"
        short = f"F.relu({self.margin!r} - {lead}).pow({self.p})"
        others = f"{short}.masked_fill(torch.eye({classes}, dtype=torch.bool), 0)"
        return TorchForm(f"({{target}}{last} * {others}.mean(-1)).sum(-1).mean()")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return the differences of all pairs of classes, cut off, weighted and summed."""
        rank, classes = len(inputs[0].shape) + 1, self._classes(inputs)
        nodes: list[OnnxNode] = []
        score, target = "prediction", "target"
        if rank > 3:
            turn = {"perm": [0, *range(2, rank), 1]}
            nodes.append(OnnxNode("Transpose", ("prediction",), ("score",), turn))
            nodes.append(OnnxNode("Transpose", ("target",), ("shares",), turn))
            score, target = "score", "shares"
        nodes += [
            OnnxNode("Unsqueeze", (score, "last"), ("right",)),
            OnnxNode("Unsqueeze", (score, "before"), ("other",)),
            OnnxNode("Sub", ("right", "other"), ("lead",)),
            OnnxNode("Sub", ("margin", "lead"), ("missing",)),
            OnnxNode("Relu", ("missing",), ("short",)),
        ]
        if self.p == 2:
            nodes.append(OnnxNode("Mul", ("short", "short"), ("square",)))
        nodes += [
            OnnxNode("Mul", ("square" if self.p == 2 else "short", "pairs"), ("terms",)),
            OnnxNode("ReduceSum", ("terms", "last"), ("losses",), {"keepdims": 0}),
            OnnxNode("Mul", (target, "losses"), ("weighted",)),
            OnnxNode("ReduceMean", ("weighted",), ("loss",), {"keepdims": 0}),
        ]
        constants: dict[str, Array] = {
            "last": np.asarray([-1], np.int64),
            "before": np.asarray([-2], np.int64),
            "margin": np.asarray(self.margin, np.float32),
            "pairs": 1 - np.eye(classes, dtype=np.float32),
        }
        return OnnxForm(tuple(nodes), constants)

    def _classes(self, inputs: Specs) -> int:
        return channels(inputs[0])
