"""Arrays seen as matrices, for products."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array

__all__ = ["as_matrix"]


def as_matrix(array: Array, rows: int) -> Array:
    """Return a view of a contiguous array as a matrix of so many rows.

    A plan calls with the same arrays again and again, so a copy made while it is laid out
    would never see the data.

    Raises
    ------
    AssertionError
        If it would be a copy.
    """
    matrix: Array = array.reshape(rows, -1)
    if not np.shares_memory(matrix, array):
        raise AssertionError(f"an array of shape {array.shape} is no matrix of {rows} rows")
    return matrix
