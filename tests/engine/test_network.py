"""The network that people hold: values, gradients, names, and words for what goes wrong."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from guinet.core.errors import GraphError, GuinetError
from guinet.core.spec import FieldSpec
from guinet.engine.network import Network
from guinet.graph.builder import GraphBuilder
from guinet.graph.edits import remove_nodes
from tests.engine.graphs import PLANE, batch_for, make, mlp


def test_values_are_the_arithmetic_of_the_modules() -> None:
    net = make(mlp())
    batch = batch_for(net)
    w = net.weights
    hidden = batch["x"] @ w["hidden.weight"].T + w["hidden.bias"]
    out = np.tanh(hidden) @ w["out.weight"].T + w["out.bias"]
    loss = net.forward(batch)
    assert isinstance(loss, float)
    np.testing.assert_allclose(net.output("hidden"), hidden, rtol=1e-14)
    np.testing.assert_allclose(net.output("out:y"), out, rtol=1e-14)
    assert loss == pytest.approx(np.mean((out - batch["y"]) ** 2), rel=1e-14)
    assert net.output("loss").shape == ()
    np.testing.assert_array_equal(net.output("y"), batch["y"])


def test_any_batch_up_to_the_batch_size_runs() -> None:
    net = make(mlp(), batch_size=8)
    whole = batch_for(net, count=8)
    net.forward(whole)
    out = net.output("out")
    for count in (1, 3, 8):
        net.forward({name: array[:count] for name, array in whole.items()})
        np.testing.assert_allclose(net.output("out"), out[:count], rtol=1e-13)


def test_float32_is_the_default_and_starts_where_float64_does() -> None:
    small, large = Network(mlp(), PLANE), make(mlp())
    assert small.forward(batch_for(small)) == pytest.approx(large.forward(batch_for(large)), 1e-5)
    assert {array.dtype for array in small.backward().values()} == {np.dtype("float32")}
    assert small.output("out").dtype == small.gradient("out").dtype == np.float32
    for name, array in large.weights.items():
        np.testing.assert_array_equal(small.weights[name], array.astype(np.float32))


def test_a_further_node_changes_no_other_s_start_and_the_seed_changes_all() -> None:
    weights = make(mlp()).weights
    b = GraphBuilder()
    x = b.add("Input", name="x")
    extra = b.add("Linear", x, out_features=2, name="extra")
    hidden = b.add("Linear", extra, out_features=5, name="hidden")
    b.add("MSELoss", b.add("Linear", hidden, out_features=1, name="out"), b.add("Target"))
    longer = make(b.build()).weights
    for name, array in weights.items():
        np.testing.assert_array_equal(longer[name], array)
        assert not np.array_equal(make(mlp(), seed=1).weights[name], array)


def test_nodes_alike_start_differently() -> None:
    b = GraphBuilder()
    h = b.add("Linear", b.add("Input"), out_features=2, name="a")
    b.add("MSELoss", b.add("Linear", h, out_features=2, name="b"), b.add("Target"))
    weights = make(b.build(), {"x": (2,), "y": (2,)}).weights
    assert not np.any(weights["a.weight"] == weights["b.weight"])


def test_what_is_handed_out_is_a_contiguous_copy() -> None:
    b = GraphBuilder()
    parts = b.add("Split", b.add("Input", name="x"), name="parts")
    b.add("MSELoss", b.add("Add", parts["y1"], parts["y2"], name="sum"), b.add("Target"))
    net = make(b.build(), {"x": (4,), "y": (2,)})
    batch = {"x": np.arange(12.0).reshape(4, 3).T, "y": np.asfortranarray(np.ones((3, 2)))}
    net.forward(batch)
    net.backward()
    for array in (net.output("x"), net.output("parts:y2"), net.gradient("parts:y1")):
        assert array.flags.c_contiguous
        array[...] = 99.0
    np.testing.assert_array_equal(net.output("x"), batch["x"])
    np.testing.assert_array_equal(net.output("parts:y2"), batch["x"][:, 2:])
    weights = make(mlp()).weights
    assert all(array.flags.c_contiguous and array.flags.owndata for array in weights.values())


def test_later_changes_of_the_caller_s_arrays_do_not_reach_the_way_back() -> None:
    net = make(mlp())
    batch = batch_for(net)
    net.forward(batch)
    expected = net.backward()["hidden.weight"]
    net.forward(batch)
    batch["x"][...] = 0.0
    np.testing.assert_array_equal(net.backward()["hidden.weight"], expected)


def test_evaluation_is_the_default_and_training_drops() -> None:
    b = GraphBuilder()
    dropped = b.add("Dropout", b.add("Input", name="x"), name="drop")
    b.add("MSELoss", dropped, b.add("Target"))
    net = make(b.build(), {"x": (50,), "y": (50,)})
    batch = batch_for(net)
    net.forward(batch)
    np.testing.assert_array_equal(net.output("drop"), batch["x"])
    net.forward(batch, training=True)
    first = net.output("drop")
    assert 0.3 < np.mean(first == 0.0) < 0.7
    net.forward(batch, training=True)
    np.testing.assert_array_equal(net.output("drop"), first, "the same moment, the same mask")
    net.trainer("sgd", 0.0).step(batch)
    net.forward(batch, training=True)
    assert not np.array_equal(net.output("drop"), first), "another step, another mask"


def test_a_loop_of_ones_own_counts_its_steps() -> None:
    b = GraphBuilder()
    b.add("MSELoss", b.add("Dropout", b.add("Input", name="x"), name="drop"), b.add("Target"))
    net = make(b.build(), {"x": (50,), "y": (50,)})
    batch = batch_for(net)
    masks = []
    for step in (0, 1, None, 0):
        net.forward(batch, training=True, step=step)
        net.backward()
        masks.append(net.output("drop") == 0.0)
    assert not np.array_equal(masks[0], masks[1])
    np.testing.assert_array_equal(masks[1], masks[2], "None goes on with the last number")
    np.testing.assert_array_equal(masks[0], masks[3], "a number drops the same units again")
    with pytest.raises(GuinetError, match="step is a whole number"):
        net.forward(batch, step=-1)


def test_shared_weights_appear_under_each_name_as_one_array() -> None:
    b = GraphBuilder()
    h = b.add("Linear", b.add("Input"), out_features=2, share="t", name="a")
    h = b.add("Linear", h, out_features=2, share="t", name="b")
    b.add("MSELoss", h, b.add("Target"))
    net = make(b.build(), {"x": (2,), "y": (2,)})
    weights = net.weights
    assert weights["a.weight"] is weights["b.weight"]
    assert net.weighted_nodes == ("a", "b")
    assert net.executor.parameters.flat.size == 6
    net.set_weights({"b.weight": np.eye(2)})
    np.testing.assert_array_equal(net.weights["a.weight"], np.eye(2))
    with pytest.raises(GuinetError, match=r"a\.bias and b\.bias share one array"):
        net.set_weights({"a.bias": np.zeros(2), "b.bias": np.ones(2)})


def test_weights_are_set_in_part_and_from_any_layout() -> None:
    net = make(mlp())
    before = net.weights
    new = np.arange(10.0).reshape(2, 5).T
    net.set_weights({"hidden.weight": new})
    np.testing.assert_array_equal(net.weights["hidden.weight"], new)
    np.testing.assert_array_equal(net.weights["out.weight"], before["out.weight"])


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ({"hidden.wait": np.zeros(5)}, r"no array hidden\.wait .* hidden\.weight"),
        ({"hidden.weight": np.zeros((2, 5))}, r"hidden\.weight has the shape \(5, 2\).*\(2, 5\)"),
        ({"hidden.bias": np.array(["a"] * 5)}, r"hidden\.bias holds numbers"),
        ({"hidden.weight": [[1, 2], [3]]}, r"hidden\.weight is not an array"),
    ],
)
def test_wrong_weights_are_refused_in_words_and_change_nothing(
    weights: dict[str, Any], words: str
) -> None:
    net = make(mlp())
    before = net.weights
    with pytest.raises(GuinetError, match=words):
        net.set_weights({"out.bias": np.ones(1)} | weights)
    np.testing.assert_array_equal(net.weights["out.bias"], before["out.bias"])


def test_state_can_be_read_and_set() -> None:
    b = GraphBuilder()
    b.add("MSELoss", b.add("BatchNorm", b.add("Input"), name="norm"), b.add("Target"))
    net = make(b.build(), {"x": (2,), "y": (2,)})
    assert net.state.keys() == {"norm.running_mean", "norm.running_var"}
    net.set_state({"norm.running_mean": np.array([5.0, 7.0])})
    net.forward({"x": [[5.0, 7.0]], "y": [[0.0, 0.0]]})
    np.testing.assert_array_equal(net.output("norm"), [[0.0, 0.0]])
    with pytest.raises(GuinetError, match=r"norm\.mean"):
        net.set_state({"norm.mean": np.zeros(2)})


def test_gradients_of_outputs_include_those_of_the_data_and_zeros_for_what_is_unused() -> None:
    b = GraphBuilder()
    x = b.add("Input", name="x")
    parts = b.add("Split", b.add("Linear", x, out_features=4, name="stem"), name="parts")
    b.add("MSELoss", parts["y1"], b.add("Target", name="y"))
    net = make(b.build(), {"x": (3,), "y": (2,)})
    net.forward(batch_for(net))
    net.backward()
    d_out = 2.0 / 12 * (net.output("parts:y1") - net.output("y"))
    np.testing.assert_allclose(net.gradient("parts"), d_out, rtol=1e-13)
    np.testing.assert_array_equal(net.gradient("parts:y2"), np.zeros((6, 2)))
    d_stem = np.hstack([d_out, np.zeros((6, 2))])
    np.testing.assert_allclose(net.gradient("x"), d_stem @ net.weights["stem.weight"], rtol=1e-13)


def test_losses_without_their_target_are_left_out() -> None:
    b = GraphBuilder()
    out = b.add("Linear", b.add("Input"), out_features=1, name="out")
    b.add("MSELoss", out, b.add("Target"), name="first")
    b.add("L1Loss", out, b.add("Target", field="z"), name="second", loss_weight=2.0)
    net = make(b.build(), PLANE | {"z": (1,)})
    batch = batch_for(net)
    total = net.forward(batch)
    assert total == pytest.approx(net.output("first") + 2.0 * net.output("second"))
    del batch["z"]
    assert net.forward(batch) == pytest.approx(float(net.output("first")))
    del batch["y"]
    assert math.isnan(net.forward(batch))
    assert net.output("out").shape == (6, 1)
    with pytest.raises(GuinetError, match="no value"):
        net.output("first")
    with pytest.raises(GuinetError, match="no loss"):
        net.backward()


def test_predict_takes_any_number_and_leaves_the_last_pass() -> None:
    net = make(mlp(), batch_size=4)
    net.forward(batch_for(net, count=3))
    before = net.output("out")
    x = np.random.default_rng(5).normal(size=(11, 2))
    predictions = net.predict({"x": x})
    assert predictions.keys() == {"out"}
    np.testing.assert_array_equal(net.output("out"), before)
    net.backward()
    net.forward({"x": x[8:]})
    np.testing.assert_allclose(predictions["out"][8:], net.output("out"), rtol=1e-13)


def test_a_graph_without_a_loss_predicts_and_cannot_learn() -> None:
    b = GraphBuilder()
    b.add("Linear", b.add("Input"), out_features=3, name="out")
    net = make(b.build(), {"x": (2,)})
    assert math.isnan(net.forward(batch_for(net)))
    assert net.predict({"x": np.zeros((9, 2))})["out"].shape == (9, 3)
    with pytest.raises(GuinetError, match="no loss"):
        net.backward()
    with pytest.raises(GuinetError, match="nothing to minimise"):
        net.trainer()


def test_backward_needs_a_forward_with_these_weights() -> None:
    net = make(mlp())
    with pytest.raises(GuinetError, match="Call forward"):
        net.backward()
    with pytest.raises(GuinetError, match="no gradients yet"):
        net.gradient("out")
    net.forward(batch_for(net))
    net.backward()
    with pytest.raises(GuinetError, match="Call forward"):
        net.backward()
    net.forward(batch_for(net))
    net.set_weights({"out.bias": np.ones(1)})
    with pytest.raises(GuinetError, match="Call forward"):
        net.backward()


def test_a_composite_is_known_by_its_outlets() -> None:
    inner = GraphBuilder()
    h = inner.add("Linear", inner.add("Inlet", name="x"), out_features=2, name="map")
    late = inner.add("Tanh", h)
    inner.add("Outlet", late, name="bent")
    inner.add("Outlet", h, name="straight")
    b = GraphBuilder()
    b.define("Block", inner.build())
    block = b.add("Block", b.add("Input"), name="block")
    b.add("MSELoss", b.add("Add", block["bent"], block["straight"]), b.add("Target"))
    net = make(b.build(), {"x": (3,), "y": (2,)})
    net.forward(batch_for(net))
    net.backward()
    np.testing.assert_array_equal(net.output("block"), np.tanh(net.output("block.map")))
    np.testing.assert_array_equal(net.output("block:straight"), net.output("block.map"))
    np.testing.assert_array_equal(net.gradient("block:bent"), net.gradient("block.bent"))
    assert "block.map.weight" in net.weights
    with pytest.raises(GuinetError, match="there are: block:bent, block:straight"):
        net.output("block:curved")
    with pytest.raises(GuinetError, match="no output 'blok'"):
        net.output("blok")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"engine": "magic"}, "no engine 'magic'"),
        ({"dtype": "float16"}, "float32"),
        ({"dtype": "nonsense"}, "float32"),
        ({"dtype": None}, "float32"),
        ({"batch_size": 0}, "batch_size is a whole number of at least 1"),
        ({"batch_size": 2.5}, "batch_size is a whole number"),
        ({"seed": -1}, "seed is a whole number"),
        ({"workers": 0}, "workers"),
        ({"keep": "everything"}, "keep is"),
        ({"keep": ["nowhere"]}, "no output 'nowhere'"),
    ],
)
def test_wrong_options_are_refused_in_words(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(GuinetError, match=words):
        make(mlp(), **settings)


def test_options_of_the_public_surface_are_taken() -> None:
    net = make(mlp(), engine="reference", keep=["out", "loss"], workers=2)
    assert net.workers == 1, "the reference computes in one process"


def test_a_graph_with_an_error_raises_its_sentence_and_runs_in_part_when_asked() -> None:
    graph = mlp()
    act = graph.by_name("act")
    assert act is not None
    broken = remove_nodes(graph, [act.id])
    with pytest.raises(GraphError, match="out"):
        make(broken)
    net = make(broken, partial=True)
    net.forward({"x": np.ones((2, 2))})
    assert net.output("hidden").shape == (2, 5)
    assert [edge.target for edge in net.edges] == ["hidden"]
    with pytest.raises(GuinetError, match="no output 'out'"):
        net.output("out")


def test_weights_that_no_memory_holds_are_refused_before_they_are_made() -> None:
    b = GraphBuilder()
    narrow = b.add("Linear", b.add("Input", name="x"), out_features=2, name="narrow")
    b.add("Linear", narrow, out_features=3, name="wide")
    for size in (10**12, 10**30):
        with pytest.raises(GuinetError, match=r"would take .* GiB .* most belong to narrow"):
            Network(b.build(), {"x": (size,)})


def test_what_is_no_graph_is_told_in_words() -> None:
    for given in (GraphBuilder(), None):
        with pytest.raises(GraphError, match=r"is no graph; take what build\(\)"):
            Network(given, PLANE)  # type: ignore[arg-type]


def test_a_mismatch_raises_its_sentence() -> None:
    with pytest.raises(GraphError, match=r"N × 1.*N × 3|N × 3.*N × 1"):
        make(mlp(), {"x": (2,), "y": (3,)})


def test_edges_and_fields_are_those_of_the_graph() -> None:
    net = make(mlp(), {"x": FieldSpec((2,)), "y": (1,), "unused": (7,)})
    assert [(edge.source, edge.target) for edge in net.edges] == [
        ("x", "hidden"),
        ("hidden", "act"),
        ("act", "out"),
        ("out", "loss"),
        ("y", "loss"),
    ]
    assert net.weighted_nodes == ("hidden", "out")
    assert net.inference.outputs["hidden"][0].shape == (5,)
    batch = batch_for(net)
    assert net.forward(batch) == net.forward({name: batch[name] for name in "xy"})


def test_a_node_that_training_passes_by_is_left_out() -> None:
    b = GraphBuilder()
    p = b.add("Linear", b.add("Input"), out_features=1, name="out")
    b.add("MSELoss", p, b.add("Target"), name="loss")
    b.add("Tanh", b.add("Linear", name="dropped"), name="after")
    net = Network(b.build(), {"x": (2,), "y": (1,)}, batch_size=2)
    assert set(net.weights) == {"out.weight", "out.bias"}
    batch = {"x": np.ones((2, 2)), "y": np.zeros((2, 1))}
    assert np.isfinite(net.trainer().step(batch))


@pytest.mark.parametrize("name", [5, None, ["out"], "x" * 10_000])
def test_an_output_that_no_name_means_is_told_in_a_short_sentence(name: Any) -> None:
    with pytest.raises(GuinetError) as told:
        Network(mlp(), PLANE).output(name)
    assert len(str(told.value)) < 300
