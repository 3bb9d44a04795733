"""ReduceOnPlateau: the learning rate falls when the loss no longer does."""

from __future__ import annotations

from collections.abc import Sequence

from guinet.core.fields import FloatField, IntField
from guinet.core.forms import Formula
from guinet.optim.base import Schedule
from guinet.optim.handles import FACTOR, Handle

__all__ = ["ReduceOnPlateau"]


class ReduceOnPlateau(Schedule):
    """Multiplies the learning rate by γ when the validation loss has stopped falling.

    An epoch is bad if its loss is not below the best one so far by a small part τ. After more
    than P bad epochs in a row the learning rate falls, and counting begins anew after a pause.
    Without a validation part it looks at the training loss.

    As ``ReduceLROnPlateau`` in PyTorch, which looks for the smallest loss by default.
    """

    formula = Formula(
        forward=(
            r"\mathrm{bad}_e: \quad L_e \geq L_{\mathrm{best}} - \tau\, |L_{\mathrm{best}}|",
            r"P + 1\; \mathrm{bad}: \quad \lambda_{e+1} = \max(\gamma \lambda_e, f \lambda_0)",
        )
    )
    follows_loss = True

    gamma = FloatField(
        0.5,
        minimum=0.0,
        maximum=1.0,
        open_minimum=True,
        doc="What the learning rate is multiplied by; 0.5 halves it.",
    )
    patience = IntField(
        10,
        minimum=0,
        maximum=1_000_000,
        unit="epochs",
        doc="P: bad epochs in a row that are waited for; one more, and the rate falls.",
    )
    threshold = FloatField(
        1e-4,
        minimum=0.0,
        maximum=1.0,
        logarithmic=True,
        doc="τ: part of the best loss by which a new one must be lower to count.",
    )
    cooldown = IntField(
        0,
        minimum=0,
        maximum=1_000_000,
        unit="epochs",
        doc="Epochs after a fall in which none is counted as bad.",
    )
    floor = FloatField(
        0.0,
        minimum=0.0,
        maximum=1.0,
        doc="f: part of the learning rate below which it never falls.",
    )

    handles = (
        Handle(
            "floor",
            FACTOR,
            lambda own, epochs: epochs,
            lambda own, _, factor: factor,
            lambda own: own.floor,
        ),
    )

    def factor(self, epoch: float, epochs: float, losses: Sequence[float] = ()) -> float:
        """Return the product of the falls so far."""
        factor, bad, resting = 1.0, 0, 0
        best: float | None = None
        for loss in losses:
            if best is None or loss < best - self.threshold * abs(best):
                best, bad = loss, 0
            else:
                bad += 1
            if resting:
                resting, bad = resting - 1, 0
            if bad > self.patience:
                factor, bad, resting = max(factor * self.gamma, self.floor), 0, self.cooldown
        return factor
