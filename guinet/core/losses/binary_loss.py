"""The base of losses that ask each output for itself: yes or no."""

from __future__ import annotations

from typing import ClassVar

from guinet.core.advice import Advice, Insert, Replace, Resize
from guinet.core.errors import ShapeError
from guinet.core.loss import Loss, Task, are_probabilities
from guinet.core.spec import FieldSpec, Specs, channels

__all__ = ["BinaryLoss"]


class BinaryLoss(Loss):
    """A loss over answers that do not exclude each other, each yes or no.

    Attributes
    ----------
    competing
        Name of the loss of the same kind for classes of which one is right.
    """

    task: ClassVar[Task] = "classification"
    separate = True
    competing: ClassVar[str]

    def infer(self, inputs: Specs) -> Specs:
        """Demand equal shapes."""
        prediction, target = inputs
        if target.kind == "class" and target.shape == (2,) and prediction.shape == (1,):
            raise ShapeError(
                "target",
                f"{self.type_name()} has a single prediction here, and the target is N × 2: its "
                "two classes in two numbers.",
                "Set the encoding of the Target to binary, or give the prediction two outputs.",
                (
                    Resize("prediction", 2),
                    Insert("prediction", "Linear", {"out_features": 2}),
                ),
            )
        return super().infer(inputs)

    def review_target(self, target: FieldSpec) -> tuple[Advice, ...]:
        """Remark on targets beyond 0 and 1."""
        if target.low is None or target.high is None or are_probabilities(target):
            return ()
        return (
            Advice(
                "target",
                f"{self.type_name()} needs targets between 0 and 1, and these go from "
                f"{target.low:g} to {target.high:g}.",
                "Use MSELoss for numbers.",
                (Replace("MSELoss"),),
            ),
        )

    def review_classes(self, target: FieldSpec) -> tuple[Advice, ...]:
        """Remark on classes of which only one is right."""
        if target.kind != "class" or not target.shape or channels(target) == 1:
            return ()
        return (
            Advice(
                "target",
                f"Only one of the classes is right, and {self.type_name()} judges each output "
                "for itself.",
                f"Use {self.competing} to let the classes compete.",
                (Replace(self.competing),),
            ),
        )
