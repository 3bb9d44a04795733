"""InverseDecay: the learning rate falls like one over the time."""

from __future__ import annotations

from collections.abc import Sequence

from guinet.core.fields import FloatField
from guinet.core.forms import Formula
from guinet.optim.base import Schedule
from guinet.optim.handles import FACTOR, Handle

__all__ = ["InverseDecay"]


class InverseDecay(Schedule):
    """Divides the learning rate by 1 + εt: halved after 1/ε epochs, a third after 2/ε.

    It falls fast at first and ever more slowly, so that training never quite stops. With t in
    epochs, fractional within an epoch.
    """

    formula = Formula(forward=(r"\lambda_t = \lambda_0 / (1 + \varepsilon t)",))

    decay = FloatField(
        0.05,
        minimum=0.0,
        maximum=1e6,
        logarithmic=True,
        unit="per epoch",
        doc="ε: how fast it falls; the learning rate is halved after 1/ε epochs.",
    )

    handles = (
        Handle(
            "decay",
            FACTOR,
            lambda own, epochs: epochs / 2.0,
            lambda own, epochs, factor: (1.0 / factor - 1.0) / (epochs / 2.0),
        ),
    )

    def factor(self, epoch: float, epochs: float, losses: Sequence[float] = ()) -> float:
        """Return 1 / (1 + εt)."""
        return 1.0 / (1.0 + self.decay * epoch)
