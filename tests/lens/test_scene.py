"""What a scene lets one look at is what the engine computes."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.core.errors import GuinetError
from guinet.data.batches import Batches
from guinet.engine.network import Network
from guinet.graph.builder import GraphBuilder
from guinet.graph.edits import remove_nodes
from guinet.lens.scene import Scene
from guinet.lens.views.boundary import BoundaryOf, PlanePointsOf
from guinet.lens.views.sample import SharesOf
from tests.lens.conftest import scene_of
from tests.training.conftest import LINE, MOONS, line_graph, moons_graph


def network_like(scene: Scene) -> Network:
    """Return a network of its own with the weights and the state of a scene."""
    network = Network(
        scene.network.graph, scene.data.fields, 4096, seed=scene.network.seed, engine="reference"
    )
    network.set_weights(scene.network.weights)
    network.set_state(scene.network.state)
    return network


def test_the_batch_is_the_first_of_the_run() -> None:
    scene = scene_of(moons_graph(), MOONS, batch_size=100, seed=5)
    first = next(Batches(scene.data.train, 100, 5).epoch())
    for name, values in first.items():
        np.testing.assert_array_equal(scene.samples[name], values)


def test_gradients_are_those_of_a_training_step() -> None:
    scene = scene_of(moons_graph(), MOONS)
    network = network_like(scene)
    loss = network.forward(scene.samples, training=True, step=scene.moment.step)
    wanted = network.backward()
    assert scene.batch.loss == loss
    assert scene.batch.weight_gradients.keys() == wanted.keys()
    for name, gradient in wanted.items():
        np.testing.assert_array_equal(scene.batch.weight_gradients[name], gradient)
    np.testing.assert_array_equal(scene.batch.output("norm"), network.output("norm"))
    np.testing.assert_array_equal(scene.batch.gradient("norm"), network.gradient("norm"))
    assert np.abs(scene.batch.gradient("norm")).max() > 0


def test_a_loss_whose_two_sides_do_not_fit_judges_nothing() -> None:
    b = GraphBuilder()
    out = b.add("Linear", b.add("Input"), out_features=1, name="out")
    b.add("BCEWithLogitsLoss", out, b.add("Target"), name="loss")
    scene = scene_of(b.build(), MOONS, moved=False)
    assert scene.analysis.problems, "one prediction, and a target of two"
    with pytest.raises(GuinetError, match="No loss holds a prediction"):
        scene.first_judged()
    for view in (SharesOf("loss"), BoundaryOf()):
        with pytest.raises(GuinetError):
            view.compute(scene)
    assert PlanePointsOf("train").compute(scene).labels is None


def test_weights_of_a_node_are_those_of_the_newest_moment() -> None:
    scene = scene_of(moons_graph(), MOONS)
    for factor in (1.0, 3.0):
        weights = {name: factor * array for name, array in scene.network.weights.items()}
        scene.set_weights(weights, {}, scene.moment)
        found = scene.weights_of("hidden")
        assert found.keys() == {"weight", "bias"}
        for name, array in found.items():
            np.testing.assert_array_equal(array, weights[f"hidden.{name}"])
    assert scene.weights_of("drop") == {}


def test_looking_changes_no_running_average() -> None:
    scene = scene_of(moons_graph(), MOONS)
    before = scene.network.state
    assert scene.batch.count == 64
    for name, array in scene.network.state.items():
        np.testing.assert_array_equal(array, before[name])


def test_outputs_are_those_of_evaluation() -> None:
    scene = scene_of(moons_graph(), MOONS)
    validation = scene.part("validation")
    network = network_like(scene)
    network.forward(validation)
    found = scene.outputs("validation", ["out", "drop"])
    np.testing.assert_allclose(found["out"], network.output("out"), rtol=1e-6)
    np.testing.assert_allclose(found["drop"], network.output("drop"), rtol=1e-6)
    assert len(scene.outputs("train", ["out"], most=7)["out"]) == 7


def test_other_weights_give_other_values() -> None:
    scene = scene_of(moons_graph(), MOONS)
    before, loss = scene.outputs("train", ["out"])["out"], scene.batch.loss
    scene.set_weights({"out.bias": np.array([1.0, -1.0], np.float32)}, {}, scene.moment)
    change = scene.outputs("train", ["out"])["out"] - before
    bias = np.array([1.0, -1.0]) - np.zeros(2)
    assert scene.batch.loss != loss
    assert np.ptp(change, axis=0).max() < 1e-5
    assert np.abs(change[0] - bias).max() < 1.0


def test_weights_that_do_not_fit_are_left_out() -> None:
    scene = scene_of(line_graph(), LINE, moved=False)
    before = scene.network.weights
    scene.set_weights({"hidden.weight": np.ones((9, 9)), "gone.bias": np.ones(1)}, {}, scene.moment)
    for name, array in scene.network.weights.items():
        np.testing.assert_array_equal(array, before[name])


def test_without_validation_the_training_part_is_looked_at() -> None:
    scene = scene_of(line_graph(), LINE.replace(validation=0.0))
    assert scene.part("validation") is scene.data.train


def test_a_graph_with_errors_is_looked_at_as_far_as_it_goes() -> None:
    graph = line_graph()
    loss = next(node.id for node in graph.nodes.values() if node.name == "loss")
    scene = scene_of(remove_nodes(graph, {loss}), LINE, moved=False)
    assert "out" in scene.outputs("train", ["out"])
    with pytest.raises(GuinetError, match="No loss holds"):
        scene.first_judged()
