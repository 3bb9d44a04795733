"""What people read beside the loss, counted over many batches: accuracy, R² and their kin.

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

_TOP, _TOP_FROM, _MOST_CLASSES = 3, 6, 1000
"""Top-3 is counted from so many classes on; F1 up to so many."""

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

    def values(self) -> dict[str, float]:
        """Return the metric and what else is known by the way, by name, without the undefined."""
        value = self.value()
        known = {} if value is None else {self.name: value}
        return known | self._further()

    def _further(self) -> dict[str, float]:
        return {}

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
        self._top = 0
        self._confusion: Array | None = None

    def _count(self, prediction: Array, target: Array) -> None:
        if self._separate or prediction.ndim < 2 or prediction.shape[self._axis] == 1:
            # Above 0.5 is the second class, be they written as 0 and 1 or as -1 and 1.
            said, true = prediction > self._threshold, target > 0.5
            if not self._separate:
                self._count_classes(said.astype(int), true.astype(int), 2)
        else:
            said, true = prediction.argmax(self._axis), target.argmax(self._axis)
            classes = prediction.shape[self._axis]
            self._count_classes(said, true, classes)
            if classes >= _TOP_FROM:
                self._count_top(prediction, true)
        right = said == true
        self._right += int(np.count_nonzero(right))
        self._all += right.size

    def _count_classes(self, said: Array, true: Array, classes: int) -> None:
        if classes <= _MOST_CLASSES:
            pairs = np.bincount((true * classes + said).ravel(), minlength=classes * classes)
            before = self._confusion
            self._confusion = pairs if before is None else before + pairs

    def _count_top(self, prediction: Array, true: Array) -> None:
        """Count the answers that are among the likeliest three; equals count in their favour."""
        of_true = np.take_along_axis(prediction, np.expand_dims(true, self._axis), self._axis)
        ahead = np.count_nonzero(prediction > of_true, axis=self._axis)
        self._top += int(np.count_nonzero(ahead < _TOP))

    def _value(self) -> float | None:
        return self._right / self._all if self._all else None

    def _further(self) -> dict[str, float]:
        """Return F1, the mean over the classes, and how often the truth is among three answers.

        As ``sklearn.metrics.f1_score(average="macro")``: a class that is neither there nor said
        does not count.
        """
        found: dict[str, float] = {}
        if self._confusion is not None:
            size = int(np.sqrt(len(self._confusion)))
            counts = self._confusion.reshape(size, size)
            right, said, there = np.diag(counts), counts.sum(axis=0), counts.sum(axis=1)
            occurs = said + there > 0
            if occurs.any():
                found["f1"] = float(np.mean(2 * right[occurs] / (said + there)[occurs]))
            if size >= _TOP_FROM and self._all:
                found["top3"] = self._top / self._all
        return found


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
        self._absolute = 0.0
        self._numbers = 0
        self._mean: Array = np.zeros(())
        self._deviation = 0.0

    def _count(self, prediction: Array, target: Array) -> None:
        wanted = target.astype(np.float64)
        count, mean = len(wanted), wanted.mean(axis=0)
        off = prediction - wanted
        self._errors += float(np.square(off).sum())
        self._absolute += float(np.abs(off).sum())
        self._numbers += off.size
        together = self._all + count
        away = mean - self._mean
        self._deviation += float(np.square(wanted - mean).sum())
        self._deviation += float(np.square(away).sum()) * self._all * count / together
        self._mean = self._mean + away * (count / together)
        self._all = together

    def _further(self) -> dict[str, float]:
        """Return the mean absolute error, in the units that are trained on."""
        return {"mae": self._absolute / self._numbers} if self._numbers else {}

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
