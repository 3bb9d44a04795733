"""What one value of a window sees while the window slides."""

from __future__ import annotations

from collections.abc import Iterator

from guinet.core.spatial.windows import Slide, Slides

__all__ = ["Places", "taps"]

Places = tuple[slice, slice]
"""Along rows and columns."""


def taps(slides: Slides) -> Iterator[tuple[int, Places, Places]]:
    """Yield for each value of a window, row by row, where it stops and what it sees there.

    Returns
    -------
    number
        Of the value in the window.
    stops
        The windows for which it lies on the image; none are left out of the middle.
    places
        What it sees there.
    """
    rows, columns = slides
    for i in range(rows.kernel):
        for j in range(columns.kernel):
            down, across = _tap(rows, i), _tap(columns, j)
            if down is not None and across is not None:
                yield i * columns.kernel + j, (down[0], across[0]), (down[1], across[1])


def _tap(slide: Slide, tap: int) -> tuple[slice, slice] | None:
    offset = tap * slide.dilation - slide.before
    first = max(0, -(offset // slide.stride))
    last = min(slide.count - 1, (slide.size - 1 - offset) // slide.stride)
    if first > last:
        return None
    begin = first * slide.stride + offset
    end = last * slide.stride + offset + 1
    return slice(first, last + 1), slice(begin, end, slide.stride)
