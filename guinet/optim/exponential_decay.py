"""ExponentialDecay: the learning rate falls by the same part in every epoch."""

from __future__ import annotations

import math
from collections.abc import Sequence

from guinet.core.fields import FloatField
from guinet.core.forms import Formula
from guinet.optim.base import Schedule
from guinet.optim.handles import FACTOR, Handle

__all__ = ["ExponentialDecay"]


class ExponentialDecay(Schedule):
    """Multiplies the learning rate by e to the power of −εt: halved every 0.69/ε epochs.

    With t in epochs, fractional within an epoch; at whole epochs as ``ExponentialLR`` in
    PyTorch with γ = e to the power of −ε.
    """

    formula = Formula(forward=(r"\lambda_t = \lambda_0\, e^{-\varepsilon t}",))

    decay = FloatField(
        0.02,
        minimum=0.0,
        maximum=100.0,
        logarithmic=True,
        unit="per epoch",
        doc="ε: how fast it falls; the learning rate is halved every 0.69/ε epochs.",
    )

    handles = (
        Handle(
            "decay",
            FACTOR,
            lambda own, epochs: epochs / 2.0,
            lambda own, epochs, factor: -math.log(factor) / (epochs / 2.0),
        ),
    )

    def factor(self, epoch: float, epochs: float, losses: Sequence[float] = ()) -> float:
        """Return e to the power of −εt."""
        return math.exp(-self.decay * epoch)
