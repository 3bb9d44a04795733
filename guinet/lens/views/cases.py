"""Single samples with what a classifier says about them, the most confident first."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from guinet.core.errors import GuinetError
from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.lens.answered import answered
from guinet.lens.view import View

if TYPE_CHECKING:
    from guinet.lens.scene import Part, Scene

__all__ = ["Cases", "CasesOf"]

_SIDE, _NUMBERS, _FEWEST = 64, 200_000, 12
"""Of a picture, of all samples that are brought along together; samples in any case."""


@dataclass(frozen=True, eq=False)
class Cases:
    """Samples, each with an answer; of several answers about one sample each is a case.

    Attributes
    ----------
    inputs
        What the network saw, in the units of the data, samples first; of large pictures every
        so many pixels, for they are shown small.
    spec
        What these are.
    columns
        Names of their numbers, where the data have some.
    classes
        Names of the classes.
    true, said
        Classes.
    confidence
        Probability of what was said; where the loss knows none, its score.
    probable
        Whether `confidence` is a probability.
    index
        Which samples of the source these are.
    place
        Which of their part.
    position
        Which of the answers about its sample each is; None where there is one alone.
    found, counted
        Cases that fit the question, of which these are the first; cases looked at.
    part, total
        Whose samples: the training part where no validation part is kept; how many it has.
    """

    inputs: Array
    spec: FieldSpec
    columns: tuple[str, ...]
    classes: tuple[str, ...]
    true: Array
    said: Array
    confidence: Array
    probable: bool
    index: Array
    place: Array
    position: Array | None
    found: int
    counted: int
    part: Part
    total: int


@dataclass(frozen=True)
class CasesOf(View):
    """Samples by what was said about them, the most confident first.

    Attributes
    ----------
    part
        Whose samples.
    count
        How many at most; fewer where samples are large.
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

    def compute(self, scene: Scene) -> Cases:
        """Sort by confidence."""
        found = answered(scene, self.part)
        confidence = found.scores[np.arange(len(found.said)), found.said]
        fits = found.said != found.true if self.mistakes else np.ones(len(found.said), bool)
        for wanted, classes in ((self.true, found.true), (self.said, found.said)):
            if wanted is not None:
                fits &= classes == wanted
        places = np.flatnonzero(fits)
        field, spec = _most_numbers(scene)
        stride = max(1, math.ceil(max(spec.shape[1:]) / _SIDE)) if len(spec.shape) == 3 else 1
        count = min(self.count, max(_FEWEST, _NUMBERS * stride**2 // spec.size))
        chosen = places[np.argsort(-confidence[places], kind="stable")][:count]
        samples, positions = np.divmod(chosen, found.per_sample)
        inputs = scene.part(self.part)[field][samples]
        if stride > 1:
            inputs = inputs[..., ::stride, ::stride]
            spec = replace(spec, shape=inputs.shape[1:])
        return Cases(
            scene.data.scaler.inverse(field, inputs),
            spec,
            tuple(scene.data.columns.get(field, ())),
            found.classes,
            found.true[chosen],
            found.said[chosen],
            confidence[chosen],
            found.probable,
            scene.index(self.part)[samples],
            samples,
            positions if found.per_sample > 1 else None,
            len(places),
            len(found.said),
            found.part,
            found.total,
        )


def _most_numbers(scene: Scene) -> tuple[str, FieldSpec]:
    """Return the field that an `Input` reads; of several inputs the one with most numbers."""
    inputs = scene.inputs()
    if not inputs:
        raise GuinetError("No Input brings in data yet.")
    _, field, spec = max(inputs, key=lambda one: one.spec.size)
    return field, spec
