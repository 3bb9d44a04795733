"""How a classifier of yes and no does at every threshold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from guinet.core.errors import GuinetError
from guinet.core.types import Array
from guinet.lens.answered import Answered, answered
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
    probable
        Whether thresholds are probabilities.
    part
        Whose samples: the training part where no validation part is kept.
    counted, total
        Answers looked at, and those that there are.
    """

    thresholds: Array
    true_positive: Array
    false_positive: Array
    precision: Array
    area: float
    average_precision: float
    name: str
    probable: bool
    part: Part
    counted: int
    total: int


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

    def compute(self, scene: Scene) -> Rates:
        """Sort by score, and count."""
        found = answered(scene, self.part)
        name, true = found.classes[self.yes], found.true == self.yes
        if true.all() or not true.any():
            raise GuinetError(f"All samples looked at are of the same kind: {name} or not.")
        return _rates(found, self.yes, true)


def _rates(found: Answered, yes: int, true: Array) -> Rates:
    scores = found.scores[:, yes]
    order = np.argsort(-scores, kind="stable")
    sorted_scores, hits = scores[order], true[order]
    # Samples of equal score change sides together.
    ends = np.append(np.flatnonzero(np.diff(sorted_scores)), len(scores) - 1)
    right = np.cumsum(hits)[ends]
    counted = ends + 1
    true_positive = np.append(0.0, right / hits.sum())
    false_positive = np.append(0.0, (counted - right) / (len(hits) - hits.sum()))
    precision = np.append(1.0, right / counted)
    area = float(np.trapezoid(true_positive, false_positive))
    average = float(np.sum(np.diff(true_positive) * precision[1:]))
    thresholds = np.append(np.inf, sorted_scores[ends])
    return Rates(
        thresholds,
        true_positive,
        false_positive,
        precision,
        area,
        average,
        found.classes[yes],
        found.probable,
        found.part,
        len(scores),
        found.total * found.per_sample,
    )
