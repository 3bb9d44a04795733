"""Long runs stay short on paper, and nothing is left uncounted."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.gui.plots.curves import smoothed
from guinet.gui.plots.trails import Trails


def test_points_are_kept_as_they_are_at_first() -> None:
    trails = Trails()
    for k in range(5):
        trails.add(float(k), {"a": 10.0**k, "b": 1.0})
    x, y = trails.curves()["a"]
    np.testing.assert_array_equal(x, range(5))
    np.testing.assert_allclose(y, [1, 10, 100, 1000, 10000])


def test_a_week_of_running_is_bounded_and_every_look_counts_the_same() -> None:
    trails = Trails()
    rng = np.random.default_rng(0)
    logs = rng.normal(size=20_019)
    logs[-19:] += 20.0
    for k, value in enumerate(np.exp(logs)):
        trails.add(float(k), {"a": float(value)})
    x, y = trails.curves()["a"]
    assert trails.looks == 20_019
    assert len(x) <= 400
    assert (np.diff(x) > 0).all()
    counts = trails.counts("a")
    assert counts.sum() == 20_019
    assert np.average(np.log(y), weights=counts) == pytest.approx(logs.mean(), rel=1e-9)
    # Each point is the mean of the very looks that it stands for.
    ends = np.cumsum(counts)
    for place in (0, len(x) // 2, len(x) - 1):
        part = slice(ends[place] - counts[place], ends[place])
        assert np.log(y[place]) == pytest.approx(logs[part].mean(), rel=1e-9)
        assert x[place] == pytest.approx(np.arange(20_019.0)[part].mean())


def test_the_newest_look_is_drawn_at_once_however_long_the_run() -> None:
    trails = Trails()
    for k in range(5_003):
        trails.add(float(k), {"a": 1.0})
        counted = trails.counts("a").sum()
        assert counted == k + 1
    kept = sum(len(row) for row in (*trails._sums.values(), *trails._counts.values()))
    assert kept <= 2 * 400


def test_gaps_weigh_nothing_where_points_are_joined() -> None:
    trails = Trails()
    for k in range(1_000):
        trails.add(float(k), {"a": 8.0 if k % 3 == 0 else 0.0, "b": 2.0})
    np.testing.assert_allclose(trails.curves()["a"][1], 8.0)
    assert trails.counts("a").sum() == 334
    assert trails.counts("b").sum() == 1_000


def test_nodes_that_come_later_and_gaps() -> None:
    trails = Trails()
    trails.add(0.0, {"a": 1.0})
    trails.add(1.0, {"a": 0.0, "b": 2.0})
    curves = trails.curves()
    assert np.isnan(curves["a"][1][1])
    np.testing.assert_allclose(curves["b"][1], [np.nan, 2.0])
    trails.clear()
    assert trails.curves() == {}


def test_smoothing_does_not_pull_towards_zero() -> None:
    np.testing.assert_allclose(smoothed(np.full(50, 3.0), 0.97), 3.0)
    y = np.array([1.0, 2.0, 4.0])
    wanted = [1.0, (0.5 * 1 + 2) / 1.5, (0.25 * 1 + 0.5 * 2 + 4) / 1.75]
    np.testing.assert_allclose(smoothed(y, 0.5), wanted)
    assert smoothed(y, 0.0) is y


@pytest.mark.parametrize("length", [2, 127, 128, 129, 1000])
@pytest.mark.parametrize("share", [0.5, 0.8, 0.97])
def test_smoothing_in_blocks_is_smoothing_one_by_one(length: int, share: float) -> None:
    y = np.random.default_rng(length).exponential(size=length)
    mean, wanted = 0.0, []
    for place, value in enumerate(y.tolist()):
        mean = share * mean + (1 - share) * value
        wanted.append(mean / (1 - share ** (place + 1)))
    np.testing.assert_allclose(smoothed(y, share), wanted, rtol=1e-10)
