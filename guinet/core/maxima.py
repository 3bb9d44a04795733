"""Maxima within windows, and the way back to where they were found."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.core.windows import Slide

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
        Of the same shape: row · W + column.
    """
    across = rows[:, None, :, None], columns[None, :, None, :]
    windows = x[:, :, across[0], across[1]]
    values = windows.reshape(*windows.shape[:4], -1)
    seen = (across[0] * x.shape[3] + across[1]).reshape(values.shape[2:])
    which = values.argmax(axis=-1)[..., None]
    largest = np.take_along_axis(values, which, axis=-1)[..., 0]
    places = np.take_along_axis(seen[None, None], which, axis=-1)[..., 0]
    return largest, places


def to_places(values: Array, places: Array, sizes: tuple[int, int]) -> Array:
    """Return images (N, C, H, W) of zeros to which each value is added at its place."""
    count, channels = values.shape[:2]
    area = sizes[0] * sizes[1]
    begins = np.arange(count * channels).reshape(count, channels, 1, 1) * area
    total = np.bincount((places + begins).ravel(), values.ravel(), count * channels * area)
    return total.reshape(count, channels, *sizes).astype(values.dtype)
