"""A look at data in their original units: rows, points and small images, without a window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from guinet.core.spec import FieldSpec, label_field
from guinet.core.types import Array
from guinet.data.base import Dataset
from guinet.data.prepare import PreparedData
from guinet.data.scaler import Scaler

__all__ = ["Images", "Points", "Preview", "preview"]

_MAX_COLUMNS = 100


@dataclass(frozen=True, eq=False)
class Points:
    """Samples as points of a plane: two features, or one feature and the number to predict.

    Attributes
    ----------
    x, y
        Coordinates, float64 (n,).
    labels
        Class of each point, or None where there are no classes.
    classes
        Names of the classes.
    axes
        Names of the two coordinates.
    validation
        Whether a point belongs to the validation part, bool (n,).
    """

    x: Array
    y: Array
    labels: Array | None
    classes: tuple[str, ...]
    axes: tuple[str, str]
    validation: Array


@dataclass(frozen=True, eq=False)
class Images:
    """Samples as pictures.

    Attributes
    ----------
    pixels
        uint8 (n, H, W) in grey or (n, H, W, 3) in red, green, blue; from 0, the smallest value
        among the pictures, to 255, the largest.
    captions
        Name of the class of each, or an empty text.
    """

    pixels: Array
    captions: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Preview:
    """What there is to see of a data set.

    Attributes
    ----------
    count
        Number of samples in all.
    index
        Which of them are shown, int64 (n,), evenly spread.
    headings
        Names of the columns of `rows`.
    rows
        Cells as text, one row per sample shown.
    points
        The samples shown as points, if they lie in a plane.
    images
        The samples shown as pictures, if they are.
    """

    count: int
    index: Array
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    points: Points | None = None
    images: Images | None = None


def preview(data: Dataset | PreparedData, limit: int = 200) -> Preview:
    """Show up to ``limit`` samples, spread evenly over all, in the order of the source.

    Prepared data are brought back to their original units; their rows begin with the part
    that each sample belongs to. A table shows up to a hundred columns and no pixels.
    """
    sampled, specs = _sample(data, limit)
    columns = dict(data.columns)
    points = _points(sampled, specs, columns)
    images = _images(sampled, specs)
    headings, rows = _rows(sampled, specs, columns, parts=isinstance(data, PreparedData))
    return Preview(sampled.count, sampled.index, headings, rows, points, images)


@dataclass(frozen=True, eq=False)
class _Sample:
    """The samples that are shown, in original units."""

    arrays: Mapping[str, Array]
    index: Array
    validation: Array
    count: int


def _sample(data: Dataset | PreparedData, limit: int) -> tuple[_Sample, Mapping[str, FieldSpec]]:
    if isinstance(data, Dataset):
        index = _spread(data.count, limit)
        arrays = {name: values[index] for name, values in data.arrays.items()}
        return _Sample(arrays, index, np.zeros(len(index), np.bool_), data.count), data.specs
    # Where each sample of the source stands when the parts are laid end to end.
    index = np.concatenate([data.train_index, data.validation_index])
    position = np.argsort(index)
    shown = _spread(len(index), limit)
    chosen, border = position[shown], len(data.train_index)
    from_validation = chosen >= border
    arrays = {}
    for name, train in data.train.items():
        values = np.empty((len(chosen), *train.shape[1:]), train.dtype)
        values[~from_validation] = train[chosen[~from_validation]]
        values[from_validation] = data.validation[name][chosen[from_validation] - border]
        arrays[name] = _original(data.scaler, name, values)
    return _Sample(arrays, index[chosen], from_validation, len(index)), data.fields


def _original(scaler: Scaler, name: str, values: Array) -> Array:
    """Undo the scaling; what float32 leaves of a zero on the way becomes a zero again."""
    if name not in scaler.means:
        return values
    original = scaler.inverse(name, values)
    step = 1e-6 * (np.abs(scaler.means[name]) + scaler.scales[name])
    return np.where(np.abs(original) < step, 0.0, original)


def _spread(count: int, limit: int) -> Array:
    if count <= limit:
        return np.arange(count)
    return np.arange(limit) * count // limit


def _points(
    sample: _Sample, specs: Mapping[str, FieldSpec], columns: Mapping[str, tuple[str, ...]]
) -> Points | None:
    features = next((name for name, spec in specs.items() if len(spec.shape) == 1), None)
    if features is None:
        return None
    x = np.asarray(sample.arrays[features], np.float64)
    label = label_field(specs)
    names = _names(features, specs[features], columns)
    if specs[features].shape == (2,):
        labels = None if label is None else sample.arrays[label]
        classes = () if label is None else specs[label].classes or ()
        axes = (names[0], names[1])
        return Points(x[:, 0], x[:, 1], labels, classes, axes, sample.validation)
    target = next(
        (name for name, spec in specs.items() if name != features and spec.shape == (1,)), None
    )
    if specs[features].shape != (1,) or target is None:
        return None
    y = np.asarray(sample.arrays[target], np.float64)
    axes = (names[0], _names(target, specs[target], columns)[0])
    return Points(x[:, 0], y[:, 0], None, (), axes, sample.validation)


def _images(sample: _Sample, specs: Mapping[str, FieldSpec]) -> Images | None:
    name = next((n for n, spec in specs.items() if _is_image(spec)), None)
    if name is None:
        return None
    pixels = np.asarray(sample.arrays[name], np.float64)
    low, high = (float(pixels.min()), float(pixels.max())) if pixels.size else (0.0, 1.0)
    grey = 255 * (pixels - low) / ((high - low) or 1.0)
    drawn = np.moveaxis(np.clip(np.round(grey), 0, 255).astype(np.uint8), 1, -1)
    label = label_field(specs)
    captions = [""] * len(pixels)
    if label is not None:
        classes = specs[label].classes or ()
        captions = [classes[number] for number in sample.arrays[label]]
    return Images(drawn[..., 0] if drawn.shape[-1] == 1 else drawn, tuple(captions))


def _is_image(spec: FieldSpec) -> bool:
    return len(spec.shape) == 3 and spec.shape[0] in (1, 3)


def _rows(
    sample: _Sample,
    specs: Mapping[str, FieldSpec],
    columns: Mapping[str, tuple[str, ...]],
    *,
    parts: bool,
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    headings: list[str] = []
    cells: list[list[str]] = []
    if parts:
        headings.append("part")
        cells.append(["validation" if kept else "training" for kept in sample.validation])
    for name, spec in specs.items():
        values = sample.arrays[name]
        if spec.is_label:
            classes = spec.classes or ()
            headings.append(columns.get(name, (name,))[0])
            cells.append([classes[number] for number in values])
        elif len(spec.shape) <= 1:
            flat = np.asarray(values).reshape(len(values), -1)[:, :_MAX_COLUMNS]
            headings += _names(name, spec, columns)[: flat.shape[1]]
            # float32 keeps seven figures; what is shown beyond six would be its rounding.
            cells += [[f"{number:.6g}" for number in column] for column in flat.T]
    return tuple(headings), tuple(zip(*cells, strict=True))


def _names(field: str, spec: FieldSpec, columns: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    names = columns.get(field, ())
    if len(names) == spec.size:
        return names
    return tuple(f"{field}{number}" for number in range(1, spec.size + 1))
