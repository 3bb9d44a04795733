"""The base of losses: usually a prediction and a target, always one number."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar, Literal

import numpy as np

from guinet.core.advice import Advice, Insert, Resize, Suggestion
from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.errors import ShapeError
from guinet.core.fields import FloatField
from guinet.core.module import Module, Port
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result

__all__ = ["Loss", "Task", "are_log_probabilities", "are_probabilities"]

Task = Literal["regression", "classification", "penalty"]


class Loss(Module):
    """A module that says how far the prediction is from the target, as a scalar.

    A loss with other ports declares its ``inputs`` and overrides `infer` and `review`; one
    without a target is a `guinet.core.losses.penalty.Penalty`. Metrics are shown for what
    arrives at ``prediction`` and ``target``.

    The output is the plain loss; `loss_weight` is its factor in the sum that training
    minimises when a graph has several losses.

    Attributes
    ----------
    task
        What the loss is for; decides which metrics are shown beside it. A penalty has none.
    separate
        Whether each output is an answer for itself (yes or no), rather than one class of many
        that exclude each other.
    threshold
        For one output against two classes: the prediction above which the answer is the
        second class (0 for a logit, 0.5 for a probability).
    """

    category = Category.LOSS
    inputs: ClassVar[tuple[Port, ...]] = (
        Port("prediction", doc="what the network says"),
        Port("target", doc="what it should say"),
    )
    outputs: ClassVar[tuple[Port, ...]] = (Port("loss", doc="one number per batch"),)
    task: ClassVar[Task] = "regression"
    separate: ClassVar[bool] = False
    threshold: ClassVar[float] = 0.5

    loss_weight = FloatField(
        1.0, minimum=0.0, doc="Factor of this loss in the total that training minimises."
    )

    @abstractmethod
    def compute(self, inputs: Arrays) -> tuple[Array, ...]:
        """Return the scalar loss, and its gradient to each input in the order of the ports."""

    def probabilities(self, prediction: Array) -> Array | None:
        """Return the probability of each class (or of yes) that a prediction stands for.

        Of the same shape as the prediction; None for a loss whose prediction is none, such as
        that of numbers or of plain scores.
        """
        return None

    @classmethod
    def describe(cls) -> dict[str, Any]:
        """Describe the type for programs, with task and threshold."""
        return super().describe() | {"task": cls.task, "threshold": cls.threshold}

    def infer(self, inputs: Specs) -> Specs:
        """Demand equal shapes; the loss is one number per batch."""
        prediction, target = inputs
        if prediction.shape != target.shape:
            raise ShapeError(
                "prediction",
                f"{self.type_name()} compares like with like: the prediction is "
                f"{prediction.text()} and the target {target.text()}.",
                f"Give the last module before it an output of {target.text()}.",
                _suggestions(prediction, target),
            )
        return (FieldSpec((), batched=False),)

    def review(self, inputs: Specs) -> tuple[Advice, ...]:
        """Remark on targets that the prediction cannot reach, where both ranges are known."""
        return self.review_range(*inputs) if self.task == "regression" else ()

    def review_range(self, prediction: FieldSpec, target: FieldSpec) -> tuple[Advice, ...]:
        """Remark on targets outside the known range of the prediction."""
        found = []
        low, high = prediction.low, prediction.high
        if high is not None and target.high is not None and target.high > high:
            found.append(f"cannot rise above {high:g}, but targets reach up to {target.high:g}")
        if low is not None and target.low is not None and target.low < low:
            found.append(f"cannot fall below {low:g}, but targets reach down to {target.low:g}")
        return tuple(
            Advice(
                "prediction",
                f"The prediction {reason}.",
                "Predict with a Linear that no activation follows, or scale the targets.",
            )
            for reason in found
        )

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Compute the loss; the way back scales both gradients by that of the loss."""
        loss, *d_inputs = self.compute(inputs)

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (d_loss,) = gradients
            if d_loss is None:
                return (None,) * len(inputs), {}
            return tuple(d_loss * d_input for d_input in d_inputs), {}

        return (np.asarray(loss),), backward, {}


def are_probabilities(spec: FieldSpec) -> bool:
    """Say whether the values are known to lie between 0 and 1."""
    return spec.low is not None and spec.high is not None and 0 <= spec.low <= spec.high <= 1


def are_log_probabilities(spec: FieldSpec) -> bool:
    """Say whether the values are known to be at most 0, as logarithms of probabilities are."""
    return spec.high is not None and spec.high <= 0


def _suggestions(prediction: FieldSpec, target: FieldSpec) -> tuple[Suggestion, ...]:
    if target.shape == () and prediction.shape == (1,):
        return (Insert("target", "Flatten"),)
    if len(target.shape) == 1 != len(prediction.shape):
        return (Insert("prediction", "Flatten"),)
    # Features, or a sequence that is only too narrow or too wide.
    if len(target.shape) not in (1, 2) or prediction.shape[:-1] != target.shape[:-1]:
        return ()
    width = target.shape[-1]
    return (
        Resize("prediction", width),
        Insert("prediction", "Linear", {"out_features": width}),
    )
