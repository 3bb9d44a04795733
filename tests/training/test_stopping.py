"""Training ends when the loss no longer falls, with the weights of the best epoch."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.data.prepare import prepare
from guinet.optim.adam import Adam
from guinet.optim.sgd import SGD
from guinet.training.loop import run
from guinet.training.messages import Epoch, Finished, Snapshot
from guinet.training.recipe import Recipe
from guinet.training.session import Session
from guinet.training.stopping import EarlyStopping
from guinet.training.vigil import Vigil
from tests.training.conftest import LINE, MOONS, line_graph, moons_graph

# So large a rate that the loss jumps about: soon no epoch is better than the best.
JUMPY = Recipe(optimizer=Adam(), learning_rate=0.5, batch_size=16, epochs=200, patience=4)


class Weights:
    """Stands for a network: one number that tells the epoch."""

    def __init__(self) -> None:
        self.weights, self.state = {"w": np.zeros(1)}, {}

    def set_weights(self, weights) -> None:
        self.weights = dict(weights)

    def set_state(self, state) -> None:
        self.state = dict(state)


def judged(losses, **rule):
    """Return after which epoch a run with these losses stops, its network and its watch."""
    vigil, network = Vigil(EarlyStopping(**rule)), Weights()
    for epoch, loss in enumerate(losses, 1):
        network.weights = {"w": np.full(1, float(epoch))}
        if vigil.judge(loss, epoch, epoch, network):
            return epoch, network, vigil
    return None, network, vigil


@pytest.mark.parametrize(
    ("losses", "rule", "stops"),
    [
        ([3, 2, 1, 2, 2, 2], {"patience": 3}, 6),
        ([3, 2, 1, 2, 2, 2], {"patience": 4}, None),
        ([3, 2, 1, 2, 2, 0.9, 2, 2, 2], {"patience": 3}, 9),
        ([1, 1, 1], {"patience": 2}, 3),
        ([3, 2.9, 2.8, 2.7], {"patience": 2, "least_change": 0.5}, 3),
        ([3, 2.9, 2.8, 2.4, 2.3], {"patience": 3, "least_change": 0.5}, None),
        ([1, 2, 3, 4, 5], {"patience": 0}, None),
    ],
)
def test_so_many_epochs_without_a_better_loss_are_waited_for(losses, rule, stops) -> None:
    assert judged(losses, **rule)[0] == stops


def test_the_best_weights_come_back_and_it_is_said() -> None:
    _, network, vigil = judged([3, 1, 2, 2], patience=2)
    assert vigil.words() == "Stopped early: for 2 epochs the loss has not come below 1."
    assert vigil.restore(network) == "The weights are those of epoch 2, the best one."
    assert network.weights["w"] == 2.0


@pytest.mark.parametrize(
    ("losses", "rule"),
    [
        ([3, 1, 2, 2], {"patience": 2, "restore_best": False}),
        ([3, 2, 1], {"patience": 2}),
        ([3, 1, 2, 2], {"patience": 0}),
    ],
)
def test_where_the_last_weights_are_the_best_or_wanted_they_stay(losses, rule) -> None:
    _, network, vigil = judged(losses, **rule)
    assert vigil.restore(network) == ""
    assert network.weights["w"] == len(losses)


def test_patience_begins_anew_where_training_goes_on() -> None:
    _, network, vigil = judged([1, 2, 2], patience=2)
    vigil.go_on()
    assert [vigil.judge(loss, 4, 4, network) for loss in (2, 2)] == [False, True]


def measured(graph, data, weights, state) -> float:
    """Return the validation loss of a network with these weights."""
    session = Session(graph, data, Recipe(), weights=weights, state=state)
    return session._measure()["validation_loss"]


def test_a_run_stops_and_ends_with_the_weights_of_its_best_epoch() -> None:
    data, graph = prepare(MOONS), moons_graph()
    messages = list(run(graph, data, JUMPY))
    losses = [m.metrics["validation_loss"] for m in messages if isinstance(m, Epoch)]
    end, last = messages[-1], messages[-2]
    assert isinstance(end, Finished)
    assert isinstance(last, Snapshot)
    assert last.edits == 1, "the way back is no step"
    assert (end.reason, end.epochs) == ("early stopping", len(losses))
    best = int(np.argmin(losses))
    assert len(losses) == best + 1 + JUMPY.patience < JUMPY.epochs
    assert f"epoch {best + 1}, the best one" in end.message
    found = measured(graph, data, last.weights, last.state)
    assert found == pytest.approx(losses[best], rel=1e-6)
    assert found < losses[-1]


def test_without_restoring_the_weights_are_the_last_ones() -> None:
    data, graph = prepare(MOONS), moons_graph()
    messages = list(run(graph, data, JUMPY.replace(restore_best=False)))
    losses = [m.metrics["validation_loss"] for m in messages if isinstance(m, Epoch)]
    found = measured(graph, data, messages[-2].weights, messages[-2].state)
    assert found == pytest.approx(losses[-1], rel=1e-6)


def test_patience_alone_changes_no_number() -> None:
    recipe = Recipe(optimizer=SGD(), learning_rate=0.01, batch_size=32, epochs=4)
    data = prepare(LINE)
    plain, patient = (
        [m.metrics for m in run(line_graph(), data, each) if isinstance(m, Epoch)]
        for each in (recipe, recipe.replace(patience=50))
    )
    assert plain == patient


def test_another_learning_rate_in_flight_keeps_what_was_best_another_network_does_not() -> None:
    data, graph = prepare(MOONS), moons_graph()
    session = Session(graph, data, JUMPY)
    while not session.advance():
        pass
    before = session.vigil
    assert session.changed(graph, data, JUMPY.replace(learning_rate=0.1)).vigil is before
    assert session.changed(graph, data, JUMPY.replace(patience=9)).vigil is not before
    assert session.changed(graph, prepare(MOONS), JUMPY).vigil is not before


def test_the_best_epoch_is_kept_with_its_weights_whatever_the_rule() -> None:
    session = Session(moons_graph(), prepare(MOONS), Recipe(epochs=6, learning_rate=0.3), workers=1)
    weights: dict[int, dict[str, np.ndarray]] = {}
    losses: dict[int, float] = {}
    done = False
    while not done:
        for message in session.advance():
            if isinstance(message, Epoch):
                weights[message.epoch] = session.network.weights
                losses[message.epoch] = message.judged_loss
            done = done or isinstance(message, Finished)
    best = min(losses, key=lambda epoch: losses[epoch])
    kept = session.vigil.best
    assert kept is not None
    assert (kept.epoch, kept.loss) == (best, losses[best])
    for name, array in weights[best].items():
        np.testing.assert_array_equal(kept.weights[name], array)


def test_what_is_restored_are_the_weights_of_the_best_epoch_number_by_number() -> None:
    session = Session(moons_graph(), prepare(MOONS), JUMPY, workers=1)
    ended: list[tuple[float, dict[str, np.ndarray], dict[str, np.ndarray]]] = []
    finished = False
    while not finished:
        messages = session.advance()
        finished = any(isinstance(message, Finished) for message in messages)
        for message in messages:
            if isinstance(message, Epoch) and not finished:  # then they are set back already
                network = session.network
                ended.append((message.judged_loss, network.weights, network.state))
    _, weights, state = min(ended, key=lambda each: each[0])
    assert len(ended) > 1
    for found, wanted in ((session.network.weights, weights), (session.network.state, state)):
        assert found.keys() == wanted.keys()
        for name, array in wanted.items():
            np.testing.assert_array_equal(found[name], array, err_msg=name)
    assert any(np.any(ended[-1][1][name] != array) for name, array in weights.items())
