"""Gradients of weights are the engine's, of the right arrays, in their shapes."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.core.errors import GuinetError
from guinet.engine.network import Network
from guinet.graph.builder import GraphBuilder
from guinet.graph.edits import remove_nodes
from guinet.lens.views.weight_gradients import WeightGradients
from tests.lens.conftest import scene_of
from tests.training.conftest import MOONS, moons_graph


def engine_gradients(scene) -> dict[str, np.ndarray]:
    """Return the gradients of the fast engine, with the weights of a scene."""
    network = Network(scene.network.graph, scene.data.fields, 64, seed=scene.network.seed)
    network.set_weights(scene.network.weights)
    network.set_state(scene.network.state)
    network.forward(scene.samples, training=True, step=scene.moment.step)
    return network.backward()


def test_they_are_those_of_the_engine() -> None:
    scene = scene_of(moons_graph(), MOONS)
    wanted = engine_gradients(scene)
    reach = max(np.abs(gradient).max() for gradient in wanted.values())
    for path in ("hidden", "norm", "out"):
        found = WeightGradients(path).compute(scene)
        names = {f"{path}.weight", f"{path}.bias"}
        assert found.by_name.keys() == names
        assert found.count == len(scene.samples["x"])
        for name in names:
            assert found.by_name[name].shape == scene.network.weights[name].shape
            # Before a normalisation a bias has none but for rounding: hence the reach of all.
            np.testing.assert_allclose(found.by_name[name], wanted[name], atol=1e-5 * reach)
    assert np.abs(wanted["out.weight"]).max() > 1e-3


def test_one_of_them_is_the_slope_of_the_loss() -> None:
    scene = scene_of(moons_graph(), MOONS)
    network = Network(scene.network.graph, scene.data.fields, 64, seed=3, dtype="float64")
    network.set_weights(scene.network.weights)
    losses = []
    for shift in (-1e-5, 1e-5):
        weight = scene.network.weights["out.weight"].astype(np.float64)
        weight[1, 5] += shift
        network.set_weights({"out.weight": weight})
        losses.append(network.forward(scene.samples, training=True, step=scene.moment.step))
    slope = (losses[1] - losses[0]) / 2e-5
    found = WeightGradients("out").compute(scene).by_name["out.weight"]
    assert found[1, 5] == pytest.approx(slope, rel=1e-3)


def test_of_a_composite_they_are_those_inside() -> None:
    inner = GraphBuilder()
    h = inner.add("Linear", inner.add("Inlet", name="in"), out_features=2, name="linear")
    inner.add("Outlet", h, name="out")
    b = GraphBuilder()
    b.define("Block", inner.build())
    h = b.add("Block", b.add("Input"), name="block")
    b.add("CrossEntropyLoss", h, b.add("Target"), name="loss")
    scene = scene_of(b.build(), MOONS)
    found = WeightGradients("block").compute(scene).by_name
    assert found.keys() == {"block.linear.weight", "block.linear.bias"}
    assert found.keys() == WeightGradients("block.linear").compute(scene).by_name.keys()


def test_a_name_that_begins_alike_is_another_node() -> None:
    b = GraphBuilder()
    h = b.add("Linear", b.add("Input"), out_features=3, name="out")
    h = b.add("Linear", b.add("Tanh", h), out_features=2, name="out2")
    b.add("CrossEntropyLoss", h, b.add("Target"), name="loss")
    found = WeightGradients("out").compute(scene_of(b.build(), MOONS)).by_name
    assert found.keys() == {"out.weight", "out.bias"}


def test_shared_weights_have_the_sum_over_their_uses() -> None:
    b = GraphBuilder()
    h = b.add("Linear", b.add("Input"), out_features=2, name="first", share="twins")
    h = b.add("Linear", b.add("Tanh", h), out_features=2, name="second", share="twins")
    b.add("CrossEntropyLoss", h, b.add("Target"), name="loss")
    scene = scene_of(b.build(), MOONS)
    first = WeightGradients("first").compute(scene).by_name["first.weight"]
    second = WeightGradients("second").compute(scene).by_name["second.weight"]
    np.testing.assert_array_equal(first, second)


def test_without_a_loss_or_weights_the_reason_is_told() -> None:
    scene = scene_of(moons_graph(), MOONS)
    with pytest.raises(GuinetError, match="drop has no weights"):
        WeightGradients("drop").compute(scene)
    graph = moons_graph()
    without = remove_nodes(graph, [graph.by_name("loss").id])
    with pytest.raises(GuinetError, match="no loss"):
        WeightGradients("out").compute(scene_of(without, MOONS, moved=False))
