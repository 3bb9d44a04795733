"""Weights that a person sets: exactly these, at once, and nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.core.errors import GuinetError
from guinet.data.batches import Batches
from guinet.data.prepare import prepare
from guinet.engine.network import Network
from guinet.graph.builder import GraphBuilder
from guinet.optim.adam import Adam
from guinet.training.by_hand import is_overtaken, set_by_hand
from guinet.training.commands import SetWeight, SetWeights
from guinet.training.messages import Effect, Epoch, Snapshot
from guinet.training.recipe import Recipe
from guinet.training.session import Session
from tests.training.conftest import LINE, MOONS, line_graph, moons_graph

ADAM = Recipe(optimizer=Adam(), learning_rate=0.01, batch_size=32, epochs=50)


@pytest.fixture(scope="module")
def moons():
    return prepare(MOONS)


def shared_graph():
    b = GraphBuilder()
    h = b.add("Linear", b.add("Input"), out_features=2, name="first", share="twins")
    h = b.add("Linear", b.add("Tanh", h), out_features=2, name="second", share="twins")
    b.add("CrossEntropyLoss", h, b.add("Target"), name="loss")
    return b.build()


def test_the_worker_takes_exactly_the_array_and_tells_what_came_of_it(told):
    told.client.start(line_graph(), LINE, ADAM)
    told.settle()
    told.client.watch(True)
    told.client.step()
    told.settle()
    before = told.snapshot
    wanted = np.arange(4, dtype=np.float32).reshape(4, 1) / 3 - 0.5
    told.client.set_weights({"hidden.weight": wanted})
    told.wait(Effect)
    told.settle()
    assert told.snapshot.edits == before.edits + 1
    assert told.snapshot.weights["hidden.weight"].dtype == np.float32
    np.testing.assert_array_equal(told.snapshot.weights["hidden.weight"], wanted)
    for name in ("hidden.bias", "out.weight", "out.bias"):
        np.testing.assert_array_equal(told.snapshot.weights[name], before.weights[name])
    line = prepare(LINE)
    reference = Network(line_graph(), line.fields, 256, engine="reference", dtype="float64")
    (_, batch, *_) = Batches(line.train, 32, ADAM.seed).epoch(0)
    losses = []
    for snapshot in (before, told.snapshot):
        reference.set_weights(snapshot.weights)
        losses.append(reference.forward(batch))
    effect = told.of(Effect)[-1]
    assert [effect.before, effect.after] == pytest.approx(losses, rel=1e-5)
    assert losses[0] != pytest.approx(losses[1], rel=0.01), "or the test shows nothing"
    shown = told.client.telemetry()
    assert shown.loss == effect.after
    reference.backward()
    out = next(i for i, e in enumerate(reference.edges) if e.source == "out")
    rms = float(np.sqrt(np.mean(reference.gradient("out") ** 2)))
    assert shown.gradients[out] == pytest.approx(rms, rel=1e-5)


def test_the_foreseen_loss_is_that_of_the_next_step(told):
    """With dropout and batch statistics as well: the same draws, the same batch."""
    told.client.start(moons_graph(), MOONS, ADAM)
    told.settle()
    told.client.set_weight("out.weight", (1, 5), 2.0)
    told.settle()
    told.client.step()
    told.settle()
    (point,) = told.client.loss_points()
    assert point.mean == pytest.approx(told.of(Effect)[-1].after, rel=1e-6)


def test_one_number_is_set_at_its_row_and_column(told):
    told.client.start(moons_graph(), MOONS, ADAM)
    told.settle()
    before = told.snapshot.weights["out.weight"]
    told.client.set_weight("out.weight", (1, 5), -0.25)
    told.settle()
    wanted = before.copy()
    wanted[1, 5] = -0.25
    np.testing.assert_array_equal(told.snapshot.weights["out.weight"], wanted)


def test_looking_ahead_changes_nothing(moons):
    """Weights, optimizer's memory, running statistics, and every step that follows."""
    sessions = [Session(moons_graph(), moons, ADAM) for _ in range(2)]
    for step in range(25):
        for session in sessions:
            session.advance()
        if step % 4 == 0:
            sessions[0].foresee()
    for name in ("weights", "state"):
        plain, looked = (getattr(session.network, name) for session in sessions)
        for key, array in plain.items():
            np.testing.assert_array_equal(looked[key], array, err_msg=key)


