"""What there is to say about prepared data, without Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from guinet.core.spec import FieldSpec, shape_text
from guinet.core.types import Array
from guinet.data.prepare import PreparedData
from guinet.gui import format as fmt

__all__ = ["Fields", "balance", "counts_text", "fields_of", "range_text", "spec_text", "together"]


@dataclass(frozen=True)
class Fields:
    """The field that networks usually read, and the one they usually predict."""

    features: str
    target: str | None


def fields_of(prepared: PreparedData) -> Fields:
    """Return the field of the features and that of the target: x and y, or the first two."""
    names = list(prepared.fields)
    features = "x" if "x" in names else names[0]
    rest = [name for name in names if name != features]
    target = "y" if "y" in rest else (rest[0] if rest else None)
    return Fields(features, target)


def together(prepared: PreparedData, name: str, rows: Array | None = None) -> tuple[Array, Array]:
    """Return samples of a field in original units, and which are for validation.

    Parameters
    ----------
    rows
        Which of them, counted from the first one for training to the last one for validation;
        None: all.
    """
    train, validation = prepared.train[name], prepared.validation[name]
    marks = np.repeat([False, True], [len(train), len(validation)])
    if rows is None:
        values = np.concatenate([train, validation])
    else:
        marks = marks[rows]
        values = np.empty((len(rows), *train.shape[1:]), train.dtype)
        values[~marks] = train[rows[~marks]]
        values[marks] = validation[rows[marks] - len(train)]
    if name in prepared.scaler.means:
        values = _without_noise(prepared.scaler.inverse(name, values))
    return values, marks


def _without_noise(values: Array) -> Array:
    """Round each column to what survived the way through float32 and back: 5.9999998 is 6."""
    largest = np.abs(values).max(axis=0, initial=0.0)
    unit = 10.0 ** (np.floor(np.log10(np.where(largest > 0, largest, 1.0))) - 5)
    return np.asarray(np.round(values / unit) * unit + 0.0)


def counts_text(prepared: PreparedData) -> str:
    """Say how many samples there are: ``320 for training, 80 for validation``."""
    train, validation = len(prepared.train_index), len(prepared.validation_index)
    if not validation:
        return f"{train} for training, none for validation"
    return f"{train} for training, {validation} for validation"


def balance(prepared: PreparedData, name: str) -> list[tuple[str, int]]:
    """Return the classes of a label field and how many samples each has, in both parts."""
    spec = prepared.fields[name]
    if not spec.is_label or spec.classes is None:
        return []
    labels, _ = together(prepared, name)
    counts = np.bincount(labels.astype(int), minlength=len(spec.classes))
    return list(zip(spec.classes, counts.tolist(), strict=True))


def spec_text(name: str, spec: FieldSpec) -> str:
    """Say what a field gives: ``x: N × 2, numbers``."""
    if spec.kind == "class":
        count = len(spec.classes or ())
        return f"{name}: N labels of {count} classes"
    kind = "whole numbers" if spec.kind == "index" else "numbers"
    return f"{name}: {shape_text(spec.shape)}, {kind}"


def range_text(spec: FieldSpec) -> str:
    """Say in which range a field lies, or nothing where that is not known."""
    if spec.kind == "class" or spec.low is None or spec.high is None:
        return ""
    if spec.kind == "index":
        return f"from {spec.low:.0f} to {spec.high:.0f}"
    return f"from {fmt.number(spec.low, 3)} to {fmt.number(spec.high, 3)}"
