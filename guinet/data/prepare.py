"""From a data spec to arrays that can be trained on: split, scaled, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from guinet.core.context import generator
from guinet.core.errors import DataError
from guinet.core.spec import FieldSpec, label_field
from guinet.core.types import Array
from guinet.data.augmentation import Augmenter
from guinet.data.base import Dataset
from guinet.data.missing import fill
from guinet.data.scaler import Scaler, pieces
from guinet.data.spec import DataSpec

__all__ = ["NotReadYetError", "PreparedData", "describe", "prepare", "some", "split"]


class NotReadYetError(DataError):
    """What the data offer is not known before a large file is read."""


@dataclass(frozen=True, eq=False)
class PreparedData:
    """Samples ready for training, in two parts.

    Attributes
    ----------
    train, validation
        Field name to array, samples first: numbers as float32 (scaled if the spec says
        so), labels as int64 of shape (N,). Validation arrays may have no samples.
    fields
        Specs of the arrays; see `prepare` about their range.
    scaler
        The way back to the original units.
    train_index, validation_index
        Which samples of the source the parts hold, in ascending order.
    columns
        Names of the columns of features, where there are any.
    augmenter
        Moves images of the training part, if they are to be moved; the arrays here are not.
    """

    train: Mapping[str, Array]
    validation: Mapping[str, Array]
    fields: Mapping[str, FieldSpec]
    scaler: Scaler
    train_index: Array
    validation_index: Array
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    augmenter: Augmenter | None = None


def prepare(spec: DataSpec) -> PreparedData:
    """Load, split and scale; the same numbers for the same spec.

    Mean and deviation, or the smallest and largest value, are measured on the training part
    alone, so that nothing of the validation part leaks into training. They apply to all float
    fields, a numeric target included; labels stay integers.

    The specs of float fields carry a range: the source's own where nothing was scaled and the
    source knows it, otherwise the smallest and largest value of both parts together, after
    scaling. So a rule can tell that a sigmoid will never reach a target of 2.

    Raises
    ------
    DataError
        If the source cannot be read, is empty, or holds numbers that float32 cannot.
    """
    dataset = spec.source.load()
    _check(dataset, spec.source.title)
    labels = _labels(dataset) if spec.stratify else None
    chosen = some(dataset.count, spec.limit, spec.split_seed, labels)
    labels = None if labels is None else labels[chosen]
    train_index, validation_index = (
        chosen[part] for part in split(len(chosen), spec.validation, spec.split_seed, labels)
    )
    train = {name: values[train_index] for name, values in dataset.arrays.items()}
    validation = {name: values[validation_index] for name, values in dataset.arrays.items()}
    specs, columns, filled = dataset.specs, dataset.columns, dataset.fill
    del dataset, labels  # Of large data there is no room for yet another copy.
    if filled:
        fill(filled, train, validation, specs, columns)
    scaler = (
        Scaler()
        if spec.scaling == "none"
        else Scaler.fit(train, specs, extremes=spec.scaling == "min-max")
    )
    for part in (train, validation):
        for name, field_spec in specs.items():
            part[name] = _final(scaler, part[name], name, field_spec)
    fields = {
        name: _with_range(field_spec, name in scaler.means, (train[name], validation[name]))
        for name, field_spec in specs.items()
    }
    return PreparedData(
        train,
        validation,
        fields,
        scaler,
        train_index,
        validation_index,
        columns,
        Augmenter.of(spec.augmentation, specs, scaler),
    )


def describe(spec: DataSpec, *, patient: bool = True) -> dict[str, FieldSpec]:
    """Return the fields that `prepare` would give, without a long wait.

    For sources that load in an instant they are the very same. For the others the range of a
    field that will be scaled is left open: it depends on samples not loaded yet.

    Parameters
    ----------
    patient
        Whether a large file is read for it. A window does not wait that long.

    Raises
    ------
    NotReadYetError
        If a large file would have to be read, and nobody is so patient.
    DataError
        If the source cannot be read.
    """
    if not patient and spec.source.awaits_reading():
        raise NotReadYetError("The file of the data is large and has not been read yet.")
    if spec.source.instant and not spec.source.is_large():
        return dict(prepare(spec).fields)
    specs = spec.source.specs()
    if spec.scaling == "none":
        return specs
    return {
        name: replace(field_spec, low=None, high=None) if field_spec.kind == "float" else field_spec
        for name, field_spec in specs.items()
    }


def some(count: int, limit: int, seed: int, labels: Array | None = None) -> Array:
    """Choose samples at random: those of a smaller limit are among those of a larger one.

    Parameters
    ----------
    count
        Number of samples.
    limit
        How many are chosen; 0 or more than there are: all.
    seed
        The same seed chooses the same.
    labels
        Class of each sample, if the classes are to keep their shares, as far as whole samples
        allow; a limit's samples are then not always among those of a larger one.

    Returns
    -------
    Their indices in ascending order.
    """
    if not 0 < limit < count:
        return np.arange(count)
    order = generator(seed, "limit").permutation(count)
    if labels is not None:
        order = _stratified(order, labels, limit)
    return np.sort(order[:limit])


def split(
    count: int, validation: float, seed: int, labels: Array | None = None
) -> tuple[Array, Array]:
    """Divide samples at random into a training and a validation part.

    Parameters
    ----------
    count
        Number of samples.
    validation
        Part that is kept apart, from 0 to below 1. Above 0 either part gets at least one
        sample, provided that there are two; at 0 the validation part is empty.
    seed
        The same seed gives the same division.
    labels
        Class of each sample, if the classes are to have the same shares in both parts, as far
        as whole samples allow. A class stays in the training part with one sample at least.

    Returns
    -------
    Indices of the training and of the validation samples, each in ascending order.
    """
    kept = 0
    if validation > 0 and count > 1:
        kept = min(max(int(count * validation + 0.5), 1), count - 1)
    order = generator(seed, "split").permutation(count)
    if labels is not None and kept:
        order = _stratified(order, labels, kept)
    return np.sort(order[kept:]), np.sort(order[:kept])


def _labels(dataset: Dataset) -> Array | None:
    """Return the labels of the first field that has classes."""
    field = label_field(dataset.specs)
    return None if field is None else dataset.arrays[field]


def _stratified(order: Array, labels: Array, kept: int) -> Array:
    """Move samples in a random order to the front so that the first ``kept`` have all shares."""
    drawn = labels[order]
    counts = np.bincount(drawn)
    quota = counts * (kept / len(order))
    most = np.maximum(counts - 1, 0)
    wanted = np.minimum(np.floor(quota).astype(np.int64), most)
    # What rounding left over goes to the classes that lost most by it, the first of equals.
    while (rest := kept - int(wanted.sum())) > 0:
        open_classes = np.flatnonzero(wanted < (most if (wanted < most).any() else counts))
        by_loss = np.argsort(-(quota - wanted)[open_classes], kind="stable")
        wanted[open_classes[by_loss[:rest]]] += 1
    # The place of each sample among those of its class.
    rank = np.empty(len(order), np.int64)
    for label in np.unique(drawn):
        here = drawn == label
        rank[here] = np.arange(int(here.sum()))
    return order[np.argsort(rank >= wanted[drawn], kind="stable")]


def _check(dataset: Dataset, title: str) -> None:
    if dataset.count == 0:
        raise DataError(f"{title} has no samples; choose another source.")
    for name, values in dataset.arrays.items():
        if len(values) != dataset.count:
            raise DataError(
                f"{title} gives {dataset.count} samples, but {len(values)} of the field {name!r}."
            )


def _final(scaler: Scaler, values: Array, name: str, spec: FieldSpec) -> Array:
    """Return values scaled, as they are trained on; in pieces, so that no large copy is made."""
    if spec.kind != "float":
        return np.ascontiguousarray(values, np.int64)
    numbers = np.empty(values.shape, np.float32)
    finite = True
    with np.errstate(over="ignore"):
        for rows in pieces(values):
            numbers[rows] = scaler.transform(name, values[rows])
            finite = finite and bool(np.isfinite(numbers[rows]).all())
    if not finite:
        raise DataError(
            f"The field {name!r} has values that are missing or too large for 32-bit numbers; "
            "look for them in the source."
        )
    return numbers


def _with_range(spec: FieldSpec, scaled: bool, parts: tuple[Array, ...]) -> FieldSpec:
    if spec.kind != "float" or not (scaled or spec.low is None or spec.high is None):
        return spec
    filled = [part for part in parts if part.size]
    low, high = min(float(part.min()) for part in filled), max(float(part.max()) for part in filled)
    return replace(spec, low=low, high=high)
