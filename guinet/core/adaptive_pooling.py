"""The base of poolings whose output has a given size, whatever the size of the input."""

from __future__ import annotations

import numpy as np

from guinet.core.category import Category
from guinet.core.spatial import Spatial
from guinet.core.spec import Specs
from guinet.core.tuple_fields import SizesField
from guinet.core.types import Array

__all__ = ["AdaptivePooling", "parts"]


class AdaptivePooling(Spatial):
    """Base of AdaptiveAvgPool2d and AdaptiveMaxPool2d."""

    category = Category.DOWN_SAMPLING

    output_size = SizesField(
        1, count=2, minimum=1, unit="pixels", doc="Height and width of the output."
    )

    def infer(self, inputs: Specs) -> Specs:
        """Replace height and width; the range stays."""
        (x,) = inputs
        channels, _ = self.read(x)
        return (x.reshaped(self.shaped(channels, self.output_size)),)

    def uniform(self, sizes: tuple[int, ...]) -> bool:
        """Say whether all parts are of one size and do not overlap."""
        return not any(size % count for size, count in zip(sizes, self.output_size, strict=True))


def parts(size: int, count: int) -> tuple[Array, Array]:
    """Return the places of each part of an axis, and which of them belong to it.

    Part i goes from ⌊i size / count⌋ to before ⌈(i + 1) size / count⌉, as in PyTorch; where
    ``count`` does not divide the size, neighbours overlap.

    Returns
    -------
    places, inside
        (count, length of the longest part); a shorter part has places that are not its own.
    """
    numbers = np.arange(count)
    begins = numbers * size // count
    ends = -(-(numbers + 1) * size // count)
    places = begins[:, None] + np.arange((ends - begins).max())
    return places, places < ends[:, None]
