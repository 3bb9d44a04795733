"""Arrays seen in another shape, as matrices for products."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array

__all__ = ["as_matrix", "in_shape"]


def in_shape(array: Array, shape: tuple[int, ...]) -> Array:
    """Return a view of an array in another shape.

    A plan calls with the same arrays again and again, so a copy made while it is laid out
    would never see the data.

    Raises
    ------
    AssertionError
        If it would be a copy.
    """
    view: Array = array.reshape(shape)
    if not np.shares_memory(view, array):
        raise AssertionError(f"an array of shape {array.shape} is none of {shape} as it lies")
    return view


def as_matrix(array: Array, rows: int) -> Array:
    """Return a view of a contiguous array as a matrix of so many rows; see `in_shape`."""
    return in_shape(array, (rows, -1))
