"""What a layer makes of one sample: maps of images, courses of sequences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from guinet.core.errors import GuinetError
from guinet.core.types import Array
from guinet.lens.view import View

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
    """An output of a node for one sample of the scene's batch, in evaluation mode.

    Channels of an image are maps; a sequence (T, D) is a single map of D rows and T columns;
    plain features are a map of one row.

    Attributes
    ----------
    name
        Of the output, as for `Network.output`.
    sample
        Its place in the batch, counted round.
    most
        Maps.
    """

    name: str
    sample: int = 0
    most: int = 8

    def compute(self, scene: Scene) -> FeatureMaps:
        """Evaluate the batch; all views of it share one pass."""
        outputs = scene.batch_outputs(self.name)
        if not len(outputs) or outputs.ndim < 2:
            raise GuinetError(f"{self.name} has no value for each sample.")
        values = outputs[self.sample % len(outputs)]
        if values.ndim == 1:
            maps = values[None, None, :]
        elif values.ndim == 2:
            maps = values.T[None]
        else:
            maps = values.reshape(-1, *values.shape[-2:])
        return FeatureMaps(np.array(maps[: self.most]), len(maps))
