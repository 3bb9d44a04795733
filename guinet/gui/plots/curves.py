"""What the plots draw, without drawing: curves over the epochs, condensed as they grow."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from guinet.core.types import Array
from guinet.training.messages import Epoch, LossPoint

__all__ = [
    "TRAIN_ROLE",
    "VALIDATION_ROLE",
    "StepTrace",
    "condensed",
    "metric_names",
    "smoothed",
]

TRAIN_ROLE, VALIDATION_ROLE = "accent", "warning"
"""Roles of the two colours, in plots and in the run bar alike."""

_MOST = 600
_BLOCK = 128
_METRICS = ("accuracy", "r2", "f1", "top3", "mae")


def condensed(x: Array, y: Array) -> tuple[Array, Array]:
    """Return at most some thousand points that look the same: the extremes of each stretch.

    Parameters
    ----------
    x, y
        The points in order; those that are kept are kept exactly.
    """
    if len(x) <= 2 * _MOST:
        return x, y
    # Powers of two, so that the stretches stay where they are while the curve grows.
    size = 2 ** math.ceil(math.log2(len(x) / _MOST))
    whole = len(x) - len(x) % size
    starts = np.arange(0, whole, size)
    stretches = y[:whole].reshape(-1, size)
    chosen = [starts + stretches.argmin(axis=1), starts + stretches.argmax(axis=1)]
    if whole < len(x):
        rest = y[whole:]
        chosen.append(whole + np.array([rest.argmin(), rest.argmax()]))
    places = np.unique(np.concatenate([*chosen, [0, len(x) - 1]]))
    return x[places], y[places]


def smoothed(y: Array, share: float) -> Array:
    """Return the exponential running mean of a curve, without a pull towards its beginning.

    mₜ = share · mₜ₋₁ + (1 − share) · yₜ, divided by 1 − shareᵗ; Kingma and Ba (2015), Adam: A
    Method for Stochastic Optimization, section 3, for the division.

    Parameters
    ----------
    share
        What came before counts for this part, from 0 to below 1.
    """
    if share <= 0.0 or len(y) < 2:
        return y
    weights = -np.expm1(math.log(share) * np.arange(1, len(y) + 1))
    found: Array = _running_sums(y, share) / weights
    return found


def _running_sums(y: Array, share: float) -> Array:
    """Return sₜ = share · sₜ₋₁ + (1 − share) · yₜ, in blocks, since a curve may be very long."""
    size = min(len(y), _BLOCK)
    ages = np.subtract.outer(np.arange(size), np.arange(size))
    kernel = np.where(ages >= 0, (1.0 - share) * share ** np.maximum(ages, 0), 0.0)
    blocks = np.concatenate([y, np.zeros(-len(y) % size)]).reshape(-1, size)
    sums = blocks @ kernel.T
    before = np.zeros(len(blocks))
    for place, last in enumerate(sums[:-1, -1].tolist()):
        before[place + 1] = share**size * before[place] + last
    sums += np.outer(before, share ** np.arange(1, size + 1))
    return sums.ravel()[: len(y)]


def metric_names(history: Sequence[Epoch]) -> list[str]:
    """Return the metrics beside the loss that the newest epoch has, the usual one first."""
    if not history:
        return []
    metrics = history[-1].metrics
    return [m for m in _METRICS if f"train_{m}" in metrics or f"validation_{m}" in metrics]


class StepTrace:
    """The loss of every step, in at most some hundred points.

    When there are too many, neighbours are joined: counts add up and means are weighted, so
    that the mean of all points stays the mean of all steps. Whenever somebody looks a point
    arrives early, perhaps after a single step, and would stand out from the means of many around
    it as if something had happened there: a point of too few steps goes on being filled.
    """

    def __init__(self) -> None:
        self._x: list[float] = []
        self._mean: list[float] = []
        self._count: list[int] = []
        self._steps = 0

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self._x)

    @property
    def steps(self) -> int:
        """Number of steps in all points."""
        return self._steps

    def add(
        self, points: Iterable[LossPoint], steps_per_epoch: int, done: tuple[int, float] = (0, 0.0)
    ) -> None:
        """Append points; they stand at the middle of their steps, counted in epochs.

        Parameters
        ----------
        done
            A step, and how many epochs were done after it: steps are counted from the start of
            the process, epochs from the first one ever, and batches may have changed their size.
        """
        step, epochs = done
        for point in points:
            if not math.isfinite(point.mean):
                continue
            middle = point.first_step - 1 + point.count / 2
            at = max(epochs + (middle - step) / max(steps_per_epoch, 1), 0.0)
            if not self._last_is_short():
                self._x.append(0.0)
                self._mean.append(0.0)
                self._count.append(0)
            self._fill(at, point)
        while len(self._x) > _MOST:
            x, mean, count = self._joined(np.arange(0, len(self), 2))
            self._x, self._mean, self._count = x.tolist(), mean.tolist(), count.tolist()

    def clear(self) -> None:
        """Begin anew."""
        self._x, self._mean, self._count, self._steps = [], [], [], 0

    def arrays(self) -> tuple[Array, Array]:
        """Return epochs and mean losses."""
        x, mean, _ = self._shown()
        return x, mean

    def counts(self) -> Array:
        """Return how many steps each of these points stands for."""
        return self._shown()[2]

    def _shown(self) -> tuple[Array, Array, Array]:
        """Return the points; while the last one is short, it is part of the one before."""
        whole = len(self) - 1 if self._last_is_short() else len(self)
        return self._joined(np.arange(whole))

    def _last_is_short(self) -> bool:
        """Whether the last point has fewer steps than if all points had equally many."""
        return bool(self._count) and self._count[-1] * _MOST < self._steps

    def _fill(self, at: float, point: LossPoint) -> None:
        """Put steps into the last point."""
        self._steps += point.count
        self._count[-1] += point.count
        share = point.count / self._count[-1]
        self._x[-1] += share * (at - self._x[-1])
        self._mean[-1] += share * (point.mean - self._mean[-1])

    def _joined(self, starts: Array) -> tuple[Array, Array, Array]:
        """Return epochs, means and counts, with all points from one start to the next in one."""
        counts = np.array(self._count)
        if not len(starts):
            return np.zeros(0), np.zeros(0), counts
        sums = np.add.reduceat(counts, starts)
        x = np.add.reduceat(np.multiply(self._x, counts), starts) / sums
        mean = np.add.reduceat(np.multiply(self._mean, counts), starts) / sums
        return x, mean, sums
