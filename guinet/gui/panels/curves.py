"""What the plots draw, without drawing: curves over the epochs, condensed as they grow."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from guinet.core.types import Array
from guinet.training.messages import Epoch, LossPoint

__all__ = ["TRAIN_ROLE", "VALIDATION_ROLE", "StepTrace", "curve", "metric_name"]

TRAIN_ROLE, VALIDATION_ROLE = "accent", "warning"
"""Roles of the two colours, in plots and in the run bar alike."""

_MOST = 600
_METRICS = ("accuracy", "r2")


def curve(history: Sequence[Epoch], key: str) -> tuple[Array, Array]:
    """Return the epochs that have a metric, and its values there."""
    known = [
        (epoch.epoch, epoch.metrics[key])
        for epoch in history
        if math.isfinite(epoch.metrics.get(key, math.nan))
    ]
    if not known:
        return np.zeros(0), np.zeros(0)
    x, y = zip(*known, strict=True)
    return np.array(x, dtype=float), np.array(y, dtype=float)


def metric_name(history: Sequence[Epoch]) -> str:
    """Return the metric beside the loss that the newest epoch has; empty if none."""
    if not history:
        return ""
    metrics = history[-1].metrics
    known = (m for m in _METRICS if f"train_{m}" in metrics or f"validation_{m}" in metrics)
    return next(known, "")


class StepTrace:
    """The loss of every step, in at most some hundred points.

    When there are too many, neighbours are joined: counts add up and means are weighted, so
    that the mean of all points stays the mean of all steps.
    """

    def __init__(self) -> None:
        self._x: list[float] = []
        self._mean: list[float] = []
        self._count: list[int] = []

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self._x)

    @property
    def steps(self) -> int:
        """Number of steps in all points."""
        return sum(self._count)

    def add(self, points: Iterable[LossPoint], steps_per_epoch: int) -> None:
        """Append points; they stand at the middle of their steps, counted in epochs."""
        for point in points:
            if not math.isfinite(point.mean):
                continue
            middle = point.first_step - 1 + point.count / 2
            self._x.append(max(middle, 0.0) / max(steps_per_epoch, 1))
            self._mean.append(point.mean)
            self._count.append(point.count)
        while len(self._x) > _MOST:
            self._halve()

    def clear(self) -> None:
        """Begin anew."""
        self.__init__()  # type: ignore[misc]

    def arrays(self) -> tuple[Array, Array]:
        """Return epochs and mean losses."""
        return np.array(self._x), np.array(self._mean)

    def _halve(self) -> None:
        pairs = len(self._x) // 2
        x, mean, count = np.array(self._x), np.array(self._mean), np.array(self._count)
        tail = (self._x[2 * pairs :], self._mean[2 * pairs :], self._count[2 * pairs :])
        counts = count[: 2 * pairs].reshape(pairs, 2)
        weights = counts / counts.sum(axis=1, keepdims=True)
        self._x = (x[: 2 * pairs].reshape(pairs, 2) * weights).sum(axis=1).tolist() + tail[0]
        joined = (mean[: 2 * pairs].reshape(pairs, 2) * weights).sum(axis=1)
        self._mean = joined.tolist() + tail[1]
        self._count = counts.sum(axis=1).tolist() + tail[2]
