"""How good the predictions are, in the measure that fits the task."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from guinet.core.loss import Loss
from guinet.core.spec import FieldSpec, class_axis
from guinet.core.types import Array
from guinet.engine.network import Network

__all__ = ["MetricSums", "correct_answers"]


class MetricSums:
    """Adds up batch by batch what the metrics of all samples together need.

    ``"loss"``
        Mean of the total loss, each batch weighted with its samples.
    ``"accuracy"``
        For classification losses: part of the answers that are right, see `correct_answers`;
        with several such losses, of all their answers together.
    ``"r2"``
        For regression losses: the coefficient of determination R² = 1 − Σ(y − ŷ)²/Σ(y − ȳ)²,
        1 for perfect predictions and 0 for those no better than the mean. The mean of the R²
        of all outputs, with several such losses of the outputs of all. As in scikit-learn, an
        output whose targets are all equal counts 1 if it is met exactly and else 0. Not
        reported below two samples.

    All sums are taken in float64, so the size of the batches does not show.
    """

    def __init__(self) -> None:
        self._count = 0
        self._loss = 0.0
        self._right = 0
        self._answers = 0
        self._variances: dict[str, _Variance] = {}

    def add(self, network: Network, loss: float, count: int) -> None:
        """Add the last pass of a network.

        Parameters
        ----------
        network
            After `Network.forward` or `Trainer.step`.
        loss
            What that returned.
        count
            Number of samples in the batch.
        """
        self._count += count
        self._loss += loss * count
        for call, prediction, target in network.executor.judged():
            module = cast("Loss", call.module)
            if module.task == "classification":
                right = correct_answers(prediction, target, call.specs[0], module.threshold)
                self._right += int(right.sum())
                self._answers += right.size
            else:
                self._variances.setdefault(call.path, _Variance()).add(prediction, target)

    def result(self) -> dict[str, float]:
        """Return the metrics of everything added; empty if nothing was."""
        if not self._count:
            return {}
        metrics = {"loss": self._loss / self._count}
        if self._answers:
            metrics["accuracy"] = self._right / self._answers
        if self._variances and self._count > 1:
            scores = np.concatenate([sums.scores() for sums in self._variances.values()])
            metrics["r2"] = float(scores.mean())
        return metrics


def correct_answers(
    prediction: Array, target: Array, spec: FieldSpec, threshold: float = 0.5
) -> Array:
    """Return for each answer whether it is right.

    Parameters
    ----------
    prediction, target
        Batch of what a loss compares. With several numbers on the class axis the largest one
        is the answer (the first of equals); a single number answers "second class" when it is
        above the threshold, as a target of 1 does.
    spec
        Of the prediction.
    threshold
        That of the loss: 0 for a logit, 0.5 for a probability.
    """
    axis = class_axis(spec)
    if prediction.ndim > axis and prediction.shape[axis] > 1:
        right: Array = prediction.argmax(axis=axis) == target.argmax(axis=axis)
    else:
        right = (prediction > threshold) == (target > 0.5)
    return right


@dataclass
class _Variance:
    """Sums of squares per output, merged batch by batch.

    Source of the merging rule: Chan, Golub and LeVeque (1979), Updating formulae and a
    pairwise algorithm for computing sample variances. It keeps its digits where the
    difference of two large sums would lose them.
    """

    count: int = 0
    mean: Array | float = 0.0
    spread: Array | float = 0.0
    error: Array | float = 0.0

    def add(self, prediction: Array, target: Array) -> None:
        """Add one batch."""
        wanted = target.reshape(len(target), -1).astype(np.float64)
        missed = wanted - prediction.reshape(len(prediction), -1)
        count = len(wanted)
        mean = wanted.mean(axis=0)
        total = self.count + count
        step = mean - self.mean
        self.error = self.error + np.square(missed).sum(axis=0)
        self.spread = (
            self.spread
            + np.square(wanted - mean).sum(axis=0)
            + np.square(step) * (self.count * count / total)
        )
        self.mean = self.mean + step * (count / total)
        self.count = total

    def scores(self) -> Array:
        """Return R² of each output."""
        error, spread = np.atleast_1d(self.error), np.atleast_1d(self.spread)
        scores = np.where(error == 0.0, 1.0, 0.0)
        varied = spread > 0.0
        scores[varied] = 1.0 - error[varied] / spread[varied]
        return scores
