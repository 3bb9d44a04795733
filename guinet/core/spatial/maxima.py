"""Maxima within windows, and the way back to where they were found."""

from __future__ import annotations

import math

import numpy as np

from guinet.core.spatial.windows import Slide
from guinet.core.types import Array

__all__ = ["maxima", "seen_places", "to_places"]


def seen_places(slide: Slide) -> Array:
    """Return the places that each window sees, (count, kernel), all on the axis.

    In place of padding a window sees its own first or last place once more, which changes neither
    its maximum nor which of equal values comes first.
    """
    taps, inside = slide.taps(), slide.inside()
    first = np.where(inside, taps, slide.size).min(axis=1, keepdims=True)
    last = np.where(inside, taps, -1).max(axis=1, keepdims=True)
    return np.clip(taps, first, last)


def maxima(x: Array, rows: Array, columns: Array) -> tuple[Array, Array]:
    """Return the largest value in each window of images, and its place within its channel.

    Parameters
    ----------
    x
        Images (N, C, H, W).
    rows, columns
        The rows and the columns that each window sees, (windows, places).

    Returns
    -------
    largest
        (N, C, windows along the rows, windows along the columns); the first of equal values, row
        by row.
    places
        Of the same shape: where each was found in the flattened ``x``.
    """
    count, channels, height, width = x.shape
    down, across = rows[:, None, :, None], columns[None, :, None, :]
    stops, seen = (len(rows), len(columns)), rows.shape[1] * columns.shape[1]
    which = x[:, :, down, across].reshape(count, channels, *stops, seen).argmax(axis=-1)
    # From the place within the window to that within the image, and within the batch.
    begins = np.arange(stops[0] * stops[1]).reshape(stops) * seen
    images = np.arange(count * channels).reshape(count, channels, 1, 1) * (height * width)
    places = np.take(down * width + across, which + begins) + images
    return np.take(x, places), places


def to_places(values: Array, places: Array, shape: tuple[int, ...]) -> Array:
    """Return an array of zeros to which each value is added at its place in the flattened one."""
    total = np.bincount(places.ravel(), values.ravel(), math.prod(shape))
    return total.reshape(shape).astype(values.dtype)
