"""What one value of a window sees while the window slides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from guinet.core.spatial.windows import Slide, Slides

__all__ = ["Tap", "are_few", "lie_apart", "taps"]

_FEW = 64
"""Values of a window that are worth a call each."""


@dataclass(frozen=True)
class Tap:
    """One of the values of a window, for all windows where it lies on the image.

    Attributes
    ----------
    number
        Which it is, counted row by row.
    stops
        Which windows, along rows and columns.
    places
        What it sees there.
    """

    number: int
    stops: tuple[slice, slice]
    places: tuple[slice, slice]


def taps(slides: Slides) -> Iterator[Tap]:
    """Yield the values of a window, row by row, those that ever lie on the image."""
    rows, columns = slides
    for number, (i, j) in enumerate(np.ndindex(rows.kernel, columns.kernel)):
        down, across = _along(rows, i), _along(columns, j)
        if down is not None and across is not None:
            yield Tap(number, (down[0], across[0]), (down[1], across[1]))


def are_few(slides: Slides) -> bool:
    """Whether the window is small enough to go through it value by value."""
    rows, columns = slides
    return rows.kernel * columns.kernel <= _FEW


def lie_apart(slides: Slides) -> bool:
    """Whether no two windows see the same place."""
    return all(slide.stride >= slide.span for slide in slides)


def _along(slide: Slide, tap: int) -> tuple[slice, slice] | None:
    """Return which windows see what along one axis, or None if none sees anything."""
    offset = tap * slide.dilation - slide.before
    first = max(0, -(offset // slide.stride))
    last = min(slide.count - 1, (slide.size - 1 - offset) // slide.stride)
    if first > last:
        return None
    begin = first * slide.stride + offset
    end = last * slide.stride + offset + 1
    return slice(first, last + 1), slice(begin, end, slide.stride)
