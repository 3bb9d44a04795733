"""A session against hand computation, and what it keeps when something changes."""

from __future__ import annotations

import math

import numpy as np
import pytest

from guinet.core.errors import TrainingError
from guinet.data.batches import Batches
from guinet.data.prepare import prepare
from guinet.engine.network import Network
from guinet.graph import edits
from guinet.modules import modules
from guinet.optim.adam import Adam
from guinet.optim.adamw import AdamW
from guinet.optim.cosine import Cosine
from guinet.optim.exponential_decay import ExponentialDecay
from guinet.optim.inverse_decay import InverseDecay
from guinet.optim.lion import Lion
from guinet.optim.one_cycle import OneCycle
from guinet.optim.reduce_on_plateau import ReduceOnPlateau
from guinet.optim.sgd import SGD
from guinet.optim.step_decay import StepDecay
from guinet.training.messages import Epoch, Finished
from guinet.training.recipe import Recipe
from guinet.training.session import Session
from tests.training.conftest import LINE, MOONS, line_graph, moons_graph

SGD_RECIPE = Recipe(optimizer=SGD(), learning_rate=0.05, batch_size=32, epochs=3)


@pytest.fixture(scope="module")
def line():
    return prepare(LINE)


@pytest.fixture(scope="module")
def moons():
    return prepare(MOONS)


def epoch_of(session):
    """Go to the end of the epoch; return its messages."""
    while not (messages := session.advance()):
        pass
    return messages


def id_of(graph, name):
    return graph.by_name(name).id


def test_an_epoch_equals_the_same_steps_by_hand(line):
    session = Session(line_graph(), line, SGD_RECIPE)
    network = Network(line_graph(), line.fields, 256, seed=0)
    trainer = network.trainer(SGD(), 0.05)
    losses, counts, errors = [], [], []
    for batch in Batches(line.train, 32, 0).epoch(0):
        losses.append(trainer.step(batch))
        counts.append(len(batch["x"]))
        errors.append(network.output("out") - batch["y"])
    assert counts == [32, 32, 16], "the last batch is smaller, or the test shows nothing"
    (epoch,) = epoch_of(session)
    assert isinstance(epoch, Epoch)
    by_hand = (32 * losses[0] + 32 * losses[1] + 16 * losses[2]) / 80
    assert epoch.metrics["train_loss"] == pytest.approx(by_hand, rel=1e-12)
    squares = np.concatenate(errors).astype(float) ** 2
    assert epoch.metrics["train_loss"] == pytest.approx(squares.mean(), rel=1e-5)
    wanted = line.train["y"].astype(float)
    r2 = 1 - squares.sum() / np.square(wanted - wanted.mean()).sum()
    assert epoch.metrics["train_r2"] == pytest.approx(r2, rel=1e-5)
    for name, value in network.weights.items():
        np.testing.assert_array_equal(session.network.weights[name], value)
    loss = network.forward(line.validation)
    assert epoch.metrics["validation_loss"] == pytest.approx(loss, rel=1e-6)
    assert list(epoch.metrics) == [
        "train_loss",
        "validation_loss",
        "train_r2",
        "validation_r2",
        "train_mae",
        "validation_mae",
    ]


def test_validation_is_measured_in_batches_and_in_evaluation_mode(moons, monkeypatch):
    monkeypatch.setattr("guinet.training.measuring._SAMPLES", 1)
    session = Session(moons_graph(), moons, Recipe(batch_size=24, epochs=1))
    epoch, finished = epoch_of(session)
    assert finished.reason == "epochs"
    whole = Network(moons_graph(), moons.fields, 1000)
    whole.set_weights(session.network.weights)
    whole.set_state(session.network.state)
    loss = whole.forward(moons.validation)
    right = whole.output("out").argmax(1) == moons.validation["y"]
    assert len(right) % 24, "the last batch is smaller, or the test shows nothing"
    assert epoch.metrics["validation_loss"] == pytest.approx(loss, rel=1e-5)
    assert epoch.metrics["validation_accuracy"] == pytest.approx(right.mean())


def test_without_a_validation_part_nothing_is_said_about_it():
    session = Session(line_graph(), prepare(LINE.replace(validation=0)), SGD_RECIPE)
    (epoch,) = epoch_of(session)
    assert list(epoch.metrics) == ["train_loss", "train_r2", "train_mae"]


