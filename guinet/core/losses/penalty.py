"""The base of losses without a target: they ask for something of what flows along an edge."""

from __future__ import annotations

from typing import ClassVar

from guinet.core.advice import Advice
from guinet.core.loss import Loss, Task
from guinet.core.module import Port
from guinet.core.spec import FieldSpec, Specs

__all__ = ["Penalty"]


class Penalty(Loss):
    """A loss that compares with nothing: it stands beside one that does.

    The mean over the batch of what each sample costs.
    """

    task: ClassVar[Task] = "penalty"
    inputs: ClassVar[tuple[Port, ...]] = (Port("x", doc="what is to stay small"),)

    def infer(self, inputs: Specs) -> Specs:
        """Accept any shape; the penalty is one number per batch."""
        return (FieldSpec((), batched=False),)

    def review(self, inputs: Specs) -> tuple[Advice, ...]:
        """Remark on nothing."""
        return ()
