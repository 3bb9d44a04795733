"""What a layer makes of one sample: maps of images, courses of sequences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from guinet.core.types import Array
from guinet.lens.view import FIRST, SampleAt, View

if TYPE_CHECKING:
    from guinet.lens.scene import Scene

__all__ = ["FeatureMaps", "FeatureMapsOf"]


@dataclass(frozen=True, eq=False)
class FeatureMaps:
    """Pictures of one sample.

    Attributes
    ----------
    maps
        (maps, height, width).
    count
        Maps of the layer; these may be fewer.
    """

    maps: Array
    count: int


@dataclass(frozen=True)
class FeatureMapsOf(View):
    """An output of a node for one sample, in evaluation mode.

    Channels of an image are maps; a sequence (T, D) is a single map of D rows and T columns;
    plain features are a map of one row.

    Attributes
    ----------
    name
        Of the output, as for `Network.output`.
    sample
        Which one.
    most
        Maps.
    """

    name: str
    sample: SampleAt = FIRST
    most: int = 8

    @property
    def node(self) -> str:
        """The node of the output."""
        return self.name.partition(":")[0]

    def compute(self, scene: Scene) -> FeatureMaps:
        """Evaluate the sample; all views of it share one pass."""
        values = scene.sample_outputs(self.sample, self.name)[0]
        if values.ndim == 1:
            maps = values[None, None, :]
        elif values.ndim == 2:
            maps = values.T[None]
        else:
            maps = values.reshape(-1, *values.shape[-2:])
        return FeatureMaps(np.array(maps[: self.most]), len(maps))
