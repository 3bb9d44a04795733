"""Histograms over time keep their counts, however long the run."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.gui.plots.histogram_trail import HistogramTrail
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
    covered = 1000 - len(trail._pending)
    assert counts.sum() == pytest.approx(50 * covered, rel=1e-6)
    spread = [np.count_nonzero(column > 0.01 * column.max()) for column in counts.T]
    assert spread[-1] > spread[0]
    trail.clear()
    assert len(trail) == 0
