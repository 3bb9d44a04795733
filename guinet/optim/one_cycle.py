"""OneCycle: up to the learning rate of the recipe, and far down again."""

from __future__ import annotations

import math
from collections.abc import Sequence

from guinet.core.fields import FloatField
from guinet.core.forms import Formula
from guinet.optim.base import Schedule, part_done
from guinet.optim.handles import EPOCH, FACTOR, Handle

__all__ = ["OneCycle"]


class OneCycle(Schedule):
    """Rises along half a cosine to the learning rate of the recipe, then falls to almost nothing.

    The high rate in the middle may be larger than one that could be kept, and acts like a
    regulariser; the end settles. With p the part of the epochs that is done, as ``OneCycleLR``
    in PyTorch, whose ``max_lr`` is the learning rate of the recipe here.

    Source: Smith and Topin (2019), Super-Convergence: Very Fast Training of Neural Networks
    Using Large Learning Rates.
    """

    formula = Formula(
        forward=(
            r"c(a, b, q) = a + (b - a)\, (1 - \cos \pi q) / 2",
            r"p \leq r: \quad \lambda_p = \lambda_0\, c(s, 1, p / r)",
            r"p > r: \quad \lambda_p = \lambda_0\, c(1, e, (p - r) / (1 - r))",
        )
    )

    rise = FloatField(
        0.3,
        minimum=0.0,
        maximum=1.0,
        open_minimum=True,
        open_maximum=True,
        doc="r: part of the epochs in which the learning rate rises.",
    )
    start = FloatField(
        0.04,
        minimum=0.0,
        maximum=1.0,
        open_minimum=True,
        logarithmic=True,
        doc="s: part of the learning rate at the beginning.",
    )
    end = FloatField(
        4e-6,
        minimum=0.0,
        maximum=1.0,
        logarithmic=True,
        doc="e: part of the learning rate at the end.",
    )

    handles = (
        Handle(
            "rise",
            EPOCH,
            lambda own, epochs: own.rise * epochs,
            lambda own, epochs, epoch: epoch / epochs,
        ),
        Handle("start", FACTOR, lambda own, _: 0.0, lambda own, _, factor: factor),
        Handle("end", FACTOR, lambda own, epochs: epochs, lambda own, _, factor: factor),
    )

    def factor(self, epoch: float, epochs: float, losses: Sequence[float] = ()) -> float:
        """Return the part of the peak."""
        part = part_done(epoch, epochs)
        if part <= self.rise:
            return _between(self.start, 1.0, part / self.rise)
        return _between(1.0, self.end, (part - self.rise) / (1.0 - self.rise))

    def full_at(self, epochs: float) -> float:
        """Return where the rise ends."""
        return self.rise * epochs


def _between(start: float, end: float, part: float) -> float:
    return start + (end - start) * (1.0 - math.cos(math.pi * part)) / 2.0
