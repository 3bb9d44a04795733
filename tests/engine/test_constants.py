"""What enters a network without data, and what gradients do not pass."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.core.spec import FieldSpec
from guinet.engine.gradcheck import gradcheck
from guinet.engine.network import Network
from guinet.graph.analysis import analyse
from guinet.graph.builder import GraphBuilder
from guinet.graph.check import check
from guinet.graph.model import Graph
from guinet.modules.merge.stop_gradient import StopGradient
from tests.engine.graphs import PLANE, batch_for, close, make
from tests.engine.modules import LeakyStop, WrongSquare, exchange


def with_constants() -> Graph:
    """Return a network with a factor per feature, a number to add, and a complement."""
    b = GraphBuilder()
    hidden = b.add("Linear", b.add("Input", name="x"), out_features=3, name="hidden")
    factor = b.add("Constant", value=2.0, shape=[3], name="factor")
    scaled = b.add("Multiply", hidden, factor, name="scaled")
    shifted = b.add("Add", scaled, b.add("Constant", value=0.1, name="shift"), name="shifted")
    gate = b.add("Sigmoid", shifted, name="gate")
    rest = b.add("Subtract", b.add("Constant", name="one"), gate, name="rest")
    out = b.add("Linear", rest, out_features=1, name="out")
    b.add("MSELoss", out, b.add("Target", name="y"), name="loss")
    return b.build()


def detached() -> Graph:
    """Return a network of which one branch is the other's fixed target."""
    b = GraphBuilder()
    x = b.add("Input", name="x")
    stem = b.add("Tanh", b.add("Linear", x, out_features=3, name="stem"), name="act")
    student = b.add("Linear", stem, out_features=2, name="student")
    teacher = b.add("Linear", stem, out_features=2, name="teacher")
    stop = b.add("StopGradient", teacher, name="stop")
    b.add("MSELoss", student, stop, name="likeness")
    out = b.add("Linear", b.add("Multiply", student, stop), out_features=1, name="out")
    b.add("MSELoss", out, b.add("Target", name="y"), name="loss")
    return b.build()


def test_a_graph_with_constants_has_no_problem() -> None:
    assert check(with_constants(), PLANE) == []
    analysis = analyse(with_constants(), PLANE)
    assert [analysis.outputs_of(name)[0].text() for name in ("factor", "shift", "scaled")] == [
        "3", "scalar", "N × 3",
    ]  # fmt: skip


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_constants_are_computed_in_the_type_of_the_run(dtype: str) -> None:
    network = make(with_constants(), dtype=dtype)
    batch = batch_for(network)
    network.forward(batch)
    hidden = network.output("hidden")
    expected = 1.0 - 1.0 / (1.0 + np.exp(-(2.0 * hidden + np.array(0.1, dtype))))
    assert network.output("rest").dtype == dtype
    assert close(network.output("rest"), expected, 1e-6)
    np.testing.assert_array_equal(network.output("factor"), np.full(3, 2.0, dtype))
    network.backward()
    # The constant meets every sample, so what they send back adds up.
    sent = network.gradient("shifted")
    assert network.gradient("shift").shape == ()
    assert close(network.gradient("shift"), sent.sum(), 1e-5)
    assert close(network.gradient("factor"), (sent * hidden).sum(axis=0), 1e-5)


@pytest.mark.parametrize("seed", [0, 1])
def test_gradients_through_constants_are_right(seed: int) -> None:
    rows = gradcheck(with_constants(), PLANE, seed=seed)
    assert [row for row in rows if not row.ok] == []
    assert {row.path for row in rows if row.name} == {"hidden", "out"}


def test_a_network_with_constants_trains() -> None:
    network = Network(with_constants(), PLANE, batch_size=8)
    trainer = network.trainer("adam", 0.05)
    batch = batch_for(network, 8)
    first = trainer.step(batch)
    for _ in range(100):
        last = trainer.step(batch)
    assert last < 0.5 * first
    np.testing.assert_array_equal(network.output("shift"), np.float32(0.1))


