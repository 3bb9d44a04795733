"""Arrays of any rank as pictures of cells: which number a cell shows, and what to call it."""

from __future__ import annotations

import math

import numpy as np

from guinet.core.types import Array

__all__ = ["as_matrix", "block_of", "cell_of", "index_of", "place_words", "shrink"]

_BROAD = 1.8
"""How many times as broad as high a mosaic is, if it can be."""


def as_matrix(values: Array) -> Array:
    """Return an array of any rank as rows and columns.

    A vector is one row. Filters (O, C, kH, kW) stand as a mosaic: the pictures of one output
    channel side by side, and those of several outputs in a row where that would else be a
    tower. Anything else keeps its first axis as rows.
    """
    array = np.asarray(values)
    if array.ndim < 2:
        return array.reshape(1, -1)
    if array.ndim == 4:
        outputs, inputs, height, width = array.shape
        beside = _filters_beside(array.shape)
        parts = array.reshape(outputs // beside, beside, inputs, height, width)
        rows, columns = outputs // beside * height, beside * inputs * width
        return parts.transpose(0, 3, 1, 2, 4).reshape(rows, columns)
    return array.reshape(array.shape[0], -1)


def _filters_beside(shape: tuple[int, ...]) -> int:
    """Return of how many outputs the filters stand in a row, so that the mosaic is broad."""
    outputs, inputs, height, width = shape
    if not min(shape):
        return 1
    divisors = [number for number in range(1, outputs + 1) if outputs % number == 0]
    return min(
        divisors,
        key=lambda n: abs(math.log(n * n * inputs * width / (outputs * height * _BROAD))),
    )


def block_of(shape: tuple[int, ...]) -> tuple[int, int] | None:
    """Return height and width of one filter in a mosaic; None for other arrays."""
    return (shape[2], shape[3]) if len(shape) == 4 else None


def index_of(shape: tuple[int, ...], row: int, column: int) -> tuple[int, ...]:
    """Return the index in an array of what `as_matrix` puts at a row and column."""
    if not shape:
        return ()
    if len(shape) == 1:
        return (column,)
    if len(shape) == 4:
        _, inputs, height, width = shape
        place, channel = divmod(column // width, inputs)
        output = row // height * _filters_beside(shape) + place
        return output, channel, row % height, column % width
    return row, *(int(place) for place in np.unravel_index(column, shape[1:]))


def cell_of(shape: tuple[int, ...], index: tuple[int, ...]) -> tuple[int, int]:
    """Return the row and column where `as_matrix` puts an index of an array."""
    if not shape:
        return 0, 0
    if len(shape) == 1:
        return 0, index[0]
    if len(shape) == 4:
        _, inputs, height, width = shape
        down, place = divmod(index[0], _filters_beside(shape))
        return down * height + index[2], (place * inputs + index[1]) * width + index[3]
    return index[0], int(np.ravel_multi_index(index[1:], shape[1:]))


def place_words(shape: tuple[int, ...], index: tuple[int, ...]) -> str:
    """Name a number of an array for people, who count from 1."""
    places = tuple(place + 1 for place in index)
    if not shape:
        return "the number"
    if len(shape) == 1:
        return f"element {places[0]}"
    if len(shape) == 2:
        return f"row {places[0]}, column {places[1]}"
    if len(shape) == 4:
        channel = f" channel {places[1]}," if shape[1] > 1 else ""
        return f"filter {places[0]},{channel} row {places[2]}, column {places[3]}"
    return f"place {', '.join(map(str, places))}"


def shrink(matrix: Array, rows: int, columns: int) -> Array:
    """Return a matrix of at most so many rows and columns.

    Each number stands for a block of the original: the one farthest from zero, so that a
    single large weight is never averaged away.
    """
    for axis, most in ((0, rows), (1, columns)):
        size = matrix.shape[axis]
        if size > most:
            starts = np.linspace(0, size, most, endpoint=False).astype(int)
            high = np.maximum.reduceat(matrix, starts, axis=axis)
            low = np.minimum.reduceat(matrix, starts, axis=axis)
            matrix = np.where(-low > high, low, high)
    return matrix
