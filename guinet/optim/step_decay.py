"""StepDecay: the learning rate falls in steps."""

from __future__ import annotations

from collections.abc import Sequence

from guinet.core.fields import FloatField, IntField
from guinet.core.forms import Formula
from guinet.optim.base import Schedule
from guinet.optim.handles import EPOCH, FACTOR, Handle

__all__ = ["StepDecay"]


class StepDecay(Schedule):
    """Multiplies the learning rate by γ after every so many epochs: halve every T.

    Large steps first, to get near; small ones later, to settle. Often preferred, because one
    sees in the curve of the loss what each step brings.

    With epoch e (from 0) and period T, as ``StepLR`` in PyTorch.
    """

    formula = Formula(forward=(r"\lambda_e = \lambda_0\, \gamma^{\lfloor e / T \rfloor}",))

    gamma = FloatField(
        0.5,
        minimum=0.0,
        maximum=1.0,
        open_minimum=True,
        doc="What the learning rate is multiplied by at each step; 0.5 halves it.",
    )
    every = IntField(
        20, minimum=1, maximum=1_000_000, unit="epochs", doc="Epochs between two steps."
    )

    handles = (
        Handle("every", EPOCH, lambda own, _: own.every, lambda own, _, epoch: epoch),
        Handle("gamma", FACTOR, lambda own, _: own.every, lambda own, _, factor: factor),
    )

    def factor(self, epoch: float, epochs: float, losses: Sequence[float] = ()) -> float:
        """Return γ to the power of the steps taken so far."""
        steps: int = int(epoch) // self.every
        return float(self.gamma**steps)
