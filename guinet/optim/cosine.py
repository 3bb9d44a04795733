"""Cosine: the learning rate glides down over the whole run."""

from __future__ import annotations

import math
from collections.abc import Sequence

from guinet.core.fields import FloatField
from guinet.core.forms import Formula
from guinet.optim.base import Schedule, part_done
from guinet.optim.handles import FACTOR, Handle

__all__ = ["Cosine"]


class Cosine(Schedule):
    """Lets the learning rate fall along half a cosine, from λ₀ to a floor at the last epoch.

    It stays high for long, falls fastest in the middle, and settles gently. With t epochs done
    of T; at whole epochs as ``CosineAnnealingLR`` in PyTorch.

    Source: Loshchilov and Hutter (2017), SGDR: Stochastic Gradient Descent with Warm Restarts,
    Eq. (5), without restarts.
    """

    formula = Formula(
        forward=(r"\lambda_t = \lambda_0 \left(f + (1 - f)\, \frac{1 + \cos(\pi t / T)}{2}\right)",)
    )

    floor = FloatField(
        0.0,
        minimum=0.0,
        maximum=1.0,
        doc="f: part of the learning rate that is left at the end.",
    )

    handles = (Handle("floor", FACTOR, lambda own, epochs: epochs, lambda own, _, factor: factor),)

    def factor(self, epoch: float, epochs: float, losses: Sequence[float] = ()) -> float:
        """Return the floor plus what the cosine leaves of the rest."""
        left = (1.0 + math.cos(math.pi * part_done(epoch, epochs))) / 2.0
        return self.floor + (1.0 - self.floor) * left
