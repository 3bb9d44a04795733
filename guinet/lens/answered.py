"""What a classifier answered about the samples of a part, beside what is true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from guinet.core.errors import GuinetError
from guinet.core.types import Array
from guinet.graph.judged import Judged
from guinet.lens.diverged import refuse_nan

if TYPE_CHECKING:
    from guinet.lens.scene import Part, Scene

__all__ = ["MOST_SAMPLES", "Answered", "answered", "classifier", "known_scores"]

MOST_SAMPLES = 5000
"""Samples looked at; more would only take longer."""


@dataclass(frozen=True, eq=False)
class Answered:
    """The answers of the first loss, a row for each: several of one sample stand one by one.

    Attributes
    ----------
    said, true
        (A,) classes.
    scores
        (A, K): how strongly each class is named.
    probable
        Whether these are probabilities.
    classes
        Names of the classes.
    per_sample
        Answers about each sample.
    part
        Whose samples these are: the training part where no validation part is kept.
    total
        Samples of the part; those looked at may be fewer.
    """

    said: Array
    true: Array
    scores: Array
    probable: bool
    classes: tuple[str, ...]
    per_sample: int
    part: Part
    total: int


def classifier(scene: Scene) -> Judged:
    """Return what the first loss judges, where it chooses one of several classes.

    Raises
    ------
    GuinetError
        If it does not.
    """
    judged = scene.first_judged()
    if not judged.classes:
        raise GuinetError("This network does not choose one of several classes.")
    return judged


def known_scores(judged: Judged, prediction: Array) -> tuple[Array, bool]:
    """Return scores as `Judged.scores` does.

    Raises
    ------
    GuinetError
        If some are not numbers: the largest of those says nothing.
    """
    scores, probable = judged.scores(prediction)
    refuse_nan(scores)
    return scores, probable


def answered(scene: Scene, part: Part) -> Answered:
    """Answer, in evaluation mode, about the first samples of a part.

    Raises
    ------
    GuinetError
        If the network chooses no classes, or cannot be computed.
    """
    judged = classifier(scene)
    found = scene.outputs(part, [judged.prediction, judged.target], MOST_SAMPLES)
    if judged.prediction not in found or judged.target not in found:
        raise GuinetError("The prediction cannot be computed yet.")
    prediction = found[judged.prediction]
    scores, probable = known_scores(judged, prediction)
    said = judged.answers(prediction)
    return Answered(
        said.ravel(),
        judged.truths(found[judged.target]).ravel(),
        scores.reshape(said.size, -1),
        probable,
        judged.classes,
        said.size // len(said),
        scene.kept(part),
        len(scene.index(part)),
    )
