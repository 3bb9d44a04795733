"""Sizes by node over the run, in a bounded number of points however long it goes on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TypeVar

import numpy as np

from guinet.core.types import Array

__all__ = ["Trails"]

_MOST = 400
_Number = TypeVar("_Number", int, float)


class Trails:
    """Curves that grow together; where they are too long, neighbours become their mean.

    Means are taken of logarithms, since sizes differ by orders of magnitude. What is not a
    positive number counts as a gap. Each point keeps the sum and the number of what it stands
    for, so that every look counts the same wherever it went, and the newest is drawn at once.
    """

    def __init__(self) -> None:
        self.clear()

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self._looks)

    @property
    def looks(self) -> int:
        """Number of looks in all points."""
        return sum(self._looks)

    def add(self, x: float, values: Mapping[str, float]) -> None:
        """Append a value for each of some names."""
        if not self._looks or self._looks[-1] >= self._stride:
            self._begin_point()
        self._looks[-1] += 1
        self._x[-1] += x
        for name, value in values.items():
            if not (value > 0 and math.isfinite(value)):
                continue
            if name not in self._sums:
                self._sums[name] = [0.0] * len(self)
                self._counts[name] = [0] * len(self)
            self._sums[name][-1] += math.log(value)
            self._counts[name][-1] += 1
        if len(self) > _MOST:
            self._halve()

    def clear(self) -> None:
        """Begin anew."""
        self._stride = 1
        self._looks: list[int] = []
        self._x: list[float] = []
        self._sums: dict[str, list[float]] = {}
        self._counts: dict[str, list[int]] = {}

    def curves(self) -> dict[str, tuple[Array, Array]]:
        """Return places and values by name; NaN where there was none."""
        x = np.array(self._x) / np.array(self._looks)
        return {name: (x, self._means(name)) for name in self._sums}

    def counts(self, name: str) -> Array:
        """Return how many values of a name each point stands for."""
        return np.array(self._counts[name])

    def _means(self, name: str) -> Array:
        counts = self.counts(name)
        means = np.full(len(counts), math.nan)
        np.divide(self._sums[name], counts, out=means, where=counts > 0)
        found: Array = np.exp(means)
        return found

    def _begin_point(self) -> None:
        self._looks.append(0)
        self._x.append(0.0)
        for name in self._sums:
            self._sums[name].append(0.0)
            self._counts[name].append(0)

    def _halve(self) -> None:
        """Join neighbours; a last one without a partner goes on being filled."""
        self._stride *= 2
        self._looks, self._x = _joined(self._looks), _joined(self._x)
        self._sums = {name: _joined(row) for name, row in self._sums.items()}
        self._counts = {name: _joined(row) for name, row in self._counts.items()}


def _joined(row: list[_Number]) -> list[_Number]:
    even = len(row) // 2 * 2
    pairs = zip(row[0:even:2], row[1:even:2], strict=True)
    return [first + second for first, second in pairs] + row[even:]
