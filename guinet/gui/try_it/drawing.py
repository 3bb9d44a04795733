"""From strokes to the pixels that a network was trained on."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array

__all__ = ["pixels_of"]

_SMALL_UP_TO = 16
"""Images up to this size are filled by their figure, as scikit-learn's digits are."""

_BOX = 20 / 28
"""In larger ones the figure stands in a box of this part, centred by its mass, as in MNIST."""


def pixels_of(drawing: Array, height: int, width: int) -> Array:
    """Return a drawing brought to the size of an image, (height, width) from 0 to 1.

    The figure is cut out, scaled with its proportions kept, and set into the middle: by its
    extent in small images, by its centre of mass in larger ones. LeCun et al. (1998),
    Gradient-Based Learning Applied to Document Recognition, for the latter.

    Parameters
    ----------
    drawing
        (S, S) coverage from 0 to 1; all 0 gives an empty image.
    """
    image = np.zeros((height, width))
    rows, columns = (
        np.flatnonzero(drawing.max(axis=1) > 0.05),
        np.flatnonzero(drawing.max(axis=0) > 0.05),
    )
    if not len(rows) or not len(columns):
        return image
    figure = drawing[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    small = max(height, width) <= _SMALL_UP_TO
    room_h, room_w = (height, width) if small else (height * _BOX, width * _BOX)
    scale = min(room_h / figure.shape[0], room_w / figure.shape[1])
    size = figure.shape[0] * scale, figure.shape[1] * scale
    top, left = (height - size[0]) / 2, (width - size[1]) / 2
    if not small:
        top, left = _by_mass(figure, scale, height, width, size)
    return np.clip(_placed(figure, scale, top, left, height, width), 0.0, 1.0)


def _by_mass(
    figure: Array, scale: float, height: int, width: int, size: tuple[float, float]
) -> tuple[float, float]:
    """Return where a figure stands with its centre of mass in the middle, as far as it fits."""
    whole = figure.sum()
    row = float((figure.sum(axis=1) * (np.arange(figure.shape[0]) + 0.5)).sum() / whole) * scale
    column = float((figure.sum(axis=0) * (np.arange(figure.shape[1]) + 0.5)).sum() / whole) * scale
    top = min(max(height / 2 - row, 0.0), height - size[0])
    left = min(max(width / 2 - column, 0.0), width - size[1])
    return top, left


def _placed(figure: Array, scale: float, top: float, left: float, height: int, width: int) -> Array:
    """Return the mean coverage of each pixel by a scaled figure."""
    down = _shares(figure.shape[0], scale, top, height)
    across = _shares(figure.shape[1], scale, left, width)
    placed: Array = down @ figure @ across.T
    return placed


def _shares(count: int, scale: float, start: float, pixels: int) -> Array:
    """Return which part of each pixel a row of the scaled figure covers, (pixels, count)."""
    begin = start + np.arange(count) * scale
    end = begin + scale
    first = np.arange(pixels)[:, None]
    overlap: Array = np.clip(np.minimum(end, first + 1) - np.maximum(begin, first), 0.0, None)
    return overlap
