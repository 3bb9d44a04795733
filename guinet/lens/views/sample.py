"""One sample as the network sees it, and what it says about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from guinet.core.errors import GuinetError
from guinet.core.spec import label_field
from guinet.core.types import Array
from guinet.lens.view import View

if TYPE_CHECKING:
    from guinet.lens.scene import Scene

__all__ = ["BatchOf", "SampleOf", "SampleShares", "SharesOf", "ShownBatch", "ShownSample"]


@dataclass(frozen=True, eq=False)
class ShownSample:
    """A sample of the scene's batch.

    Attributes
    ----------
    values
        As the source hands it on.
    place, count
        Its place in the batch, from 0; samples in the batch.
    """

    values: Array
    place: int
    count: int


@dataclass(frozen=True)
class SampleOf(View):
    """What a source gives for one sample of the batch."""

    path: str
    sample: int = 0

    def compute(self, scene: Scene) -> ShownSample:
        """Read it off."""
        values = scene.batch_outputs(self.path)
        place = self.sample % len(values)
        return ShownSample(np.array(values[place]), place, len(values))


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
    """What a classifier says about one sample of the batch, at the loss of some path."""

    path: str
    sample: int = 0

    def compute(self, scene: Scene) -> SampleShares:
        """Evaluate, and turn scores into probabilities as the loss does."""
        judged = next((one for one in scene.judged if one.path == self.path), None)
        if judged is None or not judged.classes or len(judged.prediction_spec.shape) > 1:
            raise GuinetError("This loss does not choose one class for each sample.")
        prediction = scene.batch_outputs(judged.prediction)
        target = scene.batch_outputs(judged.target)
        shares = judged.probabilities(prediction)
        if shares is None:
            raise GuinetError("This loss knows no probabilities.")
        place = self.sample % len(shares)
        right = int(judged.truths(target)[place])
        return SampleShares(np.array(shares[place]), right, judged.classes)
