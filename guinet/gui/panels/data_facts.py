"""What there is to say about prepared data, without Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from guinet.core.spec import FieldSpec, shape_text
from guinet.core.types import Array
from guinet.data.prepare import PreparedData
from guinet.gui import format as fmt

__all__ = [
    "Fields",
    "balance",
    "columns_words",
    "counts_text",
    "fields_of",
    "kind_words",
    "range_text",
    "range_words",
    "shape_words",
    "together",
]


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
        values = _without_noise(prepared.scaler.inverse(name, values), prepared.scaler.means[name])
    return values, marks


def _without_noise(values: Array, mean: Array) -> Array:
    """Round each number to what survived the way through float32 and back: 5.9999998 is 6.

    What is lost grows with the distance from the mean, so a small number keeps its digits beside
    large ones.
    """
    lost = np.maximum(np.abs(values - mean) * 2.0**-23, np.abs(values) * 1e-15)
    unit = 10.0 ** np.ceil(np.log10(np.where(lost > 0, lost, 1.0)))
    return np.asarray(np.round(values / unit) * unit + 0.0)


def counts_text(prepared: PreparedData) -> str:
    """Say how many samples there are: ``320 for training, 80 for validation``."""
    train, validation = len(prepared.train_index), len(prepared.validation_index)
    if not validation:
        return f"{train} for training, none for validation"
    return f"{train} for training, {validation} for validation"


def balance(prepared: PreparedData, name: str) -> list[tuple[str, int, int]]:
    """Return the classes of a label field, each with its samples for training and validation."""
    spec = prepared.fields[name]
    if not spec.is_label or spec.classes is None:
        return []
    train, validation = (
        np.bincount(part[name].astype(int), minlength=len(spec.classes)).tolist()
        for part in (prepared.train, prepared.validation)
    )
    return list(zip(spec.classes, train, validation, strict=True))


def shape_words(name: str, spec: FieldSpec) -> str:
    """Say what comes out of a field: ``x: N × 1 × 8 × 8``."""
    return f"{name}: {'N' if spec.is_label else shape_text(spec.shape)}"


def kind_words(spec: FieldSpec) -> str:
    """Say what the numbers of a field are: ``images of 8 × 8 pixels in grey``."""
    classes = spec.classes or ()
    if spec.kind == "class":
        return f"one of {len(classes)} classes"
    if spec.kind == "index":
        if len(spec.shape) == 1 and classes:
            return f"pieces of {spec.shape[0]} signs, each one of {len(classes)}"
        return "whole numbers"
    match spec.shape:
        case (channels, height, width):
            colours = {1: "in grey", 3: "in colour"}.get(channels, f"of {channels} channels")
            return f"images of {height} × {width} pixels {colours}"
        case (steps, components):
            return f"sequences of {steps} steps, {fmt.counted(components, 'number')} each"
        case (1,) | ():
            return "a number"
    return "numbers"


def range_words(prepared: PreparedData, name: str, scaling: str) -> str:
    """Say in which range a field lies, and how it came there; empty where there is none."""
    text = range_text(prepared.fields[name])
    if name not in prepared.scaler.means:
        return text
    how = {
        "standard": "scaled to mean 0 and deviation 1",
        "min-max": "scaled to lie from 0 to 1",
    }.get(scaling, "scaled")
    return f"{how}: {text}" if text else how


def columns_words(prepared: PreparedData, name: str, most: int = 6) -> str:
    """Name the columns that a field is made of; empty where they have no names."""
    names = prepared.columns.get(name, ())
    if not names:
        return ""
    more = f" … ({len(names)} columns)" if len(names) > most else ""
    return f"from {', '.join(names[:most])}{more}"


def range_text(spec: FieldSpec) -> str:
    """Say in which range a field lies, or nothing where that is not known."""
    if spec.kind == "class" or spec.low is None or spec.high is None:
        return ""
    if spec.kind == "index":
        return f"from {spec.low:.0f} to {spec.high:.0f}"
    return f"from {fmt.number(spec.low, 3)} to {fmt.number(spec.high, 3)}"
