"""What becomes of missing values: an error, a sample less, or a value filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

from guinet.core.errors import DataError
from guinet.core.fields import ChoiceField
from guinet.core.spec import FieldSpec
from guinet.core.types import Array

__all__ = ["Filling", "fill", "filling", "missing_field"]

Filling = Literal["", "mean", "median"]


def missing_field(sample: str) -> ChoiceField:
    """Return the setting of a source, in whose words a sample is e.g. a line."""
    return ChoiceField(
        "refuse",
        ("refuse", "drop", "mean", "median"),
        doc=f"A {sample} with a missing value: refuse the file, leave the {sample} out, or fill "
        "in the mean or median of that feature in the training part.",
    )


def filling(choice: str) -> Filling:
    """Return what a choice of `missing_field` has filled in; empty: nothing."""
    return "mean" if choice == "mean" else "median" if choice == "median" else ""


def fill(
    how: Filling,
    train: Mapping[str, Array],
    validation: Mapping[str, Array],
    specs: Mapping[str, FieldSpec],
    columns: Mapping[str, tuple[str, ...]],
) -> None:
    """Put the training part's mean or median in place of each NaN, in place.

    Measured on the training part alone, so that nothing of the validation part leaks into it.

    Raises
    ------
    DataError
        If a feature has no value in the training part.
    """
    for name, spec in specs.items():
        parts = (train[name], validation[name])
        if spec.kind != "float" or not any(np.isnan(part).any() for part in parts):
            continue
        known = ~np.isnan(train[name]).all(axis=0)
        if not known.all():
            place = int(np.argmin(known))
            names = columns.get(name, ())
            words = repr(names[place]) if place < len(names) else f"number {place} of {name!r}"
            raise DataError(
                f"The feature {words} has no value in the training part, so nothing can be "
                "filled in; leave it out, or choose another split seed."
            )
        measure = np.nanmean if how == "mean" else np.nanmedian
        middle = measure(train[name], axis=0)
        for part in parts:
            np.copyto(part, middle, where=np.isnan(part), casting="same_kind")
