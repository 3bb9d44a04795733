"""The base of losses: a prediction, a target, one number."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Literal

from guinet.core.advice import Resize
from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.errors import ShapeError
from guinet.core.fields import FloatField
from guinet.core.module import Module, Port
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result

__all__ = ["Loss", "Task"]

Task = Literal["regression", "classification"]


class Loss(Module):
    """A module that says how far the prediction is from the target, as a scalar.

    The output is the plain loss; `loss_weight` is its factor in the sum that training
    minimises when a graph has several losses.

    Attributes
    ----------
    task
        What the loss is for; decides which metrics are shown beside it.
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
    threshold: ClassVar[float] = 0.5

    loss_weight = FloatField(
        1.0, minimum=0.0, doc="Factor of this loss in the total that training minimises."
    )

    @abstractmethod
    def compute(self, prediction: Array, target: Array) -> tuple[Array, Array, Array]:
        """Return the scalar loss, its gradient to the prediction and to the target."""

    def infer(self, inputs: Specs) -> Specs:
        """Demand equal shapes; the loss is one number per batch."""
        prediction, target = inputs
        if prediction.shape != target.shape:
            suggestion = Resize("prediction", target.size) if len(target.shape) == 1 else None
            raise ShapeError(
                "prediction",
                f"{self.type_name()} compares like with like: the prediction is "
                f"{prediction.text()} and the target {target.text()}.",
                f"Give the last module before it an output of {target.text()}.",
                () if suggestion is None else (suggestion,),
            )
        return (FieldSpec((), batched=False),)

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Compute the loss; the way back scales both gradients by that of the loss."""
        loss, d_prediction, d_target = self.compute(*inputs)

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (d_loss,) = gradients
            if d_loss is None:
                return (None, None), {}
            return (d_loss * d_prediction, d_loss * d_target), {}

        return (loss,), backward, {}
