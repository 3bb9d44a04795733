"""What is slid over what."""

from __future__ import annotations

import math
from dataclasses import dataclass

from numpy.lib.stride_tricks import as_strided

from guinet.core.spatial.windows import Slides
from guinet.core.types import Array

__all__ = ["SlidingProblem", "border_of"]


@dataclass(frozen=True)
class SlidingProblem:
    """Kernels and the image that they slide over.

    Attributes
    ----------
    image
        (rows, columns, C, N) with the zeros around it that the windows see; it begins where the
        first window begins. A column is contiguous.
    weight
        (groups, O / groups, C / groups, kH, kW), with any strides.
    slides
        How the window moves along rows and columns.
    """

    image: Array
    weight: Array
    slides: Slides

    @classmethod
    def over(cls, storage: Array, border: int, weight: Array, slides: Slides) -> SlidingProblem:
        """Return the problem on an image that has so many zeros around it."""
        rows, columns = slides
        return cls(storage[border - rows.before :, border - columns.before :], weight, slides)

    @property
    def groups(self) -> int:
        """Parts into which the channels are divided."""
        return int(self.weight.shape[0])

    @property
    def count(self) -> int:
        """Samples."""
        return int(self.image.shape[3])

    @property
    def seen(self) -> int:
        """Numbers that a window sees in its group."""
        return math.prod(self.weight.shape[2:])

    @property
    def out_channels(self) -> int:
        """Channels of the result."""
        return int(self.weight.shape[0] * self.weight.shape[1])

    @property
    def steps_by_one(self) -> bool:
        """Whether neither stride nor dilation spreads the windows."""
        return all(slide.stride == slide.dilation == 1 for slide in self.slides)

    def windows(self, start: int, end: int) -> Array:
        """Return what the windows of some rows see, a view.

        Its shape is (rows, groups, columns, kW, kH, C / groups, N).
        """
        rows, columns = self.slides
        row, column, channel, sample = self.image.strides
        part = self.weight.shape[2]
        return as_strided(
            self.image[start * rows.stride :],
            (
                end - start,
                self.groups,
                columns.count,
                columns.kernel,
                rows.kernel,
                part,
                self.count,
            ),
            (
                row * rows.stride,
                channel * part,
                column * columns.stride,
                column * columns.dilation,
                row * rows.dilation,
                channel,
                sample,
            ),
        )


def border_of(slides: Slides) -> int:
    """Return how many zeros around an image serve its windows."""
    return max(0, *(zeros for slide in slides for zeros in (slide.before, slide.after)))
