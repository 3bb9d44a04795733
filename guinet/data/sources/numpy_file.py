"""NumPy file: arrays that numpy.save or numpy.savez wrote."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from guinet.core.errors import DataError
from guinet.core.fields import ChoiceField, TextField
from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.data.arrays.npy import Stored, list_arrays, read_stored
from guinet.data.arrays.samples import as_samples, as_targets, demand_finite, sample_spec
from guinet.data.base import Dataset, DataSource
from guinet.data.files import shown
from guinet.data.missing import filling, missing_field

__all__ = ["NumpyFile"]

_INPUTS = ("x", "X", "data", "images", "inputs", "features", "x_train", "X_train")
_TARGETS = ("y", "Y", "target", "targets", "labels", "label", "y_train", "Y_train")

_OTHER = "choose another array"


class NumpyFile(DataSource):
    """Arrays saved by NumPy: an .npz file with samples and targets, or samples alone in .npy.

    The first axis counts the samples. Of an .npz file, x is the array of that name, or else
    X, data, images, inputs, features, x_train or X_train, or the only one there is; y is y, Y,
    target, targets, labels, label or y_train. Where none of these is there, there is no y.

    Samples of three axes are images, (C, H, W) or (H, W, C) with 1, 3 or 4 colours. Samples of
    two axes are grey images if they are bytes, else sequences (T, D). Targets of whole numbers,
    truth values or texts are classes, also one-hot in rows; fractions are numbers.

    Nothing is unpickled: arrays of Python objects are refused. An array may have 268 million
    values.

    Fields: x (F,), (T, D) or (C, H, W), y a class or numbers (K,), or no y.
    """

    title = "NumPy file"
    group = "File"

    path = TextField("", role="path", doc="The .npz or .npy file.")
    x = TextField("", doc="Array that the network reads; empty: the one with a usual name.")
    y = TextField("", doc="Array to predict; empty: the one with a usual name, if there is one.")
    form = ChoiceField(
        "auto",
        ("auto", "vectors", "sequences", "images"),
        doc="What a sample of x is; vectors: all its numbers in a row.",
    )
    task = ChoiceField(
        "auto",
        ("auto", "classification", "regression", "none"),
        doc="What the target is; none: there is no target.",
    )
    missing = missing_field("sample")

    def specs(self) -> dict[str, FieldSpec]:
        """Return x from its header and y from the labels; x is not read if it need not be."""
        if self.missing == "drop":  # with samples, a class may go
            return dict(self.load().specs)
        x, y = self._chosen()
        specs = {"x": self._x_spec(x)}
        return specs if y is None else specs | {"y": self._targets(y)[1]}

    def load(self) -> Dataset:
        """Read the arrays; numbers stay of the type in which they are stored."""
        x, y = self._chosen()
        specs = {"x": self._x_spec(x)}
        values = as_samples(read_stored(Path(self.path), x.name), specs["x"])
        kept = self._kept(values, x.place)
        arrays = {"x": values if kept.all() else values[kept]}
        if y is not None:
            arrays["y"], specs["y"] = self._targets(y, kept)
        return Dataset(arrays, specs, fill=filling(self.missing))

    def _chosen(self) -> tuple[Stored, Stored | None]:
        if not self.path:
            raise DataError("No file is chosen yet; choose an .npz or .npy file.")
        path = Path(self.path)
        arrays = list_arrays(path)
        y_name = None if self.task == "none" else self.y or _usual(_TARGETS, arrays)
        y = None if y_name is None else _named(arrays, y_name, path.name, "y")
        x_name = self.x or _usual(_INPUTS, arrays)
        if x_name is None:
            others = [name for name in arrays if name != y_name]
            if len(others) != 1:
                raise DataError(
                    f"{path.name} has no array with a usual name for x; choose one of "
                    f"{_list(arrays)}."
                )
            x_name = others[0]
        x = _named(arrays, x_name, path.name, "x")
        if y is not None and y.shape[:1] != x.shape[:1]:
            raise DataError(
                f"{path.name}: {shown(x_name)} is {x.words} and {shown(y.name)} is {y.words}, so "
                "they differ in the number of samples, the first one; choose two arrays that "
                "belong together."
            )
        return x, y

    def _x_spec(self, x: Stored) -> FieldSpec:
        if x.dtype is None or x.dtype.kind in "US":
            raise DataError(f"{x.place} is {x.words}, and a network reads numbers; {_OTHER}.")
        return sample_spec(x.shape, x.dtype, self.form, x.place)

    def _kept(self, values: Array, place: str) -> Array:
        """Return which samples stay; refuse what may not be."""
        kept: Array = np.ones(len(values), np.bool_)
        if values.dtype.kind != "f":
            return kept
        if self.missing == "drop":
            kept = np.asarray(~np.isnan(values).reshape(len(values), -1).any(axis=1))
            if not kept.any():
                raise DataError(f"{place} lacks a value in every sample; {_OTHER}.")
        hint = "correct it, or set missing to 'drop', 'mean' or 'median'"
        demand_finite(values, place, hint=hint, but_nan=self.missing != "refuse")
        return kept

    def _targets(self, y: Stored, kept: Array | None = None) -> tuple[Array, FieldSpec]:
        values = read_stored(Path(self.path), y.name)
        demand_finite(values, y.place, hint="a target cannot be filled in, so leave it out")
        return as_targets(values if kept is None else values[kept], self.task, y.place)


def _usual(names: tuple[str, ...], arrays: Mapping[str, Stored]) -> str | None:
    return next((name for name in names if name in arrays), None)


def _named(arrays: Mapping[str, Stored], name: str, file: str, role: str) -> Stored:
    if name not in arrays:
        raise DataError(f"{file} has no array {shown(name)} for {role}; there are {_list(arrays)}.")
    return arrays[name]


def _list(arrays: Mapping[str, Stored]) -> str:
    """Name the arrays there are, with their shapes."""
    words = [f"{shown(name)} ({stored.words})" for name, stored in arrays.items()]
    return ", ".join(words[:6]) + (", …" if len(words) > 6 else "")
