"""How a classifier of yes and no does at every threshold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from guinet.core.errors import GuinetError
from guinet.core.types import Array
from guinet.lens.view import View

if TYPE_CHECKING:
    from guinet.lens.scene import Part, Scene

__all__ = ["Rates", "RatesOf"]


@dataclass(frozen=True, eq=False)
class Rates:
    """Rates for falling thresholds; the first threshold is above all scores.

    Attributes
    ----------
    thresholds
        A sample counts as yes from this score on.
    true_positive, false_positive
        Part of the true yes, and of the true no, that count as yes.
    precision
        Part of those counted as yes that are; 1 before any is.
    area
        Under the true positive rate over the false positive rate.
    average_precision
        Σ (Rₙ − Rₙ₋₁) Pₙ over the thresholds, as scikit-learn has it.
    name
        Of the class that counts as yes.
    """

    thresholds: Array
    true_positive: Array
    false_positive: Array
    precision: Array
    area: float
    average_precision: float
    name: str


@dataclass(frozen=True)
class RatesOf(View):
    """Receiver operating characteristic and precision of one class against all others.

    Attributes
    ----------
    part
        Whose samples.
    yes
        The class; of two the second one is usual.
    """

    part: Part = "validation"
    yes: int = 1
    most: int = 5000

    def compute(self, scene: Scene) -> Rates:
        """Sort by score, and count."""
        judged = scene.first_judged()
        if not judged.classes:
            raise GuinetError("This network does not choose one of several classes.")
        found = scene.outputs(self.part, [judged.prediction, judged.target], self.most)
        prediction = found[judged.prediction]
        shares = judged.probabilities(prediction)
        if shares is not None:
            scores = shares[..., self.yes].ravel()
        elif judged.is_single:
            scores = prediction.ravel() * (1.0 if self.yes == 1 else -1.0)
        else:
            scores = prediction.reshape(len(prediction), -1)[:, self.yes]
        true = judged.truths(found[judged.target]).ravel() == self.yes
        if true.all() or not true.any():
            raise GuinetError(
                f"All samples looked at are of the same kind: {judged.classes[self.yes]} or not."
            )
        return _rates(scores, true, judged.classes[self.yes])


def _rates(scores: Array, true: Array, name: str) -> Rates:
    order = np.argsort(-scores, kind="stable")
    sorted_scores, hits = scores[order], true[order]
    # Samples of equal score change sides together.
    ends = np.append(np.flatnonzero(np.diff(sorted_scores)), len(scores) - 1)
    yes = np.cumsum(hits)[ends]
    counted = ends + 1
    true_positive = np.append(0.0, yes / hits.sum())
    false_positive = np.append(0.0, (counted - yes) / (len(hits) - hits.sum()))
    precision = np.append(1.0, yes / counted)
    area = float(np.trapezoid(true_positive, false_positive))
    average = float(np.sum(np.diff(true_positive) * precision[1:]))
    thresholds = np.append(np.inf, sorted_scores[ends])
    return Rates(thresholds, true_positive, false_positive, precision, area, average, name)
