"""CrossEntropyLoss: softmax and cross entropy in one, on raw scores."""

from __future__ import annotations

import numpy as np

from guinet.core.advice import Advice, Replace
from guinet.core.axis import spec_axis
from guinet.core.errors import ShapeError
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.loss import Loss, are_probabilities
from guinet.core.module import Example
from guinet.core.spec import FieldSpec, Specs, class_axis, class_axis_of
from guinet.core.stable import log_softmax
from guinet.core.types import Array, Arrays

__all__ = ["CrossEntropyLoss"]


class CrossEntropyLoss(Loss):
    """Cross entropy of the softmax of raw scores (logits): the usual loss of a classifier.

    Softmax and logarithm are taken together, so that nothing overflows and the gradient is
    simply the predicted share minus the true one: it stays strong even where the network is
    certain and wrong. No Softmax belongs before it.

    Shapes: prediction (N, K) logits and target (N, K) one-hot (or probabilities), equal; also
    sequences (N, T, K) and images (N, K, H, W). Summed over the classes, mean over the batch
    and all positions.
    Source: as ``torch.nn.CrossEntropyLoss`` with probabilities as target; Bridle (1990).
    """

    task = "classification"
    formula = Formula(
        forward=(
            r"p_{nk} = \frac{e^{\hat{y}_{nk}}}{\sum_j e^{\hat{y}_{nj}}}",
            r"L = - \frac{1}{N} \sum_n \sum_k y_{nk} \log p_{nk}",
        ),
        backward=(
            r"s_n = \sum_j y_{nj}",
            r"\frac{\partial L}{\partial \hat{y}_{nk}} = \frac{1}{N} (p_{nk} s_n - y_{nk})",
        ),
    )
    examples = (
        Example((FieldSpec((3,)), FieldSpec((3,), "class"))),
        Example((FieldSpec((4, 3)), FieldSpec((4, 3), low=0.0, high=1.0))),
        Example((FieldSpec((3, 2, 2)), FieldSpec((3, 2, 2), low=0.0, high=1.0))),
    )

    def infer(self, inputs: Specs) -> Specs:
        """Demand equal shapes with an axis of classes."""
        prediction, target = inputs
        if target.shape == (1,) and len(target.classes or ()) == 2 and prediction.shape == (2,):
            raise ShapeError(
                "target",
                "CrossEntropyLoss compares one number per class, and the target has its two "
                "classes in one number.",
                "Set the encoding of the Target to one-hot.",
            )
        outputs = super().infer(inputs)
        spec_axis(self.type_name(), "prediction", prediction, None)
        return outputs

    def review(self, inputs: Specs) -> tuple[Advice, ...]:
        """Remark on probabilities in place of logits, and on a single class."""
        prediction = inputs[0]
        if prediction.shape[class_axis(prediction) - 1] == 1:
            return (
                Advice(
                    "prediction",
                    "With a single class there is nothing to choose from, so the loss is always 0.",
                    "Use one output per class, or BCEWithLogitsLoss.",
                    (Replace("BCEWithLogitsLoss"),),
                ),
            )
        if not are_probabilities(prediction):
            return ()
        return (
            Advice(
                "prediction",
                "CrossEntropyLoss applies a softmax itself, and the prediction is already "
                "between 0 and 1.",
                "Give it the raw scores from before the Softmax, or use "
                "CategoricalCrossEntropy on probabilities.",
                (Replace("CategoricalCrossEntropy"),),
            ),
        )

    def compute(self, inputs: Arrays) -> tuple[Array, ...]:
        """Return −Σ y log softmax(ŷ) per position, and its gradients."""
        prediction, target = inputs
        axis = class_axis_of(prediction.ndim)
        positions = prediction.size // prediction.shape[axis]
        logarithm = log_softmax(prediction, axis)
        total = target.sum(axis=axis, keepdims=True)
        d_prediction = (np.exp(logarithm) * total - target) / positions
        d_target = logarithm / -positions
        return np.sum(target * d_target), d_prediction, d_target

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``F.cross_entropy``, which has the classes of a sequence in axis 1."""
        if len(inputs[0].shape) == 2:
            return TorchForm(
                "F.cross_entropy({prediction}.transpose(1, 2), {target}.transpose(1, 2))"
            )
        return TorchForm("F.cross_entropy({prediction}, {target})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return LogSoftmax, weighted, summed over the classes."""
        axis = class_axis(inputs[0])
        return OnnxForm(
            (
                OnnxNode("LogSoftmax", ("prediction",), ("logarithm",), {"axis": axis}),
                OnnxNode("Mul", ("target", "logarithm"), ("weighted",)),
                OnnxNode("ReduceSum", ("weighted", "classes"), ("sums",), {"keepdims": 0}),
                OnnxNode("ReduceMean", ("sums",), ("mean",), {"keepdims": 0}),
                OnnxNode("Neg", ("mean",), ("loss",)),
            ),
            {"classes": np.asarray([axis], np.int64)},
        )
