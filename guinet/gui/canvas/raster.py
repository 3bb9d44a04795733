"""Which pixels fine lines cover, computed for many at once.

A pixel depends on the line alone: not on where a picture of it begins or ends, as it does where
a painter cuts lines at a border.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from guinet.core.types import Array
from guinet.gui.canvas.curves import bernstein
from guinet.gui.canvas.whole_pixels import before

__all__ = ["broadened", "length_of", "pixels_of", "pixels_within"]

_LONGEST_PIECE_PX = 4096.0


def pixels_of(ways: Sequence[Array]) -> list[Array]:
    """Return the pixels that lines one pixel wide go through.

    Parameters
    ----------
    ways
        (K, 4, 2) cubic pieces each, see `curves`, in pixels.

    Returns
    -------
    pixels
        (P, 2) whole numbers each, column and row, in the order of the line. Each pixel touches
        the next at a side or a corner, and none could be left out.
    """
    if not len(ways):
        return []
    counts = np.array([len(way) for way in ways])
    pieces = np.concatenate(ways)
    # A cubic is nowhere faster than three times the longest leg of its control points, so that
    # no step leads farther than to a neighbouring pixel.
    legs = np.abs(np.diff(pieces, axis=1)).max(axis=(1, 2))
    steps = np.maximum(1, np.ceil(3.0 * legs)).astype(np.int64)
    of, number = _counted(steps + 1)
    pixels = before(_points(pieces, of, number / steps[of])).astype(np.int32)
    owners = np.repeat(np.arange(len(ways)), counts)[of]
    for needed in (_first_of_each, _no_corner):
        kept = needed(pixels, owners)
        pixels, owners = pixels[kept], owners[kept]
    return np.split(pixels, np.searchsorted(owners, np.arange(1, len(ways))))


def length_of(way: Array) -> float:
    """Return what no line of cubic pieces, (K, 4, 2), is longer than."""
    return float(np.abs(np.diff(way, axis=1)).sum())


def pixels_within(way: Array, box: tuple[float, float, float, float]) -> Array:
    """Return the pixels of one line that may lie within a box, however long the line is.

    It is cut at the same places whatever the box is, so that the pixels are the same.

    Parameters
    ----------
    way
        (K, 4, 2) cubic pieces, in pixels.
    box
        Left, top, right and bottom.
    """
    pieces = way
    while True:
        low, high = pieces.min(axis=1), pieces.max(axis=1)
        meets = (low <= box[2:]).all(axis=1) & (high >= box[:2]).all(axis=1)
        pieces = pieces[meets]
        long = np.abs(np.diff(pieces, axis=1)).sum(axis=(1, 2)) > _LONGEST_PIECE_PX
        if not long.any():
            break
        halved = _halves(pieces[long])
        pieces = np.insert(pieces[~long], np.cumsum(~long)[long].repeat(2), halved, axis=0)
    return np.concatenate([np.empty((0, 2), np.int32), *pixels_of(list(pieces[:, None]))])


def _halves(pieces: Array) -> Array:
    """Return both halves of each cubic, one after the other; de Casteljau's construction."""
    first = (pieces[:, :-1] + pieces[:, 1:]) / 2
    second = (first[:, :-1] + first[:, 1:]) / 2
    middle = (second[:, 0] + second[:, 1]) / 2
    left = np.stack([pieces[:, 0], first[:, 0], second[:, 0], middle], axis=1)
    right = np.stack([middle, second[:, 1], first[:, 2], pieces[:, 3]], axis=1)
    return np.stack([left, right], axis=1).reshape(-1, 4, 2)


def broadened(pixels: Array, widths: Array) -> tuple[Array, Array]:
    """Return what brushes cover that are led over pixels.

    Parameters
    ----------
    pixels
        (P, 2) columns and rows.
    widths
        (P,) the sides of the square brushes, whole numbers from 1.

    Returns
    -------
    covered
        (C, 2) columns and rows, in the order of the pixels.
    of
        (C,) the pixel that the brush was on.
    """
    of, place = _counted(widths * widths)
    sides = widths[of]
    offsets = np.stack([place % sides, place // sides], axis=1) - ((sides - 1) // 2)[:, None]
    return pixels[of] + offsets, of


def _points(pieces: Array, of: Array, t: Array) -> Array:
    """Return a point on the cubic that each belongs to."""
    return np.asarray(np.einsum("kp,pkc->pc", bernstein(t), pieces[of]))


def _counted(counts: Array) -> tuple[Array, Array]:
    """Return for so many of each whose each is, and which of that one's, from 0 on."""
    of = np.repeat(np.arange(len(counts)), counts)
    return of, np.arange(len(of)) - (np.cumsum(counts) - counts)[of]


def _first_of_each(pixels: Array, owners: Array) -> Array:
    """Return where a line comes to another pixel."""
    kept = np.ones(len(pixels), dtype=bool)
    kept[1:] = (np.diff(pixels, axis=0) != 0).any(axis=1) | (np.diff(owners) != 0)
    return kept


def _no_corner(pixels: Array, owners: Array) -> Array:
    """Return what is left where the pixels before and after one touch each other without it.

    Of several such pixels in a row, every other one has to stay.
    """
    corner = np.zeros(len(pixels), dtype=bool)
    skipped = np.abs(pixels[2:] - pixels[:-2])
    corner[1:-1] = (skipped == 1).all(axis=1) & (owners[2:] == owners[:-2])
    number = np.arange(len(pixels))
    last_kept = np.maximum.accumulate(np.where(corner, -1, number))
    return np.asarray(~corner | ((number - last_kept) % 2 == 0))
