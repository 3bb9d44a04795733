"""Segments, parts and chunks change where an update works, never what it computes."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from guinet.optim import optimizers
from guinet.optim.adam import Adam
from guinet.optim.flat_update import CHUNK, FlatUpdate, Segment
from guinet.optim.regularisation import Regularisation
from guinet.optim.sgd import SGD
from tests.optim.steps import bound

EVERYTHING = Regularisation(l1=0.01, l2=0.02, clip_norm=5.0, clip_value=0.04)


def numbers(count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=count).astype(np.float32)


@pytest.mark.parametrize("cut", [1, 1001, CHUNK, CHUNK + 5])
@pytest.mark.parametrize("type_name", optimizers.names())
def test_two_that_share_the_work_change_every_bit_as_one_does(type_name: str, cut: int) -> None:
    count = 2 * CHUNK + 77
    optimizer = optimizers.types()[type_name]()
    segments = [Segment(0, 900, 1.0), Segment(900, 1100, 0.0), Segment(1100, count, 0.3)]
    given = np.zeros(count, np.float32)
    alone = numbers(count)
    update, slots = bound(optimizer, alone, given, segments, EVERYTHING)
    shared = alone.copy()
    shared_slots = {name: np.zeros_like(shared) for name in slots}
    halves = [
        FlatUpdate(
            optimizer,
            shared,
            given,
            shared_slots,
            segments,
            regularisation=EVERYTHING,
            part=part,
        )
        for part in (slice(0, cut), slice(cut, None))
    ]
    for step in range(1, 6):
        given[...] = numbers(count, step)
        update.step(0.01, step)
        for half in halves:
            half.step(0.01, step)
    assert np.array_equal(alone, shared)
    assert all(np.array_equal(slots[name], shared_slots[name]) for name in slots)


def test_a_part_changes_nothing_outside() -> None:
    weights, given = numbers(100), np.ones(100, np.float32)
    before = weights.copy()
    FlatUpdate(SGD(), weights, given, {}, part=slice(20, 30)).step(0.1, 1)
    assert np.flatnonzero(weights != before).tolist() == list(range(20, 30))


@pytest.mark.parametrize("type_name", optimizers.names())
def test_what_is_frozen_stays_bit_for_bit_and_its_slots_too(type_name: str) -> None:
    optimizer = optimizers.types()[type_name]()
    weights, given = numbers(60), numbers(60, 1)
    before = weights.copy()
    segments = [Segment(0, 20, 1.0), Segment(20, 40, 0.0), Segment(40, 60, 2.0)]
    update, slots = bound(optimizer, weights, given, segments, EVERYTHING)
    for step in range(1, 4):
        update.step(0.1, step)
    changed = np.flatnonzero(weights != before)
    assert changed.tolist() == [*range(20), *range(40, 60)]
    for slot in slots.values():
        assert np.all(slot[20:40] == 0.0)
        assert np.any(slot[:20] != 0.0)


def test_elements_in_no_segment_are_frozen() -> None:
    weights, given = np.ones(10), np.ones(10)
    update, _ = bound(SGD(), weights, given, [Segment(2, 4, 1.0)])
    update.step(0.5, 1)
    assert weights.tolist() == [1, 1, 0.5, 0.5, 1, 1, 1, 1, 1, 1]


def test_one_with_nothing_to_learn_does_nothing() -> None:
    weights, given = np.ones(3), np.ones(3)
    update, _ = bound(Adam(), weights, given, [Segment(0, 3, 0.0)], EVERYTHING)
    update.step(0.5, 1)
    assert weights.tolist() == [1, 1, 1]
    update, _ = bound(Adam(), np.ones(0), np.ones(0))
    update.step(0.5, 1)


def test_neighbours_of_one_factor_are_one_segment() -> None:
    """Fifty small arrays must not cost fifty times the calls."""
    weights, given = np.ones(100), np.ones(100)
    pieces = [Segment(start, start + 2, 1.0) for start in range(0, 100, 2)]
    whole, _ = bound(Adam(), weights, given)
    update, _ = bound(Adam(), weights, given, pieces)
    assert len(update._calls) == len(whole._calls)


@pytest.mark.parametrize("type_name", optimizers.names())
def test_a_step_allocates_no_array(type_name: str) -> None:
    optimizer = optimizers.types()[type_name]()
    weights, given = numbers(5 * CHUNK), numbers(5 * CHUNK, 1)
    update, _ = bound(optimizer, weights, given, None, EVERYTHING)
    update.step(0.1, 1)
    tracemalloc.start()
    try:
        update.step(0.1, 2)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4096, "a chunk alone has 65536 bytes"
