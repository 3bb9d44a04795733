"""Histograms of one thing, moment after moment, in a bounded number of columns."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.lens.views.unit_histogram import Histogram

__all__ = ["HistogramTrail"]

_MOST = 120
_ROWS = 60


class HistogramTrail:
    """Keeps histograms in their order; where there are too many, neighbours are added up.

    Each has bins of its own, as wide as its values reach. They are brought to common bins when
    they are drawn: the count of a bin is spread evenly over it.
    """

    def __init__(self) -> None:
        self._columns: list[tuple[float, Histogram]] = []
        self._stride = 1
        self._pending: list[tuple[float, Histogram]] = []

    def __len__(self) -> int:
        """Return the number of columns."""
        return len(self._columns)

    def add(self, moment: float, histogram: Histogram) -> None:
        """Append the histogram of a moment."""
        self._pending.append((moment, histogram))
        if len(self._pending) >= self._stride:
            self._columns.append(_joined(self._pending))
            self._pending = []
        if len(self._columns) > _MOST:
            pairs = [self._columns[k : k + 2] for k in range(0, len(self._columns), 2)]
            self._columns = [_joined(pair) for pair in pairs]
            self._stride *= 2

    def clear(self) -> None:
        """Begin anew."""
        self._columns, self._pending, self._stride = [], [], 1

    def picture(self) -> tuple[Array, Array, Array]:
        """Return moments, borders of common bins, and counts (bins from below, moments)."""
        if not self._columns:
            return np.zeros(0), np.zeros(0), np.zeros((0, 0))
        low = min(float(histogram.edges[0]) for _, histogram in self._columns)
        high = max(float(histogram.edges[-1]) for _, histogram in self._columns)
        borders = np.linspace(low, high, _ROWS + 1)
        counts = np.stack([_spread(histogram, borders) for _, histogram in self._columns], axis=1)
        return np.array([moment for moment, _ in self._columns]), borders, counts


def _spread(histogram: Histogram, borders: Array) -> Array:
    """Return the counts of a histogram in other bins; what lies between is shared out."""
    reached = np.concatenate([[0.0], np.cumsum(histogram.counts)])
    counts: Array = np.diff(np.interp(borders, histogram.edges, reached))
    return counts


def _joined(columns: list[tuple[float, Histogram]]) -> tuple[float, Histogram]:
    """Return neighbours as one: the mean moment, and all counts."""
    if len(columns) == 1:
        return columns[0]
    low = min(float(histogram.edges[0]) for _, histogram in columns)
    high = max(float(histogram.edges[-1]) for _, histogram in columns)
    edges = np.linspace(low, high, _ROWS + 1)
    counts = np.sum([_spread(histogram, edges) for _, histogram in columns], axis=0)
    moment = sum(moment for moment, _ in columns) / len(columns)
    below = sum(histogram.below for _, histogram in columns)
    above = sum(histogram.above for _, histogram in columns)
    return moment, Histogram(edges, counts, below, above)
