"""Arrays seen in another shape, as matrices for products."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.tape import Tape

__all__ = ["as_matrix", "as_row", "copy_turned", "in_shape"]

_WAY = 4096
"""Bytes after which addresses fall into the same places of the first cache."""


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


def as_row(array: Array) -> Array:
    """Return a view of a contiguous array as one row; see `in_shape`."""
    return in_shape(array, (-1,))


def copy_turned(tape: Tape, into: Array, values: Array) -> None:
    """Take down a copy in which the last axis of the values is the outermost in memory.

    It reads across their rows. If these are a multiple of 4096 bytes long, they fall into the
    same places of the first cache, which has eight for each: then eight rows go at a time.
    """
    width = values.shape[-1]
    step = width if values.strides[-1] % _WAY else 8
    for first in range(0, width, step):
        some = slice(first, first + step)
        tape(np.copyto, into[..., some], values[..., some])
