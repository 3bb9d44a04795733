"""Histograms count what NumPy counts."""

from __future__ import annotations

import numpy as np

from guinet.lens.views.unit_histogram import HistogramOf
from tests.lens.conftest import scene_of
from tests.training.conftest import MOONS, moons_graph


def test_counts_are_numpys() -> None:
    scene = scene_of(moons_graph(), MOONS)
    for what, values in (
        ("output", scene.batch.output("norm")),
        ("input", scene.batch.output("hidden")),
        ("gradient", scene.batch.gradient("norm")),
    ):
        found = HistogramOf("norm", what, 30).compute(scene)
        ends = (float(values.min()), float(values.max()))
        counts, edges = np.histogram(values, 30, ends)
        np.testing.assert_array_equal(found.counts, counts)
        np.testing.assert_allclose(found.edges, edges, rtol=1e-5)
        assert found.counts.sum() == values.size


def test_what_lies_outside_is_counted() -> None:
    scene = scene_of(moons_graph(), MOONS)
    values = scene.batch.output("norm")
    found = HistogramOf("norm", low=-0.5, high=0.25).compute(scene)
    assert found.below == np.count_nonzero(values < -0.5)
    assert found.above == np.count_nonzero(values > 0.25)
    assert found.below + found.above + found.counts.sum() == values.size
