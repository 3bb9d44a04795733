"""From a batch as the data store it to what the graph computes with."""

from __future__ import annotations

import numpy as np
from numpy.typing import DTypeLike

from guinet.core.errors import DataError
from guinet.core.spec import FieldSpec, class_axis, shape_text
from guinet.core.types import Array

__all__ = ["binary", "integers", "numbers", "one_hot", "one_hot_index"]


def numbers(values: Array, spec: FieldSpec, dtype: DTypeLike, field: str) -> Array:
    """Return floats of the spec's shape.

    Parameters
    ----------
    values
        Batch of the field, samples first.
    spec
        The field's spec.
    dtype
        Floating-point type of the run.
    field
        Name of the field, for the message.

    Raises
    ------
    DataError
        If the values are not numbers or of another shape.
    """
    return _shaped(_numeric(values, field), spec.shape, field).astype(dtype, copy=False)


def integers(values: Array, spec: FieldSpec, field: str) -> Array:
    """Return whole numbers (int64) of the spec's shape and within its range.

    Raises
    ------
    DataError
        If the values are no whole numbers, of another shape, or out of range.
    """
    whole = _whole(_shaped(_numeric(values, field), spec.shape, field), field)
    _within(whole, spec.low, spec.high, field)
    return whole


def one_hot(values: Array, spec: FieldSpec, dtype: DTypeLike, field: str) -> Array:
    """Return labels (N,) as rows (N, K) with a single 1; rows (N, K) stay what they are.

    Raises
    ------
    DataError
        If a label is no class, or the shape fits neither form.
    """
    classes = len(spec.classes or ())
    values = _numeric(values, field)
    if values.ndim != 1:
        return _shaped(values, (classes,), field).astype(dtype, copy=False)
    labels = _labels(values, classes, field)
    rows = np.zeros((len(labels), classes), dtype)
    rows[np.arange(len(labels)), labels] = 1
    return rows


def one_hot_index(values: Array, spec: FieldSpec, dtype: DTypeLike, field: str) -> Array:
    """Return an index field with a class axis more: sequences (N, T) as (N, T, K).

    Labels (N,) become (N, K), maps of labels (N, H, W) become (N, K, H, W).

    Raises
    ------
    DataError
        If a value is no class, or the shape is another.
    """
    values = _shaped(_numeric(values, field), spec.shape, field)
    labels = _labels(values, spec.index_count or 0, field)
    encoded = spec.one_hot_index()
    rows = np.zeros((len(labels), *encoded.shape), dtype)
    axis = class_axis(encoded)
    np.put_along_axis(rows, np.expand_dims(labels, axis), 1, axis)
    return rows


def binary(values: Array, spec: FieldSpec, dtype: DTypeLike, field: str) -> Array:
    """Return two classes as one number (N, 1): 0 the first, 1 the second.

    Labels (N,), numbers (N, 1) and one-hot rows (N, 2) are understood.

    Raises
    ------
    DataError
        If a label is neither 0 nor 1, or the shape fits none of these.
    """
    values = _numeric(values, field)
    if values.ndim == 1:
        return _labels(values, 2, field)[:, None].astype(dtype)
    if values.ndim == 2 and values.shape[1] == 2:
        return values[:, 1:].astype(dtype)
    return _shaped(values, (1,), field).astype(dtype, copy=False)


def _numeric(values: Array, field: str) -> Array:
    values = np.asarray(values)
    if values.dtype.kind not in "buif":
        raise DataError(f"The field {field} must hold numbers, not {values.dtype} values.")
    return values


def _shaped(values: Array, shape: tuple[int, ...], field: str) -> Array:
    if values.ndim == 0 or values.shape[1:] != shape:
        found = shape_text(values.shape[1:]) if values.ndim else "a single number"
        raise DataError(f"The field {field} must be {shape_text(shape)}, and the batch is {found}.")
    return values


def _whole(values: Array, field: str) -> Array:
    if values.dtype.kind != "f":
        return values.astype(np.int64)
    # Labels that went through a table of floats are still labels; 1.5 and NaN are not.
    wrong = ~((values == np.floor(values)) & (np.abs(values) < 2.0**53))
    if wrong.any():
        raise DataError(f"The field {field} must hold whole numbers, not {values[wrong].flat[0]}.")
    return values.astype(np.int64)


def _within(values: Array, low: float | None, high: float | None, field: str) -> None:
    if values.size == 0:
        return
    smallest, largest = int(values.min()), int(values.max())
    if low is not None and smallest < low:
        raise DataError(f"The field {field} must be at least {low:g}, not {smallest}.")
    if high is not None and largest > high:
        raise DataError(f"The field {field} must be at most {high:g}, not {largest}.")


def _labels(values: Array, classes: int, field: str) -> Array:
    labels = _whole(values, field)
    wrong = (labels < 0) | (labels >= classes)
    if wrong.any():
        raise DataError(
            f"The field {field} has {classes} classes, numbered 0 to {classes - 1}; "
            f"the label {labels[wrong][0]} is none of them."
        )
    return labels
