"""Averages and interpolation as matrices: one for the rows of an image, one for its columns.

Whatever makes each new value a fixed mixture of old ones, axis by axis, is y = R x Cᵀ. Its way
back is the same with both matrices transposed.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from guinet.core.forms import OnnxForm, OnnxNode
from guinet.core.types import Array

__all__ = ["as_onnx", "interpolation", "mixture", "resample"]


def resample(x: Array, rows: Array, columns: Array) -> tuple[Array, Callable[[Array], Array]]:
    """Return R x Cᵀ for images (N, C, H, W), and the way back from its gradient to that of x."""
    rows, columns = rows.astype(x.dtype), columns.astype(x.dtype)

    def backward(dy: Array) -> Array:
        dx: Array = rows.T @ (dy @ columns)
        return dx

    return rows @ (x @ columns.T), backward


def as_onnx(rows: Array, columns: Array) -> OnnxForm:
    """Return R x Cᵀ as two MatMul."""
    nodes = (
        OnnxNode("MatMul", ("rows", "x"), ("high",)),
        OnnxNode("MatMul", ("high", "columns"), ("y",)),
    )
    constants = {"rows": rows, "columns": columns.T}
    return OnnxForm(nodes, {k: matrix.astype(np.float32) for k, matrix in constants.items()})


def mixture(places: Array, weights: Array, size: int) -> Array:
    """Return the matrix (windows, size) that takes ``weights`` of the values at ``places``.

    Parameters
    ----------
    places, weights
        Of each window, (windows, places); a place beyond the axis takes nothing.
    """
    every: Array = (places[..., None] == np.arange(size)) * weights[..., None]
    matrix: Array = every.sum(axis=1)
    return matrix


def interpolation(places: Array, size: int) -> Array:
    """Return the matrix (places, size) that reads between two neighbours, in linear proportion.

    Parameters
    ----------
    places
        Where to read, from 0 for the first value; beyond the last one, that is read.
    """
    below = np.floor(places)
    share = places - below
    neighbours = np.stack([below, np.minimum(below + 1, size - 1)], axis=1)
    return mixture(neighbours, np.stack([1 - share, share], axis=1), size)
