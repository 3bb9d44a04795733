"""A part of a large data set, for a first try."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.data.prepare import prepare, some
from guinet.data.preview import preview
from guinet.data.sources.digits import Digits
from guinet.data.sources.iris import Iris
from guinet.data.spec import DataSpec


def used(spec: DataSpec) -> np.ndarray:
    data = prepare(spec)
    return np.sort(np.concatenate([data.train_index, data.validation_index]))


def test_so_many_samples_are_used_and_split_as_ever() -> None:
    data = prepare(DataSpec(source=Digits(), limit=200, validation=0.25))
    assert len(data.train["x"]) == 150
    assert len(data.validation["x"]) == 50
    raw = Digits().load().arrays
    for part, index in ((data.train, data.train_index), (data.validation, data.validation_index)):
        np.testing.assert_array_equal(part["y"], raw["y"][index])
        restored = data.scaler.inverse("x", part["x"])
        np.testing.assert_allclose(restored, raw["x"][index], atol=1e-4)
    # Not the first ones: files are often sorted by class.
    assert data.train_index.max() > 1000
    assert preview(data).count == 200


def test_the_seed_of_the_split_draws_them_and_more_hold_fewer() -> None:
    small, large = (used(DataSpec(source=Digits(), limit=count)) for count in (100, 300))
    np.testing.assert_array_equal(small, used(DataSpec(source=Digits(), limit=100)))
    assert set(small) <= set(large)
    other = used(DataSpec(source=Digits(), limit=100, split_seed=1))
    assert set(small) != set(other)


@pytest.mark.parametrize("limit", [0, 150, 151, 10**9])
def test_no_limit_and_one_that_is_not_reached_change_nothing(limit: int) -> None:
    plain, limited = prepare(DataSpec(source=Iris())), prepare(DataSpec(source=Iris(), limit=limit))
    np.testing.assert_array_equal(plain.train_index, limited.train_index)
    np.testing.assert_array_equal(plain.train["x"], limited.train["x"])


def test_classes_keep_their_shares_where_that_is_asked_for() -> None:
    data = prepare(DataSpec(source=Iris(), limit=30, stratify=True, validation=0.2))
    assert np.bincount(data.train["y"]).tolist() == [8, 8, 8]
    assert np.bincount(data.validation["y"]).tolist() == [2, 2, 2]


def test_scaling_is_measured_on_what_is_used() -> None:
    data = prepare(DataSpec(source=Iris(), limit=40))
    np.testing.assert_allclose(data.train["x"].mean(axis=0), 0, atol=1e-5)


def test_some_are_in_ascending_order() -> None:
    chosen = some(1000, 10, 0)
    assert len(chosen) == len(set(chosen)) == 10
    assert (np.diff(chosen) > 0).all()