def test_the_schedule_multiplies_the_learning_rate_epoch_by_epoch(line):
    schedule = StepDecay(every=2, gamma=0.5)
    session = Session(line_graph(), line, SGD_RECIPE.replace(schedule=schedule, epochs=6))
    rates = [epoch_of(session)[0].learning_rate for _ in range(2)]
    session.set_learning_rate(0.2)
    rates += [epoch_of(session)[0].learning_rate for _ in range(3)]
    assert rates == pytest.approx([0.05, 0.05, 0.1, 0.1, 0.05])


@pytest.mark.parametrize("value", [0.0, -1.0, math.nan, math.inf])
def test_an_impossible_learning_rate_is_refused(line, value):
    session = Session(line_graph(), line, SGD_RECIPE)
    with pytest.raises(TrainingError, match="above 0"):
        session.set_learning_rate(value)


def test_training_ends_after_the_planned_epochs_and_can_be_extended(line):
    session = Session(line_graph(), line, SGD_RECIPE)
    ends = [epoch_of(session) for _ in range(3)]
    assert [len(messages) for messages in ends] == [1, 1, 2]
    finished = ends[-1][-1]
    assert isinstance(finished, Finished)
    assert (finished.reason, finished.epochs) == ("epochs", 3)
    session.extend()
    assert [len(epoch_of(session)) for _ in range(3)] == [1, 1, 2]
    assert session.epoch == 6


def test_divergence_is_seen_at_once_and_named(line):
    session = Session(line_graph(), line, SGD_RECIPE)
    for _ in range(2):
        session.advance()
    weights = session.network.weights
    weights["out.weight"] = np.full_like(weights["out.weight"], np.inf)
    session.network.set_weights(weights)
    (finished,) = session.advance()
    assert isinstance(finished, Finished)
    assert (finished.reason, finished.node, session.step) == ("diverged", "out", 2)
    assert "out" in finished.message
    assert "learning rate below 0.05" in finished.message
    assert "in step 3." in finished.message
    np.testing.assert_array_equal(session.network.weights["hidden.bias"], weights["hidden.bias"])


def test_divergence_on_the_validation_part_names_the_step_before(line, monkeypatch):
    session = Session(line_graph(), line, SGD_RECIPE)
    monkeypatch.setattr(session, "_measure", lambda: {"validation_loss": math.inf})
    (finished,) = epoch_of(session)
    assert finished.reason == "diverged"
    assert f"on the validation part became infinite after step {session.step}." in finished.message


def test_a_learning_rate_far_too_large_diverges_in_words(line):
    graph = line_graph()
    graph = edits.set_module(graph, id_of(graph, "tanh1"), modules.get("Identity")())
    session = Session(graph, line, SGD_RECIPE.replace(learning_rate=1e5, epochs=50))
    while not (messages := session.advance()) or isinstance(messages[-1], Epoch):
        assert math.isfinite(session.loss)
    assert messages[-1].reason == "diverged"
    assert messages[-1].node in graph_names(graph)


def graph_names(graph):
    return {node.name for node in graph.nodes.values()}


def test_after_divergence_a_smaller_learning_rate_goes_on(line):
    session = Session(line_graph(), line, SGD_RECIPE)
    session.advance()
    good = session.network.weights
    bad = good | {"out.weight": np.full_like(good["out.weight"], np.nan)}
    session.network.set_weights(bad)
    assert session.advance()[0].reason == "diverged"
    session.network.set_weights(good)
    assert not session.advance()
    assert session.step == 2
    assert session.epoch_fraction == pytest.approx(2 / 3)


