"""Arrays as samples and targets: what their axes and types mean to a network."""

from __future__ import annotations

import math

import numpy as np

from guinet.core.errors import DataError
from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.data.labels import as_labels

__all__ = ["as_samples", "as_targets", "demand_finite", "sample_spec"]

_COLOURS = (1, 3, 4)


def sample_spec(shape: tuple[int, ...], dtype: np.dtype, form: str, place: str) -> FieldSpec:
    """Return what one sample of an array of this shape is.

    Parameters
    ----------
    shape, dtype
        Of the whole array, samples first.
    form
        ``"auto"``, ``"vectors"``, ``"sequences"`` or ``"images"``.
    place
        What messages call the array.

    Raises
    ------
    DataError
        If it has no samples, or cannot be of that form.
    """
    if not shape or 0 in shape:
        size = " × ".join(map(str, shape)) or "a single number"
        raise DataError(f"{place} has no samples, it is {size}; choose another array.")
    low, high = (0.0, 255.0) if dtype == np.uint8 else (None, None)
    inner = shape[1:]
    if form == "auto":
        form = {2: "images" if dtype == np.uint8 else "sequences", 3: "images"}.get(
            len(inner), "vectors"
        )
        if len(inner) > 3:
            raise DataError(
                f"{place} has {len(shape)} axes, where images have 4 with the samples; "
                "set form to 'vectors', or save it in another shape."
            )
    if form == "vectors":
        return FieldSpec((math.prod(inner),), low=low, high=high)
    if form == "sequences" and len(inner) in (1, 2):
        return FieldSpec((*inner, 1)[:2], low=low, high=high)
    if form == "images" and len(inner) in (2, 3):
        shape = (1, *inner) if len(inner) == 2 else inner
        if _colours_last(inner):
            shape = (inner[2], *inner[:2])
        return FieldSpec(shape, low=low, high=high)
    raise DataError(
        f"{place} has samples of {' × '.join(map(str, inner)) or 'one number'}, which are no "
        f"{form}; set form to 'auto'."
    )


def as_samples(values: Array, spec: FieldSpec) -> Array:
    """Return an array in the shape of its samples, colours first."""
    if len(spec.shape) == 3 and _colours_last(values.shape[1:]):
        values = np.ascontiguousarray(np.moveaxis(values, -1, 1))
    if values.dtype.kind == "b":
        values = values.view(np.uint8)
    return values.reshape(len(values), *spec.shape)


def as_targets(values: Array, task: str, place: str) -> tuple[Array, FieldSpec]:
    """Return targets and their spec: labels of whole numbers, truth values and texts.

    Parameters
    ----------
    values
        Samples first.
    task
        ``"auto"``, ``"classification"`` or ``"regression"``.
    place
        What messages call the array.

    Raises
    ------
    DataError
        If they cannot be targets.
    """
    if values.ndim == 0 or 0 in values.shape:
        raise DataError(f"{place} has no samples; choose another array.")
    texts, fractions = values.dtype.kind in "US", values.dtype.kind == "f"
    if values.dtype.kind == "S":
        values = np.char.decode(values, "utf-8", "replace")
    if task == "classification" or (task == "auto" and not fractions):
        flat = _flat_labels(values)
        if flat is not None:
            return as_labels(flat, place)
        if texts or task == "classification":
            raise DataError(
                f"{place} has {' × '.join(map(str, values.shape[1:]))} values per sample, and a "
                "label is one; choose another array."
            )
    if texts:
        raise DataError(
            f"{place} holds texts, and a regression needs numbers; set task to 'classification'."
        )
    spec = FieldSpec(values.shape[1:] or (1,))
    return values.astype(np.float64).reshape(len(values), *spec.shape), spec


def demand_finite(values: Array, place: str, *, hint: str, but_nan: bool = False) -> None:
    """Refuse numbers that are missing (NaN) or infinite, and say where.

    Parameters
    ----------
    values, place
        The numbers, and what messages call them.
    hint
        What to do, as the end of the sentence.
    but_nan
        Whether missing ones may be.

    Raises
    ------
    DataError
        With the indices of the first one, as NumPy counts.
    """
    if values.dtype.kind != "f":
        return
    wrong = np.isinf(values) if but_nan else ~np.isfinite(values)
    if wrong.any():
        at = np.unravel_index(int(np.argmax(wrong)), values.shape)
        kind = "no number (NaN)" if np.isnan(values[at]) else "an infinite number"
        others = int(wrong.sum()) - 1
        more = f", and {others} more" if others else ""
        raise DataError(f"{place} has {kind} at [{', '.join(map(str, at))}]{more}; {hint}.")


def _colours_last(inner: tuple[int, ...]) -> bool:
    return len(inner) == 3 and inner[2] in _COLOURS and inner[0] not in _COLOURS


def _flat_labels(values: Array) -> Array | None:
    """Return one label per sample, also from one-hot rows; None if that is not what they are."""
    if values.ndim == 1:
        return values
    if values.ndim == 2 and values.shape[1] == 1:
        return values[:, 0]
    if values.ndim != 2 or values.dtype.kind in "US":
        return None
    one_hot = ((values == 0) | (values == 1)).all() and (values.sum(axis=1) == 1).all()
    return values.argmax(axis=1) if one_hot else None
