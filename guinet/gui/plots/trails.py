"""Sizes by node over the run, in a bounded number of points however long it goes on."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from guinet.core.types import Array

__all__ = ["Trails"]

_MOST = 400


class Trails:
    """Curves that grow together; where they are too long, neighbours become their mean.

    Means are taken of logarithms, since sizes differ by orders of magnitude. What is not a
    positive number counts as a gap.
    """

    def __init__(self) -> None:
        self._x: list[float] = []
        self._rows: dict[str, list[float]] = {}
        self._count: list[int] = []
        self._stride = 1
        self._pending: list[tuple[float, Mapping[str, float]]] = []
        self.looks = 0

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self._x)

    def add(self, x: float, values: Mapping[str, float]) -> None:
        """Append a value for each of some names."""
        self.looks += 1
        self._pending.append((x, dict(values)))
        if len(self._pending) >= self._stride:
            self._put()
        if len(self._x) > _MOST:
            self._halve()

    def clear(self) -> None:
        """Begin anew."""
        self.__init__()  # type: ignore[misc]

    def curves(self) -> dict[str, tuple[Array, Array]]:
        """Return places and values by name; NaN where there was none."""
        x = np.array(self._x)
        return {name: (x, np.exp(np.array(row))) for name, row in self._rows.items()}

    def _put(self) -> None:
        points, self._pending = self._pending, []
        self._x.append(sum(x for x, _ in points) / len(points))
        names = dict.fromkeys(name for _, values in points for name in values)
        for name in names:
            if name not in self._rows:
                self._rows[name] = [math.nan] * (len(self._x) - 1)
        for name, row in self._rows.items():
            logs = [_log(values.get(name, math.nan)) for _, values in points]
            row.append(_mean(logs))

    def _halve(self) -> None:
        self._stride *= 2
        even = len(self._x) // 2 * 2
        self._x = np.array(self._x[:even]).reshape(-1, 2).mean(axis=1).tolist() + self._x[even:]
        for name, row in self._rows.items():
            pairs = zip(row[0:even:2], row[1:even:2], strict=True)
            self._rows[name] = [_mean([a, b]) for a, b in pairs] + row[even:]


def _log(value: float) -> float:
    return math.log(value) if value > 0 and math.isfinite(value) else math.nan


def _mean(logs: list[float]) -> float:
    known = [value for value in logs if not math.isnan(value)]
    return sum(known) / len(known) if known else math.nan
