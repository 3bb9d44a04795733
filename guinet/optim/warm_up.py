"""A warm-up before a schedule."""

from __future__ import annotations

import math
from collections.abc import Sequence

from guinet.optim.base import Schedule

__all__ = ["WARM_UP_START", "warmed_up"]

WARM_UP_START = 0.01
"""Part of the learning rate that the first step takes: one of size 0 would be wasted."""


def warmed_up(
    schedule: Schedule,
    warm_up: float,
    epoch: float,
    epochs: float,
    losses: Sequence[float] = (),
) -> float:
    """Return a schedule's factor where the learning rate first rises along a straight line.

    The schedule begins when the warm-up is over, with the epochs that are then left, and sees
    only the losses since; as ``LinearLR`` before it in PyTorch's ``SequentialLR``.

    Parameters
    ----------
    schedule
        What follows.
    warm_up
        Epochs of the rise, fractions allowed; 0: none.
    epoch, epochs, losses
        As for `Schedule.factor`.
    """
    if epoch < warm_up:
        return WARM_UP_START + (1.0 - WARM_UP_START) * epoch / warm_up
    since = losses[math.ceil(warm_up) :] if warm_up else losses
    return schedule.factor(epoch - warm_up, max(epochs - warm_up, 0.0), since)
