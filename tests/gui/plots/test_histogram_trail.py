"""Histograms over time keep their counts, however long the run."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.gui.plots.histogram_trail import ROWS, HistogramTrail, on_grid, stretches
from guinet.lens.views.unit_histogram import Histogram


def histogram(values: np.ndarray) -> Histogram:
    counts, edges = np.histogram(values, 40)
    return Histogram(edges, counts, 0, 0)


def test_a_single_moment_is_its_histogram() -> None:
    values = np.random.default_rng(0).normal(size=500)
    trail = HistogramTrail()
    trail.add(1.0, histogram(values))
    moments, borders, counts = trail.picture()
    np.testing.assert_array_equal(moments, [1.0])
    assert counts.sum() == pytest.approx(500)
    middle = np.searchsorted(borders, 0.0)
    below = counts[:middle, 0].sum()
    assert below == pytest.approx(np.count_nonzero(values < 0), abs=30)


def test_no_value_is_lost_in_a_long_run() -> None:
    rng = np.random.default_rng(1)
    trail = HistogramTrail()
    for step in range(1000):
        trail.add(float(step), histogram(rng.normal(scale=1 + step / 100, size=50)))
    moments, _, counts = trail.picture()
    assert len(moments) <= 121
    assert (np.diff(moments) > 0).all()
    assert counts.sum() == pytest.approx(50 * 1000, rel=1e-6)
    spread = [np.count_nonzero(column > 0.01 * column.max()) for column in counts.T]
    assert spread[-1] > spread[0]


def test_the_newest_moment_is_drawn_at_once_however_long_the_run() -> None:
    rng = np.random.default_rng(2)
    trail, values = HistogramTrail(), []
    for step in range(700):
        values.append(rng.normal(size=20))
        trail.add(float(step), histogram(values[-1]))
        moments, _, counts = trail.picture((-6.0, 6.0))
        assert counts.sum() == pytest.approx(20 * (step + 1))
        assert len(trail) == len(moments)
    # Each column counts the very moments that it is the mean of.
    ends = np.cumsum(np.rint(counts.sum(axis=0) / 20).astype(int))
    begins = np.append(0, ends[:-1])
    for moment, begin, end in zip(moments, begins, ends, strict=True):
        assert moment == pytest.approx(np.arange(begin, end).mean())


def test_common_bins_count_what_numpy_counts() -> None:
    """Where the bins of a histogram are those of the picture nothing is spread."""
    values = np.random.default_rng(3).normal(size=(5, 300)).clip(-2.99, 2.99)
    trail = HistogramTrail()
    for moment, row in enumerate(values):
        counts, edges = np.histogram(row, ROWS, (-3.0, 3.0))
        trail.add(float(moment), Histogram(edges, counts, 0, 0))
    moments, borders, counts = trail.picture((-3.0, 3.0))
    np.testing.assert_array_equal(moments, range(5))
    for column, row in zip(counts.T, values, strict=True):
        np.testing.assert_allclose(column, np.histogram(row, borders)[0], atol=1e-9)
    _, wider, again = trail.picture((-6.0, 6.0))
    for column, row in zip(again.T, values, strict=True):
        np.testing.assert_allclose(column, np.histogram(row, wider)[0], atol=1e-9)


def test_a_moment_that_is_seen_again_counts_once() -> None:
    trail = HistogramTrail()
    for scale in (1.0, 2.0):
        trail.add(3.0, histogram(np.linspace(-scale, scale, 30)))
    moments, borders, counts = trail.picture()
    assert moments.tolist() == [3.0]
    assert counts.sum() == pytest.approx(30)
    assert (borders[0], borders[-1]) == (-2.0, 2.0)


def test_columns_stand_where_their_moments_are() -> None:
    moments = np.array([0.0, 1.0, 2.0, 22.0, 24.0])
    starts, ends = stretches(moments)
    np.testing.assert_allclose(starts, [0.0, 0.5, 1.5, 14.5, 23.0])  # at most 10 · 0.75 away
    np.testing.assert_allclose(ends, [0.5, 1.5, 9.5, 23.0, 24.0])
    counts = np.arange(5.0)[None]
    places = np.array([0.1, 0.6, 1.4, 9.4, 12.0, 14.6, 23.9])
    np.testing.assert_array_equal(on_grid(moments, counts, places)[0], [0, 1, 1, 2, np.nan, 3, 4])
    np.testing.assert_array_equal(on_grid(np.array([2.0]), np.ones((1, 1)), np.array([1.6])), [[1]])
