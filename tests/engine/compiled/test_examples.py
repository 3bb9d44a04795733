"""The examples train alike in both engines, and alike again when they are trained again."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from guinet.core.types import Array
from guinet.data.batches import Batches
from guinet.data.prepare import prepare
from guinet.engine.network import Network
from guinet.engine.trainer import Trainer
from guinet.project.examples import examples, open_example
from guinet.project.project import Project
from tests.engine.compiled.equivalence import assert_close

FEW, MANY = 12, 200
STATES = 20
NAMES = [example.name for example in examples()]


def trainers(project: Project, dtype: str, *engines: str) -> tuple[list[Trainer], Batches]:
    data, recipe = prepare(project.data), project.recipe
    made = [
        Network(
            project.graph,
            data.fields,
            recipe.batch_size,
            seed=recipe.seed,
            dtype=dtype,
            engine=engine,
            keep=(),
        ).trainer(recipe.optimizer, recipe.learning_rate)
        for engine in engines
    ]
    return made, Batches(data.train, recipe.batch_size, recipe.seed)


def steps(batches: Batches, count: int) -> list[dict[str, Array]]:
    """Return the batches of the first steps, the smaller one at the end of an epoch included."""
    found: list[dict[str, Array]] = []
    epoch = 0
    while len(found) < count:
        found += islice(batches.epoch(epoch), count - len(found))
        epoch += 1
    return found


@pytest.mark.parametrize("name", NAMES)
def test_training_equals_the_reference(name: str) -> None:
    _compare(name, FEW)


@pytest.mark.many
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", NAMES)
def test_two_hundred_steps_equal_the_reference(name: str) -> None:
    _compare(name, MANY)


def _compare(name: str, count: int) -> None:
    """Hold every step against the reference, to 1e-9 and what rounding itself grows to.

    A deep network may amplify a single rounding of its first weights a billionfold within two
    hundred steps; how far shows a second reference that begins with that rounding.
    """
    (reference, nudged, compiled), batches = trainers(
        open_example(name), "float64", "reference", "reference", "compiled"
    )
    signs = np.random.default_rng(0)
    nudged.network.set_weights(
        {
            key: array * (1.0 + 2e-16 * signs.choice([-1.0, 0.0, 1.0], array.shape))
            for key, array in nudged.network.weights.items()
        }
    )
    for batch in steps(batches, count):
        expected, other, found = (t.step(batch) for t in (reference, nudged, compiled))
        assert found == pytest.approx(expected, rel=1e-9, abs=8.0 * abs(other - expected))
    for key, array in reference.network.weights.items():
        moved = float(np.abs(nudged.network.weights[key] - array).max(initial=0.0))
        scale = 8.0 * moved / 1e-9
        assert_close(key, compiled.network.weights[key], array, 1e-9, 1e3 * scale)


@pytest.mark.parametrize("name", NAMES)
def test_gradients_in_single_precision_are_near_those_in_double(name: str) -> None:
    _compare_gradients(name, 2)


@pytest.mark.many
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", NAMES)
def test_gradients_at_many_weights_are_near_those_in_double(name: str) -> None:
    _compare_gradients(name, STATES)


def _compare_gradients(name: str, count: int) -> None:
    """Compare with float64, at weights along the way of a training; never the ways themselves.

    The tolerance, of a tensor's maximum, is what float32 loses in a sum of a few thousand
    terms; Winograd's transforms cost a few units more.
    """
    project = open_example(name)
    (exact,), batches = trainers(project, "float64", "reference")
    (single,), _ = trainers(project, "float32", "compiled")
    for number, batch in enumerate(steps(batches, 3 * count)):
        if number % 3 == 2:
            single.network.set_weights(exact.network.weights)
            single.network.set_state(exact.network.state)
            gradients = []
            for net in (exact.network, single.network):
                net.forward(batch, training=True, step=number)
                gradients.append(net.backward())
            largest = max(float(np.abs(g).max(initial=0.0)) for g in gradients[0].values())
            for key, expected in gradients[0].items():
                assert_close(key, gradients[1][key], expected, 1e-4, 20.0 * largest)
            exact.steps = number
        exact.step(batch)


def test_training_again_gives_the_same_bits() -> None:
    (one, other), batches = trainers(open_example("digits-cnn"), "float32", "compiled", "compiled")
    for batch in steps(batches, 5):
        assert one.step(batch) == other.step(batch)
    for key, array in one.network.weights.items():
        np.testing.assert_array_equal(other.network.weights[key], array)