def test_predicting_without_a_loss_leaves_out_what_exists_once_per_batch() -> None:
    b = GraphBuilder()
    b.add("Linear", b.add("Input", name="x"), out_features=1, name="out")
    b.add("Constant", name="lonely")
    network = Network(b.build(), {"x": (2,)}, batch_size=2)
    found = network.predict({"x": np.zeros((5, 2), np.float32)})
    assert {name: values.shape for name, values in found.items()} == {"out": (5, 1)}


def test_a_loss_is_offered_for_what_data_enter() -> None:
    b = GraphBuilder()
    b.add("Linear", b.add("Input", name="x"), out_features=1, name="out")
    b.add("Constant", name="lonely")
    problem = next(p for p in check(b.build(), PLANE) if p.rule == "no-loss")
    mended = problem.fixes[0].apply(b.build())
    loss = next(node for node in mended.nodes.values() if node.module.type_name() == "MSELoss")
    edge = mended.edge_into(loss.id, "prediction")
    assert edge is not None
    assert mended.nodes[edge.source].name == "out"


def test_two_losses_can_be_added_to_be_looked_at() -> None:
    b = GraphBuilder()
    out = b.add("Linear", b.add("Input", name="x"), out_features=1, name="out")
    y = b.add("Target", name="y")
    both = (b.add("MSELoss", out, y, name="square"), b.add("L1Loss", out, y, name="absolute"))
    b.add("Add", *both, name="sum")
    network = make(b.build())
    total = network.forward(batch_for(network))
    assert network.output("sum") == pytest.approx(total)
    assert network.inference.outputs["sum"] == (FieldSpec((), batched=False),)


def test_no_gradient_passes_what_stops_it() -> None:
    network = make(detached())
    network.forward(batch_for(network))
    gradients = network.backward()
    assert not gradients["teacher.weight"].any()
    assert gradients["student.weight"].any()
    assert gradients["stem.weight"].any()
    assert network.gradient("stop").any()
    assert not network.gradient("teacher").any()


def test_weights_behind_it_alone_do_not_learn() -> None:
    network = make(detached())
    before = network.weights
    trainer = network.trainer("sgd", 0.1)
    trainer.step(batch_for(network))
    after = network.weights
    np.testing.assert_array_equal(before["teacher.weight"], after["teacher.weight"])
    assert (before["student.weight"] != after["student.weight"]).any()
    learns = {call.path: call.learns for call in network.executor.program.calls}
    assert learns["teacher"]
    assert not learns["stop"]
    assert learns["likeness"]


@pytest.mark.parametrize("seed", [0, 1])
def test_the_check_of_gradients_sees_a_stopped_one_as_right(seed: int) -> None:
    rows = gradcheck(detached(), PLANE, seed=seed)
    assert [row for row in rows if not row.ok] == []
    assert ("teacher", "weight") in {(row.path, row.name) for row in rows}


def test_a_wrong_gradient_beside_a_stopped_one_is_still_found() -> None:
    rows = gradcheck(exchange(detached(), "act", WrongSquare()), PLANE)
    wrong = {(row.path, bool(row.name)) for row in rows if not row.ok}
    assert wrong == {("act", False), ("stem", True)}


def test_a_stop_that_lets_gradients_through_is_found_at_its_node() -> None:
    rows = gradcheck(exchange(detached(), "stop", LeakyStop()), PLANE)
    assert {row.path for row in rows if not row.ok} == {"stop"}


def test_held_outputs_stand_for_what_a_node_computes() -> None:
    network = make(detached())
    executor = network.executor
    batch, _ = network.read(batch_for(network))
    plain = executor.evaluate(batch)
    held = executor.evaluate(batch, held={"stop": (np.full((6, 2), 7.0),)})
    slots = {call.path: call.first for call in executor.program.calls}
    value, product = held.values[slots["stop"]], held.values[slots["multiply1"]]
    student = plain.values[slots["student"]]
    assert value is not None
    assert product is not None
    assert student is not None
    np.testing.assert_array_equal(value, np.full((6, 2), 7.0))
    np.testing.assert_array_equal(product, 7.0 * student)
    assert StopGradient.detaches