def test_an_edit_keeps_the_optimizers_memory_and_the_epoch(moons):
    session = Session(moons_graph(), moons, ADAM)
    for _ in range(25):
        session.advance()
    kept = session.epoch, session.step, session.trainer.updates
    slots = session.trainer.slots_by_key()
    assert session.epoch > 0
    assert all(array.any() for named in slots.values() for array in named.values())
    set_by_hand(session.network, SetWeight("out.weight", (0, 0), 3.0))
    assert (session.epoch, session.step, session.trainer.updates) == kept
    for slot, named in session.trainer.slots_by_key().items():
        for key, array in named.items():
            np.testing.assert_array_equal(array, slots[slot][key])
    session.advance()
    assert session.network.weights["out.weight"][0, 0] == pytest.approx(3.0, abs=0.02)


def test_an_edit_while_it_trains_goes_on_from_there(told):
    told.client.start(moons_graph(), MOONS, ADAM.replace(epochs=1_000_000))
    told.settle()
    told.client.play()
    told.wait(Epoch, 2)
    epoch = told.of(Epoch)[-1].epoch
    told.client.set_weights({"out.bias": np.array([40.0, -40.0])})
    told.until(lambda: any(s.edits == 1 for s in told.of(Snapshot)))
    first = next(s for s in told.of(Snapshot) if s.edits == 1)
    np.testing.assert_array_equal(first.weights["out.bias"], np.float32([40.0, -40.0]))
    assert first.epoch >= epoch
    assert told.client.state == "running"
    assert not told.of(Effect), "the steps themselves tell what came of it"
    told.wait(Epoch)
    assert told.of(Epoch)[-1].epoch > epoch
    told.client.pause()
    told.reach("paused")
    assert told.snapshot.weights["out.bias"][0] != 40.0


def test_shared_weights_change_at_all_their_uses(moons):
    session = Session(shared_graph(), moons, ADAM)
    set_by_hand(session.network, SetWeight("second.weight", (0, 1), 0.125))
    weights = session.network.weights
    assert weights["first.weight"][0, 1] == weights["second.weight"][0, 1] == 0.125
    assert weights["first.weight"][1, 0] != 0.125


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (SetWeights({"out.weight": np.zeros((8, 2))}), "out.weight has the shape"),
        (SetWeights({"out.bias": np.array([1.0, np.nan])}), "finite"),
        (SetWeights({"out.bias": np.array([1.0, 1e39])}), "finite"),
        (SetWeights({"out.bais": np.zeros(2)}), "There is no array out.bais"),
        (SetWeight("out.weight", (2, 0), 1.0), r"no number at \(2, 0\)"),
        (SetWeight("out.weight", (0,), 1.0), "no number at"),
        (SetWeight("out.weight", (0, -1), 1.0), "no number at"),
        (SetWeight("out.weight", (0, 0), np.inf), "finite"),
        (SetWeight("nowhere.weight", (0, 0), 1.0), "There is no array nowhere.weight"),
    ],
)
def test_what_cannot_be_set_is_refused_in_words_and_sets_nothing(moons, command, words):
    session = Session(moons_graph(), moons, ADAM)
    before = session.network.weights
    with pytest.raises(GuinetError, match=words):
        set_by_hand(session.network, command)
    for name, array in session.network.weights.items():
        np.testing.assert_array_equal(array, before[name])


def test_a_refusal_stops_nothing(told):
    told.client.start(line_graph(), LINE, ADAM)
    told.settle()
    told.client.set_weights({"out.weight": np.zeros(3)})
    assert told.settle().state == "paused"
    assert "out.weight has the shape" in told.failures[-1]
    assert told.snapshot.edits == 0
    told.client.step()
    assert told.settle().step == 1


def test_only_the_last_of_a_rapid_series_is_done():
    cell = SetWeight("a.weight", (0, 0), 1.0)
    assert is_overtaken(cell, SetWeight("a.weight", (0, 0), 2.0))
    assert not is_overtaken(cell, SetWeight("a.weight", (0, 1), 2.0))
    array = SetWeights({"a.weight": np.zeros(2)})
    assert is_overtaken(array, array)
    assert not is_overtaken(array, SetWeights({"a.bias": np.zeros(2)}))
    assert not is_overtaken(cell, array)
    assert not is_overtaken(array, cell)
