"""The base of losses over classes of which one is right."""

from __future__ import annotations

from typing import ClassVar

from guinet.core.advice import Advice, Replace
from guinet.core.axis import spec_axis
from guinet.core.errors import ShapeError
from guinet.core.loss import Loss, Task
from guinet.core.spec import Specs, channels

__all__ = ["ClassLoss"]


class ClassLoss(Loss):
    """A loss that compares one number per class with a one-hot target (or shares).

    Attributes
    ----------
    single
        Name of the loss of the same kind for a single output, yes or no.
    """

    task: ClassVar[Task] = "classification"
    single: ClassVar[str]

    def infer(self, inputs: Specs) -> Specs:
        """Demand equal shapes with an axis of classes."""
        prediction, target = inputs
        if target.shape == (1,) and len(target.classes or ()) == 2 and prediction.shape == (2,):
            raise ShapeError(
                "target",
                f"{self.type_name()} compares one number per class, and the target has its two "
                "classes in one number.",
                "Set the encoding of the Target to one-hot.",
            )
        outputs = super().infer(inputs)
        spec_axis(self.type_name(), "prediction", prediction, None)
        return outputs

    def review(self, inputs: Specs) -> tuple[Advice, ...]:
        """Remark on a single class, else on a prediction of the wrong kind."""
        if channels(inputs[0]) > 1:
            return self.review_prediction(inputs)
        return (
            Advice(
                "prediction",
                "With a single class there is nothing to choose from.",
                f"Use one output per class, or {self.single}.",
                (Replace(self.single),),
            ),
        )

    def review_prediction(self, inputs: Specs) -> tuple[Advice, ...]:
        """Return remarks on a prediction that is known to be of the wrong kind."""
        return ()
