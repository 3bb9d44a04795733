"""Accuracy and R², counted over many batches.

The predictions of an epoch's own steps are collected and condensed a few thousand at a time:
a metric per step would cost a small network half of its speed.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np

from guinet.core.loss import Loss
from guinet.core.spec import FieldSpec, class_axis
from guinet.core.types import Array

__all__ = ["Accuracy", "Determination", "Metric", "metric_for"]

_ROOM = 1 << 18
"""Elements that are collected before they are condensed."""


class Metric(ABC):
    """A number over all samples that were added since the last `clear`.

    Attributes
    ----------
    name
        Its name in histories, without ``train_`` or ``validation_``.
    """

    name: ClassVar[str]

    def __init__(self) -> None:
        self._collected: list[tuple[Array, Array]] = []
        self._size = 0
        self.clear()

    def add(self, prediction: Array, target: Array) -> None:
        """Count a batch; the arrays are kept for a while and must not change."""
        self._collected.append((prediction, target))
        self._size += prediction.size
        if self._size > _ROOM:
            self._flush()

    def value(self) -> float | None:
        """Return the metric, or None where it is undefined (no samples, no variation)."""
        self._flush()
        return self._value()

    def clear(self) -> None:
        """Begin anew."""
        self._collected, self._size = [], 0
        self._clear()

    def _flush(self) -> None:
        if self._collected:
            predictions, targets = zip(*self._collected, strict=True)
            self._collected, self._size = [], 0
            self._count(np.concatenate(predictions), np.concatenate(targets))

    @abstractmethod
    def _clear(self) -> None: ...

    @abstractmethod
    def _count(self, prediction: Array, target: Array) -> None: ...

    @abstractmethod
    def _value(self) -> float | None: ...


class Accuracy(Metric):
    """Part of the answers that are right.

    Several outputs name the class of the largest; one output stands for two classes and is
    held against a threshold. Outputs that do not exclude each other are counted one by one.

    Parameters
    ----------
    axis
        Axis of the classes, batch axis included.
    threshold
        Prediction above which one output means the second class, or yes.
    separate
        Whether each output is an answer for itself, however many there are.
    """

    name = "accuracy"

    def __init__(self, axis: int = 1, threshold: float = 0.5, *, separate: bool = False) -> None:
        self._axis = axis
        self._threshold = threshold
        self._separate = separate
        super().__init__()

    def _clear(self) -> None:
        self._right = 0
        self._all = 0

    def _count(self, prediction: Array, target: Array) -> None:
        if self._separate or prediction.ndim < 2 or prediction.shape[self._axis] == 1:
            # Above 0.5 is the second class, be they written as 0 and 1 or as -1 and 1.
            right = (prediction > self._threshold) == (target > 0.5)
        else:
            right = prediction.argmax(self._axis) == target.argmax(self._axis)
        self._right += int(np.count_nonzero(right))
        self._all += right.size

    def _value(self) -> float | None:
        return self._right / self._all if self._all else None


class Determination(Metric):
    """R², the coefficient of determination: the part of the variation that is explained.

    1 − Σ(ŷ − y)² / Σ(y − ȳ)², with a mean ȳ of its own for each output. The deviations of
    successive parts are joined as in Chan, Golub and LeVeque (1979), which stays accurate
    where the mean is large.
    """

    name = "r2"

    def _clear(self) -> None:
        self._all = 0
        self._errors = 0.0
        self._mean: Array = np.zeros(())
        self._deviation = 0.0

    def _count(self, prediction: Array, target: Array) -> None:
        wanted = target.astype(np.float64)
        count, mean = len(wanted), wanted.mean(axis=0)
        self._errors += float(np.square(prediction - wanted).sum())
        together = self._all + count
        away = mean - self._mean
        self._deviation += float(np.square(wanted - mean).sum())
        self._deviation += float(np.square(away).sum()) * self._all * count / together
        self._mean = self._mean + away * (count / together)
        self._all = together

    def _value(self) -> float | None:
        return 1.0 - self._errors / self._deviation if self._deviation > 0.0 else None


def metric_for(loss: Loss, prediction: FieldSpec, target: FieldSpec) -> Metric:
    """Return the metric that suits a loss: accuracy for classes, R² for numbers.

    A loss made for numbers counts as classification where its target holds classes, as in the
    lecture's exercises. Of the classes of a one-hot target one is right, also for a loss that
    judges each output for itself.
    """
    if loss.task == "classification" or target.kind == "class":
        separate = loss.separate and target.kind != "class"
        return Accuracy(class_axis(prediction), loss.threshold, separate=separate)
    return Determination()
