"""Random samples that agree with the fields of the data."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from guinet.core.context import generator
from guinet.core.spec import FieldSpec, class_axis
from guinet.core.types import Array

__all__ = ["random_batch"]


def random_batch(fields: Mapping[str, FieldSpec], count: int, seed: int) -> dict[str, Array]:
    """Return random samples that agree with the fields.

    Parameters
    ----------
    fields
        Name to spec: numbers are drawn uniformly from their range where it is known, else
        normally; labels and indices uniformly.
    count
        Number of samples.
    seed
        Of the numbers.
    """
    return {name: _random(spec, count, generator(seed, name)) for name, spec in fields.items()}


def _random(spec: FieldSpec, count: int, rng: np.random.Generator) -> Array:
    shape = (count, *spec.shape)
    if spec.kind == "class":
        number = len(spec.classes or ()) or 2
        if spec.is_label:
            return rng.integers(number, size=shape)
        # One-hot along the class axis, which of an image is not the last one.
        axis = class_axis(spec)
        if shape[axis] == 1:  # one number for two classes
            return rng.integers(2, size=shape).astype(float)
        labels = rng.integers(number, size=(*shape[:axis], *shape[axis + 1 :]))
        return np.moveaxis(np.eye(number)[labels], -1, axis)
    if spec.kind == "index":
        high = 1 if spec.high is None else int(spec.high)
        return rng.integers(int(spec.low or 0), high, size=shape, endpoint=True)
    if spec.low is not None and spec.high is not None:
        return rng.uniform(spec.low, spec.high, shape)
    return rng.standard_normal(shape)
