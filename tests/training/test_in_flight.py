"""Changes of the recipe in the real process: from the next step on, and nothing begins anew."""

from __future__ import annotations

import math

import numpy as np
import pytest

from guinet.data.prepare import prepare
from guinet.optim import schedules
from guinet.optim.adam import Adam
from guinet.optim.cosine import Cosine
from guinet.optim.sgd import SGD
from guinet.training.messages import Epoch, Finished, Prepared, Snapshot
from guinet.training.recipe import Recipe
from guinet.training.session import Session
from tests.training.conftest import LINE, Told, line_graph

RECIPE = Recipe(optimizer=Adam(), learning_rate=0.02, batch_size=16, epochs=50, workers=1)


def told_steps(told: Told, count: int) -> Snapshot:
    """Make steps one by one, and return the weights after them."""
    for _ in range(count):
        told.client.step()
        told.settle()
    told.client.request_snapshot()
    snapshot = told.wait(Snapshot)
    assert isinstance(snapshot, Snapshot)
    return snapshot


def assert_same(found: Snapshot, session: Session) -> None:
    assert (found.epoch, found.step) == (session.epoch, session.step)
    for name, array in session.network.weights.items():
        np.testing.assert_array_equal(found.weights[name], array, err_msg=name)


def test_another_learning_rate_is_that_of_the_very_next_step(told: Told) -> None:
    told.client.start(line_graph(), LINE, RECIPE)
    told.settle()
    by_hand = Session(line_graph(), prepare(LINE), RECIPE)
    for _ in range(3):
        by_hand.advance()
    before = told_steps(told, 3)
    assert_same(before, by_hand)
    told.client.set_learning_rate(0.3)
    by_hand.set_learning_rate(0.3)
    by_hand.advance()
    after = told_steps(told, 1)
    assert_same(after, by_hand)
    late = Session(line_graph(), prepare(LINE), RECIPE)
    for _ in range(4):
        late.advance()
    assert not np.array_equal(after.weights["out.weight"], late.network.weights["out.weight"])


@pytest.mark.parametrize(
    "change",
    [
        {"batch_size": 10},
        {"optimizer": SGD(momentum=0.5)},
        {"schedule": Cosine(floor=0.5)},
        {"l2": 0.1, "clip_norm": 0.5},
        {"warm_up": 3.0},
        {"learning_rate": 0.005},
        {"patience": 2},
    ],
    ids=lambda change: "-".join(change),
)
def test_whatever_else_changes_training_goes_on_from_its_weights(told: Told, change) -> None:
    told.client.start(line_graph(), LINE, RECIPE)
    told.settle()
    data = prepare(LINE)
    by_hand = Session(line_graph(), data, RECIPE)
    for _ in range(5):
        by_hand.advance()
    assert_same(told_steps(told, 5), by_hand)
    changed = RECIPE.replace(**change)
    told.client.update(line_graph(), LINE, changed)
    prepared = told.wait(Prepared)
    assert isinstance(prepared, Prepared)
    assert prepared.fresh == ()
    state = told.settle()
    assert state.step == 5
    by_hand = by_hand.changed(line_graph(), data, changed)
    by_hand.advance()
    assert_same(told_steps(told, 1), by_hand)


@pytest.mark.parametrize("name", schedules.names())
def test_the_recorded_curve_of_a_run_is_the_formula(told: Told, name: str) -> None:
    recipe = RECIPE.replace(schedule=schedules.types()[name](), epochs=7, warm_up=1.5)
    told.client.start(line_graph(), LINE, recipe)
    told.client.play()
    told.wait(Finished)
    epochs = [message for message in told.messages if isinstance(message, Epoch)]
    prepared = next(message for message in told.messages if isinstance(message, Prepared))
    steps = math.ceil(prepared.train_count / recipe.batch_size)
    losses = [epoch.judged_loss for epoch in epochs]
    planned = [
        recipe.learning_rate * recipe.rate_factor(n + (steps - 1) / steps, 7, losses[:n])
        for n in range(7)
    ]
    assert [epoch.epoch for epoch in epochs] == list(range(1, 8))
    np.testing.assert_allclose([epoch.learning_rate for epoch in epochs], planned, rtol=1e-12)
