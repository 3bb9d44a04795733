"""How a window slides: where it stops, what it sees there, and the way back.

Images are (N, C, H, W), and one `Slide` says for each of the two axes how the window moves
along it; a sequence is an image of one row. Cutting the windows out and adding them together
again are adjoint to each other, so each is the backward pass of the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import as_strided

from guinet.core.types import Array

__all__ = ["Slide", "Slides", "fold", "image_slides", "unfold"]


@dataclass(frozen=True)
class Slide:
    """A window that slides along one axis.

    Attributes
    ----------
    size
        Length of the axis.
    kernel
        Number of values that the window sees at once.
    stride
        Distance from one stop to the next.
    dilation
        Distance between neighbours within the window.
    before
        Number of zeros in front of the axis, where the first window begins.
    count
        Number of stops. What the last window sees beyond the end are zeros as well.
    """

    size: int
    kernel: int
    stride: int
    dilation: int
    before: int
    count: int

    @classmethod
    def padded(
        cls, size: int, kernel: int, stride: int, dilation: int, padding: int, ceil: bool = False
    ) -> Slide:
        """Return the slide with equal padding at both ends; ``count`` < 1: it does not fit.

        Parameters
        ----------
        ceil
            Whether a last window may reach beyond the padding; it begins before the padding
            at the end, as in PyTorch.
        """
        free = size + 2 * padding - (dilation * (kernel - 1) + 1)
        count = free // stride + 1
        if ceil and free >= 0:
            count = -(-free // stride) + 1
            if (count - 1) * stride >= size + padding:
                count -= 1
        return cls(size, kernel, stride, dilation, padding, count)

    @classmethod
    def same(cls, size: int, kernel: int, dilation: int) -> Slide:
        """Return the slide that stops once per value; of odd padding the rest goes to the end."""
        return cls(size, kernel, 1, dilation, dilation * (kernel - 1) // 2, size)

    @property
    def span(self) -> int:
        """Length from the first to the last value that one window sees."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def after(self) -> int:
        """Number of zeros behind the axis that the last window needs."""
        return max(0, (self.count - 1) * self.stride + self.span - self.before - self.size)

    @property
    def whole(self) -> int:
        """Length of the axis with its zeros."""
        return self.before + self.size + self.after

    def taps(self) -> Array:
        """Return the places that each window sees, (count, kernel); padding lies outside."""
        stops = np.arange(self.count) * self.stride - self.before
        places: Array = stops[:, None] + np.arange(self.kernel) * self.dilation
        return places

    def inside(self, margin: int = 0) -> Array:
        """Say which of the `taps` lie on the axis, or no more than ``margin`` beyond its ends."""
        taps = self.taps()
        within: Array = (taps >= -margin) & (taps < self.size + margin)
        return within


Slides = tuple[Slide, Slide]
"""Along the rows, and along the columns, of an image."""


def image_slides(slides: Sequence[Slide]) -> Slides:
    """Return the slides along rows and columns; a sequence is an image of one row."""
    rows = Slide.padded(1, 1, 1, 1, 0) if len(slides) == 1 else slides[0]
    return rows, slides[-1]


def unfold(x: Array, slides: Slides) -> Array:
    """Return what the windows see, (N, C, kernel rows, kernel columns, rows, columns).

    It is a view into the padded image: nothing is copied per window.
    """
    rows, columns = slides
    zeros = ((0, 0), (0, 0), (rows.before, rows.after), (columns.before, columns.after))
    padded = np.pad(x, zeros) if any(map(any, zeros)) else x
    sample, channel, row, column = padded.strides
    return as_strided(
        padded,
        (*x.shape[:2], rows.kernel, columns.kernel, rows.count, columns.count),
        (
            sample,
            channel,
            row * rows.dilation,
            column * columns.dilation,
            row * rows.stride,
            column * columns.stride,
        ),
        writeable=False,
    )


def fold(windows: Array, slides: Slides) -> Array:
    """Return the image (N, C, H, W) in which every window is added where `unfold` saw it."""
    rows, columns = slides
    whole = np.zeros((*windows.shape[:2], rows.whole, columns.whole), windows.dtype)
    for i in range(rows.kernel):
        for j in range(columns.kernel):
            whole[:, :, _stops(rows, i), _stops(columns, j)] += windows[:, :, i, j]
    return whole[
        :, :, rows.before : rows.before + rows.size, columns.before : columns.before + columns.size
    ]


def _stops(slide: Slide, place: int) -> slice:
    first = place * slide.dilation
    return slice(first, first + (slide.count - 1) * slide.stride + 1, slide.stride)
