"""Shared memory: the newest telemetry whole, every step counted."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from guinet.training.board import Board
from guinet.training.messages import LossPoint, Telemetry
from guinet.training.tally import LossTally


@pytest.fixture
def sides() -> Iterator[tuple[Board, Board]]:
    reader = Board.create()
    writer = Board.open(reader.path)
    yield writer, reader
    writer.close()
    reader.close()


def telemetry(number: int, edges: int = 3) -> Telemetry:
    values = np.full(edges, float(number))
    return Telemetry(
        number, 2, number, 0.5, 0.1, 10.0, 0.25, values, values + 1, values[:2] + 2, values[:1] + 3
    )


def test_the_newest_telemetry_is_read_once(sides):
    writer, reader = sides
    assert reader.newest() is None
    writer.publish(telemetry(1), observed=True)
    writer.publish(telemetry(2), observed=True)
    found = reader.newest()
    expected = telemetry(2)
    assert (found.plan, found.epoch, found.step) == (2, 2, 2)
    assert (found.loss, found.learning_rate, found.steps_per_s) == (0.5, 0.1, 10.0)
    assert found.epoch_fraction == 0.25
    np.testing.assert_array_equal(found.activations, expected.activations)
    np.testing.assert_array_equal(found.gradients, expected.gradients)
    np.testing.assert_array_equal(found.updates, expected.updates)
    np.testing.assert_array_equal(found.losses, expected.losses)
    assert reader.newest() is None


def test_what_was_not_observed_reads_as_nan(sides):
    writer, reader = sides
    writer.publish(telemetry(1), observed=True)
    writer.publish(telemetry(2), observed=False)
    found = reader.newest()
    assert found.step == 2
    assert found.activations.shape == (3,)
    assert found.updates.shape == (2,)
    assert np.isnan(found.activations).all()
    assert np.isnan(found.updates).all()
    assert found.losses.tolist() == [5.0], "told without being observed"


def test_a_graph_too_large_for_the_board_is_not_shown(sides):
    writer, reader = sides
    writer.publish(telemetry(1, edges=(1 << 15) + 1), observed=True)
    found = reader.newest()
    assert len(found.gradients) == (1 << 15) + 1
    assert np.isnan(found.gradients).all()


def test_telemetry_is_never_torn(sides):
    writer, reader = sides
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            writer.publish(telemetry(number, edges=2000), observed=True)
            if number % 3 == 0:
                time.sleep(0)

    thread = threading.Thread(target=write)
    thread.start()
    seen: list[Telemetry] = []
    end = time.monotonic() + 20
    try:
        while len(seen) < 200 and time.monotonic() < end:
            found = reader.newest()
            if found is None:
                time.sleep(0)
            else:
                seen.append(found)
    finally:
        stop.set()
        thread.join()
    assert seen
    for found in seen:
        assert np.all(found.activations == found.step)
        assert np.all(found.gradients == found.step + 1)


def test_loss_points_of_the_run_come_in_order_and_once(sides):
    writer, reader = sides
    for number in range(3):
        assert writer.push(7, LossPoint(number + 1, 1, number + 0.5, 0.0, 9.0))
    writer.push(8, LossPoint(1, 1, 0.5, 0.5, 0.5))
    assert reader.take(8) == [LossPoint(1, 1, 0.5, 0.5, 0.5)]
    assert reader.take(7) == []
    writer.push(7, LossPoint(4, 2, 1.0, 0.5, 1.5))
    assert reader.take(7) == [LossPoint(4, 2, 1.0, 0.5, 1.5)]


def test_a_full_ring_refuses_and_a_slow_reader_loses_nothing(sides):
    writer, reader = sides
    tally, steps = LossTally(), 20_000
    refused, found = 0, []
    for step in range(1, steps + 1):
        tally.add(step, float(step))
        if writer.push(1, tally.point()):
            tally.clear()
        else:
            refused += 1
        if step % 7000 == 0:
            found += reader.take(1)
    found += reader.take(1)
    if tally:
        assert writer.push(1, tally.point())
        found += reader.take(1)
    assert refused > 0
    assert sum(point.count for point in found) == steps
    assert sum(point.mean * point.count for point in found) == pytest.approx(
        steps * (steps + 1) / 2
    )
    firsts = [point.first_step for point in found]
    assert firsts == sorted(firsts)
    assert all(point.first_step + point.count - 1 == point.high for point in found)
    assert all(point.low == point.first_step for point in found)
