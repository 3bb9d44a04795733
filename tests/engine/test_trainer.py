"""Training steps: what is observed, what repeats, what carries over."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from guinet.core.errors import DataError, GuinetError
from guinet.core.types import Array
from guinet.engine.network import Network
from guinet.engine.observation import root_mean_square
from guinet.engine.trainer import Trainer
from guinet.graph.builder import GraphBuilder
from guinet.graph.edits import rename
from guinet.graph.model import Graph
from guinet.optim.adam import Adam
from guinet.optim.sgd import SGD
from tests.engine.graphs import PLANE, batch_for, fan_out, make, mlp
from tests.engine.modules import Steep, exchange


def rms(array: Array) -> float:
    return float(np.sqrt(np.mean(array**2)))


def test_each_loss_has_its_own_number() -> None:
    b = GraphBuilder()
    out = b.add("Linear", b.add("Input", name="x"), out_features=1, name="out")
    y = b.add("Target", name="y")
    b.add("MSELoss", out, y, name="square", loss_weight=0.5)
    b.add("L1Loss", out, y, name="absolute")
    net = make(b.build(), keep=())
    trainer = net.trainer("sgd", 0.1)
    assert all(math.isnan(loss) for loss in trainer.losses().values())
    for seed in range(2):
        batch = batch_for(net, seed=seed)
        off = net.predict(batch)["out"] - batch["y"]
        known = {"square": np.mean(off**2), "absolute": np.mean(np.abs(off))}
        total = 0.5 * known["square"] + known["absolute"]
        assert trainer.step(batch) == pytest.approx(total, rel=1e-13)
        assert trainer.losses() == pytest.approx(known, rel=1e-13), "before the update"


def dropout_net(seed: int = 0) -> Network:
    b = GraphBuilder()
    h = b.add("Tanh", b.add("Linear", b.add("Input"), out_features=16))
    b.add("MSELoss", b.add("Linear", b.add("Dropout", h), out_features=1), b.add("Target"))
    return Network(b.build(), PLANE, 8, seed=seed)


def trajectory(net: Network, observe: bool = False, steps: int = 20) -> tuple[list[float], bytes]:
    trainer = net.trainer("adam", 0.01)
    losses = [trainer.step(batch_for(net, seed=n), observe=observe) for n in range(steps)]
    return losses, net.executor.parameters.flat.tobytes()


def test_the_same_seed_repeats_bit_for_bit() -> None:
    assert trajectory(dropout_net()) == trajectory(dropout_net())
    assert trajectory(dropout_net()) != trajectory(dropout_net(seed=1))


def test_watching_changes_nothing() -> None:
    assert trajectory(dropout_net(), observe=True) == trajectory(dropout_net())


@pytest.mark.parametrize("engine", ["compiled", "reference"])
def test_to_observe_tells_what_the_next_step_does_and_changes_nothing(engine: str) -> None:
    b = GraphBuilder()
    h = b.add("BatchNorm", b.add("Linear", b.add("Input"), out_features=6))
    out = b.add("Linear", b.add("Dropout", b.add("ReLU", h)), out_features=1)
    b.add("MSELoss", out, b.add("Target"))
    nets = [Network(b.build(), PLANE, 8, keep=(), engine=engine) for _ in range(2)]
    watched, plain = (net.trainer("adam", 0.01) for net in nets)
    for number in range(6):
        batch = batch_for(nets[0], seed=number)
        loss, activations, gradients = watched.observe(batch)
        watched.observe(batch_for(nets[0], seed=99))
        assert watched.steps == plain.steps
        losses = [trainer.step(batch, observe=True) for trainer in (watched, plain)]
        assert losses == [loss, loss]
        np.testing.assert_array_equal(activations, plain.edge_activations())
        np.testing.assert_array_equal(gradients, plain.edge_gradients())
    flat = [net.executor.parameters.flat.tobytes() for net in nets]
    assert flat[0] == flat[1]
    states = [net.state for net in nets]
    for name, array in states[0].items():
        np.testing.assert_array_equal(states[1][name], array)


def test_to_observe_a_loss_that_is_not_finite_tells_no_gradient() -> None:
    net = make(mlp())
    name = next(iter(net.weights))
    net.set_weights({name: np.full_like(net.weights[name], np.nan)})
    loss, activations, gradients = net.trainer("sgd", 0.1).observe(batch_for(net))
    assert not math.isfinite(loss)
    assert len(activations) == len(gradients) == len(net.edges)
    assert np.isnan(gradients).all()


def test_a_step_returns_the_loss_before_its_update_and_lowers_it() -> None:
    net = make(mlp())
    batch = batch_for(net)
    before = net.forward(batch, training=True)
    assert net.trainer("sgd", learning_rate=0.05).step(batch) == before
    assert net.forward(batch) < before


def test_edge_sizes_are_root_mean_squares_of_values_and_of_the_consumer_s_share() -> None:
    net = make(fan_out())
    trainer = net.trainer("sgd", 0.1)
    batch = batch_for(net)
    weights = net.weights
    trainer.step(batch, observe=True)

    activations = dict(zip(net.edges, trainer.edge_activations(), strict=True))
    gradients = dict(zip(net.edges, trainer.edge_gradients(), strict=True))
    assert trainer.edge_activations().dtype == trainer.edge_gradients().dtype == np.float64
    by_ends = {(edge.source, edge.target): edge for edge in net.edges}
    for edge in net.edges:
        assert activations[edge] == pytest.approx(rms(net.output(edge.source)), rel=1e-12)
    # By hand: what each consumer of the stem gives back.
    d_both = net.gradient("both")
    left, right = net.output("left"), net.output("right")
    shares = {
        "left": d_both[:, 0:3] * (1 - left**2),
        "right": d_both[:, 3:6] * right * (1 - right),
        "both": d_both[:, 6:9],
    }
    for target, share in shares.items():
        assert gradients[by_ends["stem", target]] == pytest.approx(rms(share), rel=1e-12)
    np.testing.assert_allclose(sum(shares.values()), net.gradient("stem"), rtol=1e-12)
    # The edge from the data is watched as well.
    d_x = net.gradient("stem") @ weights["stem.weight"]
    assert gradients[by_ends["x", "stem"]] == pytest.approx(rms(d_x), rel=1e-12)


def test_contributions_at_a_fan_out_add_up_to_the_gradient_of_the_node() -> None:
    net = make(fan_out(), engine="reference")
    net.forward(batch_for(net))
    net.backward()
    run = net.executor.run
    assert run is not None
    shares = [
        share
        for edge, share in zip(net.edges, run.contributions, strict=True)
        if edge.source == "stem" and share is not None
    ]
    assert len(shares) == 3
    np.testing.assert_allclose(sum(shares), net.gradient("stem"), rtol=1e-13)


def test_an_edge_without_a_gradient_is_nan() -> None:
    b = GraphBuilder()
    x = b.add("Input", name="x")
    b.add("Linear", x, out_features=2, name="aside")
    b.add("MSELoss", b.add("Linear", x, out_features=1), b.add("Target"))
    net = make(b.build())
    trainer = net.trainer()
    trainer.step(batch_for(net), observe=True)
    sizes = {
        (edge.source, edge.target): size
        for edge, size in zip(net.edges, trainer.edge_gradients(), strict=True)
    }
    assert math.isnan(sizes.pop(("x", "aside")))
    # The right answers are given: nothing is learned about them.
    assert math.isnan(sizes.pop(("target1", "mseloss1")))
    assert all(size > 0.0 for size in sizes.values())


def test_a_size_needs_real_numbers_and_does_not_underflow() -> None:
    assert math.isnan(root_mean_square(np.array([1, 2])))
    assert math.isnan(root_mean_square(None))
    tiny = np.full(10, 1e-30, np.float32)
    assert root_mean_square(tiny) == pytest.approx(1e-30, rel=1e-6, abs=0.0)


def test_update_ratios_are_those_of_the_weights_of_a_node_together() -> None:
    net = make(mlp())
    trainer = net.trainer("sgd", 0.1)
    before = net.weights
    trainer.step(batch_for(net), observe=True)
    after = net.weights
    for node, ratio in zip(net.weighted_nodes, trainer.update_ratios(), strict=True):
        old = np.concatenate([before[f"{node}.{name}"].ravel() for name in ("weight", "bias")])
        new = np.concatenate([after[f"{node}.{name}"].ravel() for name in ("weight", "bias")])
        assert ratio == pytest.approx(np.linalg.norm(new - old) / np.linalg.norm(old), rel=1e-12)


def test_the_ratio_to_nothing_is_nan() -> None:
    net = make(mlp())
    net.set_weights({"out.weight": np.zeros((1, 5)), "out.bias": np.zeros(1)})
    trainer = net.trainer("sgd", 0.1)
    trainer.step(batch_for(net), observe=True)
    assert np.isnan(trainer.update_ratios()).tolist() == [False, True]


def test_what_was_not_observed_is_not_told() -> None:
    net = make(mlp())
    trainer = net.trainer()
    trainer.step(batch_for(net), observe=True)
    trainer.step(batch_for(net))
    for ask in (trainer.edge_activations, trainer.edge_gradients, trainer.update_ratios):
        with pytest.raises(GuinetError, match="not observed"):
            ask()
    with pytest.raises(GuinetError, match="no gradients yet"):
        net.gradient("x")
    assert net.output("out").shape == (6, 1)


def test_an_unobserved_step_spares_gradients_that_no_weight_needs() -> None:
    b = GraphBuilder()
    bent = b.add("Tanh", b.add("Input"), name="bent")
    b.add("MSELoss", b.add("Linear", bent, out_features=1), b.add("Target"))
    net = make(b.build(), engine="reference")
    trainer = net.trainer()
    places = {edge.source: number for number, edge in enumerate(net.edges)}
    for observe in (True, False):
        trainer.step(batch_for(net), observe=observe)
        run = net.executor.run
        assert run is not None
        assert (run.contributions[places["input1"]] is not None) is observe


def test_the_learning_rate_can_be_set_between_steps() -> None:
    net = make(mlp())
    trainer = net.trainer(SGD())
    assert trainer.learning_rate == SGD.default_learning_rate
    trainer.learning_rate = 0.0
    before = net.weights
    trainer.step(batch_for(net))
    np.testing.assert_array_equal(net.weights["out.weight"], before["out.weight"])
    trainer.learning_rate = 0.5
    trainer.step(batch_for(net))
    assert not np.array_equal(net.weights["out.weight"], before["out.weight"])
    assert trainer.steps == 2


@pytest.mark.parametrize("rate", [-0.1, math.nan, math.inf, "fast"])
def test_a_learning_rate_is_a_finite_number(rate: Any) -> None:
    with pytest.raises(GuinetError, match="learning rate"):
        make(mlp()).trainer("sgd", rate)


def test_an_optimizer_is_named_in_any_case_or_given() -> None:
    net = make(mlp())
    assert net.trainer("adam").optimizer == Adam()
    assert net.trainer("SGD").optimizer == SGD()
    assert net.trainer(SGD(momentum=0.5)).optimizer == SGD(momentum=0.5)
    with pytest.raises(GuinetError, match=r"no optimizer 'adan'; there are: Adadelta, .*SGD"):
        net.trainer("adan")


def test_a_step_needs_the_targets() -> None:
    net = make(mlp())
    with pytest.raises(DataError, match="lacks the field 'y'"):
        net.trainer().step({"x": np.ones((2, 2))})


def test_a_step_moves_the_state_on() -> None:
    b = GraphBuilder()
    h = b.add("BatchNorm", b.add("Input"), name="norm")
    b.add("MSELoss", b.add("Linear", h, out_features=1), b.add("Target"))
    net = make(b.build())
    batch = batch_for(net)
    net.trainer("sgd", 0.1).step(batch)
    expected = 0.1 * batch["x"].mean(axis=0)
    np.testing.assert_allclose(net.state["norm.running_mean"], expected, rtol=1e-13)


def test_a_loss_that_is_not_finite_changes_neither_weights_nor_state() -> None:
    b = GraphBuilder()
    h = b.add("BatchNorm", b.add("Input"), name="norm")
    b.add("MSELoss", b.add("Linear", h, out_features=1, name="out"), b.add("Target"), name="loss")
    net = make(b.build())
    net.set_weights({"out.bias": np.array([1e200])})
    weights, state, trainer = net.weights, net.state, net.trainer()
    assert trainer.step(batch_for(net)) == math.inf
    assert net.first_nonfinite() == "loss"
    assert trainer.steps == 0
    for name, array in weights.items():
        np.testing.assert_array_equal(net.weights[name], array)
    for name, array in state.items():
        np.testing.assert_array_equal(net.state[name], array)


def test_the_first_node_that_is_not_finite_is_named() -> None:
    net = make(mlp("ReLU"))
    assert net.first_nonfinite() is None
    net.forward(batch_for(net))
    assert net.first_nonfinite() is None
    net.set_weights({"hidden.bias": np.full(5, np.inf)})
    assert net.first_nonfinite() == "hidden", "a weight alone"
    net.set_weights({"hidden.bias": np.zeros(5), "out.weight": np.full((1, 5), np.nan)})
    net.forward(batch_for(net))
    assert net.first_nonfinite() == "out"


def test_a_gradient_that_is_not_finite_stops_the_step_and_is_found_where_it_began() -> None:
    net = make(exchange(mlp(), "act", Steep()))
    weights = net.weights
    assert math.isnan(net.trainer("sgd", 0.1).step(batch_for(net)))
    assert net.first_nonfinite() == "act"
    np.testing.assert_array_equal(net.weights["hidden.weight"], weights["hidden.weight"])


def carried(old: Trainer, graph: Graph) -> tuple[Network, Trainer, tuple[str, ...]]:
    """Return network and trainer of a changed graph with what still fits."""
    net = make(graph, seed=7)
    kept = net.set_weights_by_key(old.network.weights_by_key())
    net.set_state_by_key(old.network.state_by_key())
    trainer = Trainer(net, old.optimizer, old.learning_rate)
    trainer.set_slots_by_key(old.slots_by_key(), old.updates)
    trainer.steps = old.steps
    return net, trainer, kept


def id_of(graph: Graph, name: str) -> str:
    node = graph.by_name(name)
    assert node is not None
    return node.id


def test_training_goes_on_after_renaming_as_if_nothing_had_happened() -> None:
    graph = mlp()
    net = make(graph)
    trainer = net.trainer("adam", 0.05)
    for n in range(5):
        trainer.step(batch_for(net, seed=n))
    renamed, second, kept = carried(trainer, rename(graph, id_of(graph, "hidden"), "first"))
    assert kept == ("first", "out")
    for n in range(5, 10):
        batch = batch_for(net, seed=n)
        assert second.step(batch) == trainer.step(batch)
    np.testing.assert_array_equal(renamed.weights["first.weight"], net.weights["hidden.weight"])
    assert second.steps == trainer.steps == 10


def three_layers(first: int, bias: bool = True) -> Graph:
    b = GraphBuilder()
    h = b.add("Linear", b.add("Input"), out_features=first, name="first")
    h = b.add("Linear", h, out_features=4, name="second")
    out = b.add("Linear", h, out_features=1, bias=bias, name="out")
    b.add("MSELoss", out, b.add("Target"))
    return b.build()


def test_a_node_of_another_shape_begins_anew_and_the_others_are_kept() -> None:
    net = make(three_layers(5))
    trainer = net.trainer()
    trainer.step(batch_for(net))
    wider = three_layers(6)
    changed, _, kept = carried(trainer, wider)
    assert kept == ("out",)
    np.testing.assert_array_equal(changed.weights["out.weight"], net.weights["out.weight"])
    fresh = make(wider, seed=7).weights
    for name in ("first.weight", "second.weight", "second.bias"):
        np.testing.assert_array_equal(changed.weights[name], fresh[name])


def test_what_is_left_of_a_node_still_fits() -> None:
    net = make(three_layers(5))
    changed, _, kept = carried(net.trainer(), three_layers(5, bias=False))
    assert kept == ("first", "second", "out")
    np.testing.assert_array_equal(changed.weights["out.weight"], net.weights["out.weight"])


def test_sharing_begins_with_the_weights_of_the_first() -> None:
    b = GraphBuilder()
    h = b.add("Linear", b.add("Input"), out_features=2, name="a")
    b.add("MSELoss", b.add("Linear", h, out_features=2, name="b"), b.add("Target"))
    graph = b.build()
    net = make(graph, {"x": (2,), "y": (2,)})
    nodes = {
        key: replace(node, share="t") if node.name in "ab" else node
        for key, node in graph.nodes.items()
    }
    joined = make(replace(graph, nodes=nodes), {"x": (2,), "y": (2,)}, seed=3)
    assert joined.set_weights_by_key(net.weights_by_key()) == ("a", "b")
    np.testing.assert_array_equal(joined.weights["b.weight"], net.weights["a.weight"])


def test_what_an_optimizer_does_not_keep_is_left_out() -> None:
    net = make(mlp())
    adam = net.trainer("adam")
    adam.step(batch_for(net))
    sgd = net.trainer(SGD(momentum=0.9))
    sgd.set_slots_by_key(adam.slots_by_key())
    assert not np.any(sgd.slots_by_key()["velocity"]["n2.weight"])
    assert np.any(adam.slots_by_key()["mean"]["n2.weight"])
