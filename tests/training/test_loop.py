"""The generator of messages: their order, and the same numbers each time."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.core.errors import DataError, TrainingError
from guinet.data.prepare import prepare
from guinet.data.sources.csv_file import CsvFile
from guinet.data.spec import DataSpec
from guinet.graph.model import Graph
from guinet.training.loop import run
from guinet.training.messages import Epoch, Finished, Prepared, Snapshot
from guinet.training.recipe import Recipe
from tests.training.conftest import LINE, MOONS, line_graph, moons_graph


def figures(messages):
    return [(m.epoch, m.metrics, m.learning_rate) for m in messages if isinstance(m, Epoch)]


def test_messages_come_in_order():
    messages = list(run(line_graph(), LINE, Recipe(epochs=100), epochs=2))
    kinds = [type(message) for message in messages]
    assert kinds == [Prepared, Epoch, Epoch, Snapshot, Finished]
    prepared, _, last, snapshot, finished = messages
    assert (prepared.train_count, prepared.validation_count) == (80, 20)
    assert prepared.nodes == prepared.fresh == ("hidden", "out")
    assert {f"{e.source}>{e.target}" for e in prepared.edges} >= {"input1>hidden", "out>loss"}
    assert set(prepared.scaler) == {"x.mean", "x.scale", "y.mean", "y.scale"}
    assert (last.epoch, snapshot.epoch, snapshot.step) == (2, 2, 6)
    assert (finished.reason, finished.epochs) == ("epochs", 2)


def test_the_same_seed_gives_the_same_numbers_bit_for_bit():
    recipe = Recipe(epochs=3, seed=3)
    once, again = (list(run(moons_graph(), MOONS, recipe)) for _ in range(2))
    assert figures(once) == figures(again)
    weights, same = once[-2].weights, again[-2].weights
    assert weights.keys() == same.keys()
    for name, value in weights.items():
        assert value.tobytes() == same[name].tobytes()
    other = list(run(moons_graph(), MOONS, recipe.replace(seed=4)))
    assert figures(once) != figures(other)


def test_it_begins_with_the_weights_given_and_with_prepared_data():
    first = list(run(line_graph(), LINE, Recipe(epochs=20)))
    second = run(line_graph(), prepare(LINE), Recipe(epochs=1), weights=first[-2].weights)
    prepared, epoch, *_ = second
    assert prepared.carried == ("hidden", "out")
    assert epoch.metrics["train_loss"] < first[1].metrics["train_loss"] / 3


def test_diverging_ends_with_the_last_weights_that_were_numbers():
    messages = list(run(line_graph(), LINE, Recipe(epochs=50, optimizer="SGD", learning_rate=1e6)))
    snapshot, finished = messages[-2:]
    assert isinstance(snapshot, Snapshot)
    assert finished.reason == "diverged"
    assert finished.node
    assert all(np.isfinite(epoch.metrics["train_loss"]) for epoch in messages[1:-2])


def test_what_cannot_run_is_raised_in_words(tmp_path):
    with pytest.raises(TrainingError):
        next(run(Graph(), LINE, Recipe()))
    lost = DataSpec(source=CsvFile(path=str(tmp_path / "gone.csv")))
    with pytest.raises(DataError, match="gone"):
        next(run(line_graph(), lost, Recipe()))