def test_a_step_that_fails_did_not_happen(line, monkeypatch):
    plain, session = (Session(line_graph(), line, SGD_RECIPE) for _ in range(2))
    plain.advance()
    session.advance()
    trainer = session.trainer
    with monkeypatch.context() as patch:
        patch.setattr(trainer.network.executor, "backward", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            session.advance()
    assert session.step == 1
    (expected,), (found,) = epoch_of(plain), epoch_of(session)
    assert found.metrics == expected.metrics


def test_a_graph_with_errors_is_told_with_its_place(line):
    graph = line_graph()
    (edge,) = [e for e in graph.edges if e.target == id_of(graph, "out")]
    with pytest.raises(TrainingError) as caught:
        Session(edits.disconnect(graph, edge), line, SGD_RECIPE)
    assert caught.value.node == "out"
    assert "out" in str(caught.value)


def test_named_arrays_that_fit_are_taken(line):
    donor = Session(line_graph(), line, SGD_RECIPE.replace(seed=7))
    weights = donor.network.weights | {"gone.weight": np.ones(3)}
    weights["out.weight"] = np.ones((1, 99))
    session = Session(line_graph(), line, SGD_RECIPE, weights=weights, epoch=4)
    fresh = Session(line_graph(), line, SGD_RECIPE)
    now = session.network.weights
    np.testing.assert_array_equal(now["hidden.weight"], weights["hidden.weight"])
    # A bias without its weights would be half a module.
    np.testing.assert_array_equal(now["out.bias"], fresh.network.weights["out.bias"])
    prepared = session.prepared(3)
    assert (prepared.plan, prepared.carried, prepared.fresh) == (3, ("hidden",), ("out",))
    assert (session.epoch, session.step) == (4, 12)


def test_a_change_keeps_what_still_fits(moons):
    recipe = Recipe(batch_size=100, epochs=5)
    before = Session(moons_graph(), moons, recipe)
    for _ in range(5):
        before.advance()
    assert 0 < before.epoch_fraction < 1
    graph = before.graph
    graph = edits.rename(graph, id_of(graph, "hidden"), "first")
    graph = edits.set_module(graph, id_of(graph, "drop"), modules.get("Dropout")(p=0.5))
    after = before.changed(graph, moons, recipe)
    assert set(after.prepared(2).carried) == {"first", "norm", "out"}
    old, new = before.network, after.network
    np.testing.assert_array_equal(new.weights["first.weight"], old.weights["hidden.weight"])
    for name, value in old.state.items():
        np.testing.assert_array_equal(new.state[name], value)
    assert after.trainer.updates == 5
    slots = before.trainer.slots_by_key()
    key = f"{id_of(graph, 'first')}.weight"
    assert len(slots) == 2
    assert all(np.any(arrays[key]) for arrays in slots.values())
    for name, arrays in slots.items():
        np.testing.assert_array_equal(after.trainer.slots_by_key()[name][key], arrays[key])
    assert (after.epoch, after.step, after.epoch_fraction) == (
        before.epoch,
        before.step,
        before.epoch_fraction,
    )


def test_a_changed_optimizer_keeps_what_means_the_same(moons):
    before = Session(moons_graph(), moons, Recipe(optimizer=Adam(beta1=0.8), batch_size=100))
    for _ in range(5):
        before.advance()
    key = f"{id_of(before.graph, 'hidden')}.weight"
    mean = before.trainer.slots_by_key()["mean"][key] * (1.0 - 0.8)
    for optimizer in (Adam(beta1=0.9), AdamW(beta1=0.99)):
        after = before.changed(before.graph, moons, Recipe(optimizer=optimizer, batch_size=100))
        kept = after.trainer.slots_by_key()["mean"][key] * optimizer.slot_scales()["mean"]
        np.testing.assert_allclose(kept, mean, rtol=1e-6)
        assert after.trainer.updates == 5
    other = before.changed(before.graph, moons, Recipe(optimizer=Lion(), batch_size=100))
    assert not np.any(other.trainer.slots_by_key()["mean"][key])
    assert other.trainer.updates == 0


def test_the_recipe_clips_and_penalises(line):
    recipe = SGD_RECIPE.replace(l2=0.5, clip_norm=1e-6)
    session = Session(line_graph(), line, recipe)
    before = session.network.weights
    session.advance()
    for name, array in session.network.weights.items():
        np.testing.assert_allclose(
            array, before[name] * (1.0 - 0.5 * SGD_RECIPE.learning_rate), atol=2e-6
        )


def test_what_is_frozen_in_flight_stays_and_goes_on_with_its_memory(line):
    recipe = Recipe(optimizer=Adam(), learning_rate=0.05, batch_size=32, epochs=9)
    session = Session(line_graph(), line, recipe)
    epoch_of(session)
    hidden = id_of(session.graph, "hidden")
    frozen = session.changed(edits.set_learning_rate_factor(session.graph, hidden, 0), line, recipe)
    before, memory = frozen.network.weights, session.trainer.slots_by_key()
    epoch_of(frozen)
    after = frozen.network.weights
    np.testing.assert_array_equal(after["hidden.weight"], before["hidden.weight"])
    assert not np.array_equal(after["out.weight"], before["out.weight"])
    again = frozen.changed(session.graph, line, recipe)
    for slot, kept in again.trainer.slots_by_key().items():
        np.testing.assert_array_equal(kept[f"{hidden}.weight"], memory[slot][f"{hidden}.weight"])
        assert np.any(kept[f"{hidden}.weight"])
    again.advance()
    assert not np.array_equal(again.network.weights["hidden.weight"], after["hidden.weight"])


def test_a_changed_width_begins_anew_only_where_it_must(line):
    before = Session(line_graph(hidden=4), line, SGD_RECIPE)
    epoch_of(before)
    graph = before.graph
    wider = modules.get("Linear")(out_features=6)
    after = before.changed(edits.set_module(graph, id_of(graph, "hidden"), wider), line, SGD_RECIPE)
    assert after.prepared(2).fresh == ("hidden", "out")
    assert after.epoch == 1
    deeper, _ = edits.insert_on_edge(
        graph,
        next(e for e in graph.edges if e.target == id_of(graph, "out")),
        modules.get("Linear")(out_features=4),
    )
    after = before.changed(deeper, line, SGD_RECIPE)
    assert after.prepared(2).carried == ("hidden", "out")
    assert len(after.prepared(2).fresh) == 1


def test_the_same_change_and_none_give_the_same_numbers(moons):
    recipe = Recipe(batch_size=64, epochs=2)
    plain, changed = (Session(moons_graph(), moons, recipe) for _ in range(2))
    for _ in range(3):
        plain.advance()
        changed.advance()
    renamed = edits.rename(changed.graph, id_of(changed.graph, "out"), "last")
    changed = changed.changed(renamed, moons, recipe)
    for _ in range(4):
        plain.advance()
        changed.advance()
        assert plain.loss == changed.loss
    np.testing.assert_array_equal(
        plain.network.weights["out.weight"], changed.network.weights["last.weight"]
    )


def test_another_recipe_takes_effect(line):
    before = Session(line_graph(), line, SGD_RECIPE)
    before.advance()
    before.set_learning_rate(0.3)
    kept = before.changed(before.graph, line, SGD_RECIPE.replace(epochs=9))
    kept.advance()
    assert kept.learning_rate == pytest.approx(0.3)
    assert kept.epoch_fraction == pytest.approx(2 / 3)
    other = before.changed(before.graph, line, SGD_RECIPE.replace(learning_rate=0.01))
    other.advance()
    assert other.learning_rate == pytest.approx(0.01)
    smaller = before.changed(before.graph, line, SGD_RECIPE.replace(batch_size=10))
    assert smaller.epoch_fraction == 0


def test_anew_begins_from_the_seed_again(line):
    before = Session(line_graph(), line, SGD_RECIPE)
    begun = before.network.weights
    epoch_of(before)
    after = before.anew()
    assert (after.epoch, after.step) == (0, 0)
    for name, value in begun.items():
        np.testing.assert_array_equal(after.network.weights[name], value)
    other = before.anew(seed=5)
    assert not np.array_equal(other.network.weights["out.weight"], begun["out.weight"])


SCHEDULES = [
    Recipe(warm_up=1.5),
    Recipe(schedule=InverseDecay(decay=0.5)),
    Recipe(schedule=ExponentialDecay(decay=0.5), warm_up=1),
    Recipe(schedule=Cosine(floor=0.1)),
    Recipe(schedule=OneCycle()),
]


@pytest.mark.parametrize("recipe", SCHEDULES)
def test_the_recorded_learning_rate_follows_the_formula(line, recipe):
    recipe = recipe.replace(optimizer=SGD(), learning_rate=0.04, batch_size=32, epochs=4)
    session = Session(line_graph(), line, recipe)
    steps = len(Batches(line.train, 32, 0))
    for epoch in range(4):
        for batch in range(steps):
            messages = session.advance()
            expected = 0.04 * recipe.rate_factor(epoch + batch / steps, 4)
            assert session.learning_rate == pytest.approx(expected, rel=1e-12)
        assert messages[0].learning_rate == session.learning_rate


@pytest.mark.parametrize(("validation", "name"), [(0.2, "validation_loss"), (0.0, "train_loss")])
def test_a_plateau_is_one_of_the_validation_loss_or_without_it_the_training_loss(validation, name):
    data = prepare(LINE.replace(validation=validation))
    schedule = ReduceOnPlateau(patience=1, threshold=0.9)
    recipe = SGD_RECIPE.replace(schedule=schedule, learning_rate=0.02, epochs=12, warm_up=1)
    session = Session(line_graph(), data, recipe)
    seen, rates = [], []
    for epoch in range(12):
        if epoch == 6:  # an edit in flight forgets nothing
            session = session.changed(session.graph, data, recipe)
        message = epoch_of(session)[0]
        if epoch:
            assert message.learning_rate == 0.02 * schedule.factor(epoch - 1, 11, seen[1:])
        seen.append(message.metrics[name])
        rates.append(message.learning_rate)
    assert rates[-1] < rates[7] < rates[1], "or nothing is tested"
    later = Session(line_graph(), data, recipe, epoch=12, losses=seen)
    later.extend()
    later.advance()
    assert later.learning_rate == 0.02 * schedule.factor(11, 23, seen[1:])
