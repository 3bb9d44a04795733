"""Histograms of one thing, moment after moment, in a bounded number of columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from guinet.core.types import Array
from guinet.lens.views.unit_histogram import Histogram

__all__ = ["ROWS", "HistogramTrail", "on_grid", "stretches"]

ROWS = 60
"""Bins from the lowest to the highest value, in a picture."""

_MOST = 120
_LONGEST = 10.0
"""A column reaches so many times as far as is usual, at most; beyond, nobody looked."""

_Borders = tuple[float, float]


class HistogramTrail:
    """Keeps histograms in their order; where there are too many, neighbours are added up.

    Each has bins of its own, as wide as its values reach. They are brought to common bins when
    they are drawn: the count of a bin is spread evenly over it.
    """

    def __init__(self) -> None:
        self._columns: list[_Column] = []
        self._newest: list[_Column] = []
        self._stride = 1
        self._borders: _Borders | None = None

    def __len__(self) -> int:
        """Return the number of columns."""
        return len(self._columns) + bool(self._newest)

    @property
    def borders(self) -> _Borders | None:
        """The lowest and the highest border of all that were added; None before the first."""
        return self._borders

    def add(self, moment: float, histogram: Histogram) -> None:
        """Append the histogram of a moment, or take it for the former one of the same moment."""
        if self._newest and self._newest[-1].moment == moment:
            self._newest.pop()
        elif len(self._newest) >= self._stride:
            self._columns.append(_joined(self._newest))
            self._newest = []
        self._newest.append(_Column(moment, histogram))
        low, high = float(histogram.edges[0]), float(histogram.edges[-1])
        if self._borders is not None:
            low, high = min(low, self._borders[0]), max(high, self._borders[1])
        self._borders = low, high
        if len(self._columns) >= _MOST:
            pairs = [self._columns[k : k + 2] for k in range(0, len(self._columns), 2)]
            self._columns = [_joined(pair) for pair in pairs]
            self._stride *= 2

    def picture(self, borders: _Borders | None = None) -> tuple[Array, Array, Array]:
        """Return moments, borders of common bins, and counts (bins from below, moments).

        Parameters
        ----------
        borders
            Where the lowest bin begins and the highest ends; None for `borders`.
        """
        ends = self._borders if borders is None else borders
        if ends is None or not self._newest:
            return np.zeros(0), np.zeros(ROWS + 1), np.zeros((ROWS, 0))
        columns = self._all()
        counts = np.stack([column.counts_between(ends) for column in columns], axis=1)
        return self.moments(), np.linspace(*ends, ROWS + 1), counts

    def moments(self) -> Array:
        """Return the moment of each column."""
        return np.array([column.moment for column in self._all()])

    def _all(self) -> list[_Column]:
        return [*self._columns, _joined(self._newest)] if self._newest else []


@dataclass(slots=True)
class _Column:
    """A histogram and its moment; remembers its counts in the bins that were asked for last."""

    moment: float
    histogram: Histogram
    _ends: _Borders | None = None
    _counts: Array | None = None

    def counts_between(self, ends: _Borders) -> Array:
        if self._counts is None or self._ends != ends:
            self._ends = ends
            self._counts = _spread(self.histogram, np.linspace(*ends, ROWS + 1))
        return self._counts


def stretches(moments: Array) -> tuple[Array, Array]:
    """Return where the columns of moments begin and end: halfway to their neighbours.

    Where the next one is far, nobody looked in between, and the column ends sooner.
    """
    if len(moments) < 2:
        return moments - 0.5, moments + 0.5
    half = np.diff(moments) / 2
    reach = np.minimum(half, _LONGEST * np.median(half))
    before, after = np.append(0.0, reach), np.append(reach, 0.0)
    return moments - before, moments + after


def on_grid(moments: Array, counts: Array, places: Array) -> Array:
    """Return the columns that hold at some places, (bins, places); NaN where nobody looked.

    Parameters
    ----------
    moments, counts
        Of a picture.
    places
        In the units of the moments.
    """
    if not len(moments):
        return np.full((len(counts), len(places)), np.nan)
    starts, ends = stretches(moments)
    column = np.clip(np.searchsorted(starts, places, side="right") - 1, 0, len(moments) - 1)
    inside = (places >= starts[column]) & (places <= ends[column])
    found: Array = np.where(inside, counts[:, column], np.nan)
    return found


def _spread(histogram: Histogram, borders: Array) -> Array:
    """Return the counts of a histogram in other bins; what lies between is shared out."""
    reached = np.concatenate([[0.0], np.cumsum(histogram.counts)])
    counts: Array = np.diff(np.interp(borders, histogram.edges, reached))
    return counts


def _joined(columns: list[_Column]) -> _Column:
    """Return neighbours as one: the mean moment, and all counts."""
    if len(columns) == 1:
        return columns[0]
    histograms = [column.histogram for column in columns]
    low = min(float(histogram.edges[0]) for histogram in histograms)
    high = max(float(histogram.edges[-1]) for histogram in histograms)
    edges = np.linspace(low, high, ROWS + 1)
    counts = np.sum([_spread(histogram, edges) for histogram in histograms], axis=0)
    moment = sum(column.moment for column in columns) / len(columns)
    below = sum(histogram.below for histogram in histograms)
    above = sum(histogram.above for histogram in histograms)
    return _Column(moment, Histogram(edges, counts, below, above))
