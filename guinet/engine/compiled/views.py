"""Arrays seen in another shape, as matrices for products."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array

__all__ = ["as_matrix", "as_row", "viewed"]


def viewed(array: Array, *shape: int) -> Array:
    """Return a view of an array in another shape.

    A plan calls with the same arrays again and again, so a copy made while it is laid out
    would never see the data. Kernels reshape what is not their own by this alone.

    Raises
    ------
    AssertionError
        If it would be a copy.
    """
    view: Array = array.reshape(shape)
    # A copy lies elsewhere, so that the bounds of both tell.
    if view.size and not np.may_share_memory(view, array):
        raise AssertionError(f"an array of shape {array.shape} is none of {shape} as it lies")
    return view


def as_matrix(array: Array, rows: int) -> Array:
    """Return a view of an array as a matrix of so many rows; see `viewed`."""
    return viewed(array, rows, -1)


def as_row(array: Array) -> Array:
    """Return a view of an array as one row; see `viewed`."""
    return viewed(array, -1)
