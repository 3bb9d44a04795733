"""Standardisation: mean 0 and deviation 1, and the way back to the original units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Self

import numpy as np

from guinet.core.errors import DataError
from guinet.core.spec import FieldSpec
from guinet.core.types import Array

__all__ = ["Scaler", "pieces"]

_AT_ONCE = 2**20


@dataclass(frozen=True, eq=False)
class Scaler:
    """Means and scales of the fields that were standardised; other fields pass unchanged.

    What shares one mean and scale depends on the shape of a sample: features (F,) have their
    own each, images (C, H, W) one per channel and sequences (T, D) one per component, so that
    pixels and moments stay comparable with their neighbours.

    Attributes
    ----------
    means, scales
        Field name to float64 array, such that it broadcasts against one sample.
    """

    means: Mapping[str, Array] = field(default_factory=dict)
    scales: Mapping[str, Array] = field(default_factory=dict)

    @classmethod
    def fit(cls, arrays: Mapping[str, Array], specs: Mapping[str, FieldSpec]) -> Self:
        """Measure the float fields of the training part.

        What never changes there is centred and not stretched (scale 1), as a deviation of 0
        would ask for a division by zero.
        """
        means: dict[str, Array] = {}
        scales: dict[str, Array] = {}
        for name, spec in specs.items():
            if spec.kind != "float" or not len(arrays[name]):
                continue
            values, axes = arrays[name], _measured_together(len(spec.shape))
            mean, scale = _moments(values, axes)
            # Rounding in the mean leaves a constant with a deviation of some 1e-16 of its size.
            low, high = (end(values, axis=axes, keepdims=True)[0] for end in (np.min, np.max))
            largest = np.maximum(np.abs(np.float64(low)), np.abs(np.float64(high)))
            still = (scale <= 1e-12 * largest) | (scale < np.finfo(np.float32).tiny)
            means[name], scales[name] = mean, np.where(still, 1.0, scale)
        return cls(means, scales)

    def transform(self, name: str, values: Array) -> Array:
        """Return the values of a field standardised: (v − mean) / scale."""
        if name not in self.means:
            return values
        return np.asarray((values - self.means[name]) / self.scales[name])

    def inverse(self, name: str, values: Array) -> Array:
        """Return standardised values of a field in their original units, as float64."""
        if name not in self.means:
            return values
        return np.asarray(values * self.scales[name] + self.means[name])

    def to_arrays(self) -> dict[str, Array]:
        """Return ``{"x.mean": ..., "x.scale": ...}``, for a file."""
        arrays: dict[str, Array] = {}
        for name in self.means:
            arrays[f"{name}.mean"] = np.ascontiguousarray(self.means[name])
            arrays[f"{name}.scale"] = np.ascontiguousarray(self.scales[name])
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> Self:
        """Rebuild a scaler from what `to_arrays` gave.

        Raises
        ------
        DataError
            If a mean has no scale or a scale no mean, if their shapes differ, or if a number
            in them cannot be (not finite, a scale not above 0).
        """
        means: dict[str, Array] = {}
        scales: dict[str, Array] = {}
        for key, value in arrays.items():
            name, _, part = key.rpartition(".")
            if not name or part not in ("mean", "scale"):
                raise DataError(f"The stored scaling has an unknown part {key!r}.")
            numbers = np.asarray(value)
            if numbers.dtype.kind not in "fiu" or not np.isfinite(numbers).all():
                raise DataError(f"The stored scaling's {key!r} holds what is not a number.")
            (means if part == "mean" else scales)[name] = numbers.astype(np.float64)
        for name in means | scales:
            if name not in means or name not in scales:
                raise DataError(f"The stored scaling of the field {name!r} is not complete.")
            if means[name].shape != scales[name].shape or not (scales[name] > 0).all():
                raise DataError(f"The stored scaling of the field {name!r} cannot be used.")
        return cls(means, scales)


def pieces(values: Array) -> Iterator[slice]:
    """Yield slices of the samples, each of at most some millions of numbers."""
    step = max(1, _AT_ONCE // max(1, values[:1].size))
    for start in range(0, len(values), step):
        yield slice(start, start + step)


def _moments(values: Array, axes: tuple[int, ...]) -> tuple[Array, Array]:
    """Return mean and deviation, in float64 whatever the type of the values."""
    if values.size <= _AT_ONCE:
        numbers = np.asarray(values, np.float64)
        mean = numbers.mean(axis=axes, keepdims=True)
        return mean[0], numbers.std(axis=axes, keepdims=True)[0]
    # Piece by piece, for a copy in float64 would take eight times the room of bytes.
    mean = sum(
        values[rows].sum(axis=axes, keepdims=True, dtype=np.float64) for rows in pieces(values)
    )
    count = values.size // mean.size
    mean = mean / count
    squares = sum(
        ((values[rows] - mean) ** 2).sum(axis=axes, keepdims=True) for rows in pieces(values)
    )
    return mean[0], np.sqrt(squares / count)[0]


def _measured_together(dimensions: int) -> tuple[int, ...]:
    """Return the axes of a batch over which one mean is taken."""
    if dimensions >= 3:
        return (0, *range(2, dimensions + 1))
    if dimensions == 2:
        return (0, 1)
    return (0,)
