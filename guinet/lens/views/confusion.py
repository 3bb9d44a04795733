"""Which classes a network takes for which others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from guinet.core.types import Array
from guinet.lens.answered import answered
from guinet.lens.view import View

if TYPE_CHECKING:
    from guinet.lens.scene import Part, Scene

__all__ = ["Confusion", "ConfusionOf"]


@dataclass(frozen=True, eq=False)
class Confusion:
    """Counts of answers, a row for each true class, a column for each predicted one.

    Attributes
    ----------
    counts
        (K, K).
    classes
        Names of the classes.
    per_sample
        Answers about each sample.
    part
        Whose samples: the training part where no validation part is kept.
    total
        Samples of the part; those counted may be fewer.
    """

    counts: Array
    classes: tuple[str, ...]
    per_sample: int
    part: Part
    total: int


@dataclass(frozen=True)
class ConfusionOf(View):
    """The confusion matrix of the first loss on a part, in evaluation mode."""

    part: Part = "validation"

    def compute(self, scene: Scene) -> Confusion:
        """Count the pairs of true and predicted class."""
        found = answered(scene, self.part)
        count = len(found.classes)
        pairs = np.bincount(found.true * count + found.said, minlength=count * count)
        counts = pairs.reshape(count, count)
        return Confusion(counts, found.classes, found.per_sample, found.part, found.total)
