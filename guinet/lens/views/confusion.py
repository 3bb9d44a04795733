"""Which classes a network takes for which others, and with what confidence it errs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from guinet.core.errors import GuinetError
from guinet.core.types import Array
from guinet.lens.view import View

if TYPE_CHECKING:
    from guinet.lens.scene import Part, Scene

__all__ = ["Cases", "CasesOf", "Confusion", "ConfusionOf"]

MOST_SAMPLES = 5000


@dataclass(frozen=True, eq=False)
class Confusion:
    """Counts of samples, a row for each true class, a column for each predicted one.

    Attributes
    ----------
    counts
        (K, K).
    classes
        Names of the classes.
    total
        Samples of the part; those counted may be fewer.
    """

    counts: Array
    classes: tuple[str, ...]
    total: int


@dataclass(frozen=True)
class ConfusionOf(View):
    """The confusion matrix of the first loss on a part, in evaluation mode."""

    part: Part = "validation"
    most: int = MOST_SAMPLES

    def compute(self, scene: Scene) -> Confusion:
        """Count the pairs of true and predicted class."""
        said, true, _, classes = _answers(scene, self.part, self.most)
        count = len(classes)
        counts = np.bincount(true.ravel() * count + said.ravel(), minlength=count * count)
        total = len(next(iter(scene.part(self.part).values())))
        return Confusion(counts.reshape(count, count), classes, total)


@dataclass(frozen=True, eq=False)
class Cases:
    """Single samples with what was said about them.

    Attributes
    ----------
    inputs
        What the network saw, in the units of the data, samples first.
    true, said
        Classes.
    confidence
        Probability of what was said; where the loss knows none, its score.
    probable
        Whether `confidence` is a probability.
    index
        Which samples of the source these are.
    found, counted
        Samples that fit the question, of which these are the first; samples looked at.
    """

    inputs: Array
    true: Array
    said: Array
    confidence: Array
    probable: bool
    index: Array
    found: int
    counted: int


@dataclass(frozen=True)
class CasesOf(View):
    """Samples by what was said about them, the most confident first.

    Attributes
    ----------
    part
        Whose samples.
    count
        How many at most.
    mistakes
        Whether those alone where another class was said than the true one.
    true, said
        Only samples of this true class, and about which this was said; None for any.
    """

    part: Part = "validation"
    count: int = 24
    mistakes: bool = True
    true: int | None = None
    said: int | None = None
    most: int = MOST_SAMPLES

    def compute(self, scene: Scene) -> Cases:
        """Sort by confidence."""
        said, true, confidence, _ = _answers(scene, self.part, self.most)
        if said.ndim > 1:
            raise GuinetError("Each sample has several answers here.")
        fits = said != true if self.mistakes else np.ones(len(said), bool)
        if self.true is not None:
            fits = fits & (true == self.true)
        if self.said is not None:
            fits = fits & (said == self.said)
        places = np.flatnonzero(fits)
        order = places[np.argsort(-confidence[places], kind="stable")][: self.count]
        path, _ = scene.input_field()
        inputs = scene.outputs(self.part, [path], self.most)[path][order]
        index = (
            scene.data.train_index
            if scene.part(self.part) is scene.data.train
            else scene.data.validation_index
        )
        judged = scene.first_judged()
        one = scene.outputs(self.part, [judged.prediction], self.most)[judged.prediction][:1]
        return Cases(
            scene.original(path, inputs),
            true[order],
            said[order],
            confidence[order],
            judged.probabilities(one) is not None,
            index[order],
            len(places),
            len(said),
        )


def _answers(scene: Scene, part: Part, most: int) -> tuple[Array, Array, Array, tuple[str, ...]]:
    """Return what was said, what is true, the confidence in what was said, and the classes."""
    judged = scene.first_judged()
    classes = judged.classes
    if not classes:
        raise GuinetError("This network does not choose one of several classes.")
    found = scene.outputs(part, [judged.prediction, judged.target], most)
    if len(found) < 2:
        raise GuinetError("The prediction cannot be computed yet.")
    prediction, target = found[judged.prediction], found[judged.target]
    said, true = judged.answers(prediction), judged.truths(target)
    shares = judged.probabilities(prediction)
    if shares is None:
        scores = prediction.reshape(len(prediction), -1) if judged.is_single else prediction
        confidence = np.abs(scores[:, 0]) if judged.is_single else scores.max(axis=-1)
    else:
        confidence = shares.max(axis=-1)
    return said, true, confidence, classes
