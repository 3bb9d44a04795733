"""One sample as the network sees it, and what it says about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from guinet.core.errors import GuinetError
from guinet.core.spec import label_field
from guinet.core.types import Array
from guinet.lens.view import FIRST, Part, SampleAt, View

if TYPE_CHECKING:
    from guinet.lens.scene import Scene

__all__ = [
    "BatchOf",
    "PartSizes",
    "PartSizesOf",
    "SampleOf",
    "SampleShares",
    "SharesOf",
    "ShownBatch",
    "ShownSample",
]


@dataclass(frozen=True, eq=False)
class ShownSample:
    """A sample of the data.

    Attributes
    ----------
    values
        As the source hands it on.
    part, place, count
        The part it is of, its place there, from 0, and how many samples that part has.
    index
        Which sample of the source it is, from 0.
    """

    values: Array
    part: Part
    place: int
    count: int
    index: int


@dataclass(frozen=True)
class SampleOf(View):
    """What a source gives for one sample."""

    path: str
    sample: SampleAt = FIRST

    def compute(self, scene: Scene) -> ShownSample:
        """Read it off."""
        values = scene.sample_outputs(self.sample, self.path)[0]
        part, place = scene.sample(self.sample)
        index = scene.index(part)
        return ShownSample(np.array(values), part, place, len(index), int(index[place]))


@dataclass(frozen=True)
class PartSizes:
    """How many samples the training part has, and the validation part."""

    train: int
    validation: int


@dataclass(frozen=True)
class PartSizesOf(View):
    """Among how many samples one can choose."""

    def compute(self, scene: Scene) -> PartSizes:
        """Count them."""
        return PartSizes(len(scene.data.train_index), len(scene.data.validation_index))


@dataclass(frozen=True, eq=False)
class ShownBatch:
    """All samples of the scene's batch; ``labels`` are their classes, or None."""

    values: Array
    labels: Array | None


@dataclass(frozen=True)
class BatchOf(View):
    """What a source gives for the whole batch."""

    path: str

    def compute(self, scene: Scene) -> ShownBatch:
        """Read it off."""
        field = label_field(scene.data.fields)
        labels = None if field is None else scene.samples[field]
        return ShownBatch(scene.batch_outputs(self.path), labels)


@dataclass(frozen=True, eq=False)
class SampleShares:
    """Probabilities of the classes for one sample, and the class that is right.

    Attributes
    ----------
    shares
        One for each class.
    right
        The place of the right class.
    names
        Of the classes.
    """

    shares: Array
    right: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class SharesOf(View):
    """What a classifier says about one sample, at the loss of some path."""

    path: str
    sample: SampleAt = FIRST

    def compute(self, scene: Scene) -> SampleShares:
        """Evaluate, and turn scores into probabilities as the loss does."""
        judged = next((one for one in scene.judged if one.path == self.path), None)
        if judged is None or not judged.classes or len(judged.prediction_spec.shape) > 1:
            raise GuinetError("This loss does not choose one class for each sample.")
        prediction = scene.sample_outputs(self.sample, judged.prediction)
        target = scene.sample_outputs(self.sample, judged.target)
        shares = judged.probabilities(prediction)
        if shares is None:
            raise GuinetError("This loss knows no probabilities.")
        right = int(judged.truths(target)[0])
        return SampleShares(np.array(shares[0]), right, judged.classes)
