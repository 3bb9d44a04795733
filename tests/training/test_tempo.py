"""A speed limit slows training down and changes nothing else."""

from __future__ import annotations

import time

import numpy as np
import pytest

from guinet.training.client import TrainingClient
from guinet.training.messages import Epoch
from guinet.training.recipe import Recipe
from guinet.training.tempo import Tempo
from tests.training.conftest import MOONS, Told, moons_graph


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_steps_are_spaced() -> None:
    clock = Clock()
    tempo = Tempo(clock)
    assert tempo.wait_s == 0.0
    tempo.limit(10.0)
    assert tempo.wait_s == 0.0
    tempo.step()
    assert tempo.wait_s == pytest.approx(0.1)
    clock.now += 0.1
    assert tempo.wait_s == pytest.approx(0.0, abs=1e-9)
    tempo.step()
    clock.now += 5.0
    tempo.step()
    assert tempo.wait_s <= 0.1 + 1e-9
    tempo.limit(None)
    assert tempo.wait_s == 0.0


def trained(speed: float | None) -> tuple[dict[str, np.ndarray], float]:
    """Return the weights after two epochs of the real process, and how long they took."""
    client = TrainingClient()
    told = Told(client)
    client.set_speed(speed)  # before there is a process: it holds for the one that comes
    recipe = Recipe(batch_size=64, epochs=2)
    client.start(moons_graph(), MOONS, recipe)
    told.until(lambda: client.state == "paused")
    began = time.perf_counter()
    client.play()
    told.until(lambda: client.state == "finished")
    seconds = time.perf_counter() - began
    weights = dict(client.last_snapshot.weights)  # type: ignore[union-attr]
    assert sum(isinstance(message, Epoch) for message in told.messages) == 2
    client.close()
    return weights, seconds


def test_the_process_keeps_the_limit_and_learns_the_same() -> None:
    slow, seconds = trained(20.0)
    fast, _ = trained(None)
    assert seconds > 7 / 20  # ten steps, of which one may be caught up
    for name, array in fast.items():
        np.testing.assert_array_equal(slow[name], array)


def test_a_slow_run_still_hears_at_once() -> None:
    client = TrainingClient()
    told = Told(client)
    client.start(moons_graph(), MOONS, Recipe())
    told.until(lambda: client.state == "paused")
    client.set_speed(0.05)
    client.play()
    told.until(lambda: client.state == "running")
    client.pause()
    told.until(lambda: client.state == "paused")
    client.close()
