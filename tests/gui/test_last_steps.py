"""The last step of the weights is what training added, and nothing else."""

from __future__ import annotations

import numpy as np

from guinet.data.prepare import prepare
from guinet.gui.last_steps import LastSteps
from guinet.training.by_hand import set_by_hand
from guinet.training.commands import SetWeight
from guinet.training.recipe import Recipe
from guinet.training.session import Session
from tests.training.conftest import MOONS, moons_graph


def session() -> Session:
    return Session(moons_graph(), prepare(MOONS), Recipe(batch_size=32))


def test_between_two_steps_it_is_the_optimizers_update():
    run, steps = session(), LastSteps()
    run.advance()
    steps.take(run.snapshot())
    before = run.trainer._executor.parameters.flat.copy()
    run.advance()
    steps.take(run.snapshot())
    parameters = run.trainer._executor.parameters
    updates = parameters.named(parameters.views(parameters.flat - before))
    for name, update in updates.items():
        step = steps.of(name, update.shape)
        assert step is not None
        assert step.steps == 1
        np.testing.assert_allclose(step.change, update, rtol=1e-3, atol=1e-9)
    assert np.abs(updates["hidden.weight"]).max() > 1e-4


def test_over_several_steps_it_is_their_mean():
    run, steps = session(), LastSteps()
    first = run.snapshot()
    steps.take(first)
    for _ in range(5):
        run.advance()
    steps.take(run.snapshot())
    step = steps.of("out.bias", (2,))
    assert step.steps == 5
    wanted = (run.network.weights["out.bias"].astype(float) - first.weights["out.bias"]) / 5
    np.testing.assert_array_equal(step.change, wanted)


def test_what_a_hand_did_is_no_step():
    run, steps = session(), LastSteps()
    steps.take(run.snapshot())
    run.advance()
    steps.take(run.snapshot())
    known = steps.of("out.weight", (2, 8)).change
    set_by_hand(run.network, SetWeight("out.weight", (0, 0), 50.0))
    run.edits += 1
    steps.take(run.snapshot())
    np.testing.assert_array_equal(steps.of("out.weight", (2, 8)).change, known)
    run.advance()
    set_by_hand(run.network, SetWeight("out.weight", (0, 0), -50.0))
    run.edits += 1
    steps.take(run.snapshot())  # a step and a hand: what the step did cannot be told
    np.testing.assert_array_equal(steps.of("out.weight", (2, 8)).change, known)
    run.advance()
    steps.take(run.snapshot())
    assert np.abs(steps.of("out.weight", (2, 8)).change).max() < 1.0


def test_a_new_run_and_another_shape_know_no_step():
    run, steps = session(), LastSteps()
    for _ in range(2):
        run.advance()
        steps.take(run.snapshot())
    assert steps.of("out.weight", (3, 8)) is None
    assert steps.of("nowhere.weight", (2, 8)) is None
    steps.take(session().snapshot())
    assert steps.of("out.weight", (2, 8)) is None
