"""Whole networks equal PyTorch's in float64: loss, gradients, state, training steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from guinet.core.spec import FieldSpec
from guinet.engine.network import Network
from guinet.graph.builder import GraphBuilder
from guinet.graph.edits import set_learning_rate_factor
from guinet.graph.model import Graph
from guinet.optim.adam import Adam
from guinet.optim.base import Optimizer
from guinet.optim.sgd import SGD
from tests.engine.graphs import PLANE, batch_for, close, make, mlp

torch = pytest.importorskip("torch")
F = torch.nn.functional

Tensor = Any
Judge = Callable[[Mapping[str, Tensor], Tensor, Tensor], Tensor]
LABELS = {"x": (6,), "y": FieldSpec((), "class", ("a", "b", "c"))}


def linear(w: Mapping[str, Tensor], name: str, x: Tensor) -> Tensor:
    return F.linear(x, w[f"{name}.weight"], w.get(f"{name}.bias"))


def mlp_in_torch(w: Mapping[str, Tensor], x: Tensor, y: Tensor) -> Tensor:
    return F.mse_loss(linear(w, "out", torch.tanh(linear(w, "hidden", x))), y)


def branches() -> Graph:
    b = GraphBuilder()
    x = b.add("Input")
    stem = b.add("ReLU", b.add("Linear", x, out_features=4, name="stem"))
    left = b.add("Tanh", b.add("Linear", stem, out_features=4, name="left"))
    right = b.add("Sigmoid", b.add("Linear", stem, out_features=4, name="right"))
    total = b.add("Add", left, right, stem)
    both = b.add("Concat", total, left, right)
    out = b.add("Linear", both, out_features=1, name="out")
    b.add("MSELoss", out, b.add("Target"))
    return b.build()


def branches_in_torch(w: Mapping[str, Tensor], x: Tensor, y: Tensor) -> Tensor:
    stem = torch.relu(linear(w, "stem", x))
    left, right = torch.tanh(linear(w, "left", stem)), torch.sigmoid(linear(w, "right", stem))
    both = torch.cat([left + right + stem, left, right], 1)
    return F.mse_loss(linear(w, "out", both), y)


def split_with_an_unused_part() -> Graph:
    b = GraphBuilder()
    parts = b.add("Split", b.add("Linear", b.add("Input"), out_features=6, name="stem"), chunks=3)
    sum_ = b.add("Add", parts["y1"], b.add("Tanh", parts["y3"]))
    b.add("CrossEntropyLoss", b.add("Linear", sum_, out_features=3, name="out"), b.add("Target"))
    return b.build()


def split_in_torch(w: Mapping[str, Tensor], x: Tensor, y: Tensor) -> Tensor:
    first, _, third = torch.chunk(linear(w, "stem", x), 3, 1)
    return F.cross_entropy(linear(w, "out", first + torch.tanh(third)), y)


def nested() -> Graph:
    inner = GraphBuilder()
    gate = inner.add("Sigmoid", inner.add("Linear", inner.add("Inlet", name="x"), name="gate"))
    inner.add("Outlet", gate, name="y")
    outer = GraphBuilder()
    outer.define("Gate", inner.build(), {"width": ("gate", "out_features")})
    into = outer.add("Inlet", name="x")
    gated = outer.add("Gate", into, width=4, name="first")
    outer.add("Outlet", outer.add("Add", gated, outer.add("Gate", gated, width=4)), name="sum")
    outer.add("Outlet", gated, name="gated")
    b = GraphBuilder()
    b.define("Pair", outer.build())
    x = b.add("Input")
    one = b.add("Pair", x, name="one")
    two = b.add("Pair", one["gated"], name="two")
    out = b.add("Linear", b.add("Concat", one, two["sum"]), out_features=1, name="out")
    b.add("MSELoss", out, b.add("Target"))
    return b.build()


def nested_in_torch(w: Mapping[str, Tensor], x: Tensor, y: Tensor) -> Tensor:
    def pair(name: str, x: Tensor) -> tuple[Tensor, Tensor]:
        gated = torch.sigmoid(linear(w, f"{name}.first.gate", x))
        return gated + torch.sigmoid(linear(w, f"{name}.gate1.gate", gated)), gated

    one, gated = pair("one", x)
    two, _ = pair("two", gated)
    return F.mse_loss(linear(w, "out", torch.cat([one, two], 1)), y)


def shared() -> Graph:
    b = GraphBuilder()
    x = b.add("Input")
    h = b.add("Tanh", b.add("Linear", x, out_features=2, share="twin", name="first"))
    h = b.add("Tanh", b.add("Linear", h, out_features=2, share="twin", name="second"))
    b.add("MSELoss", b.add("Linear", h, out_features=1, name="out"), b.add("Target"))
    return b.build()


def shared_in_torch(w: Mapping[str, Tensor], x: Tensor, y: Tensor) -> Tensor:
    h = torch.tanh(linear(w, "first", torch.tanh(linear(w, "first", x))))
    return F.mse_loss(linear(w, "out", h), y)


def several_losses() -> Graph:
    b = GraphBuilder()
    h = b.add("Tanh", b.add("Linear", b.add("Input"), out_features=4, name="stem"))
    target = b.add("Target")
    logits = b.add("Linear", h, out_features=3, name="logits")
    b.add("CrossEntropyLoss", logits, target, loss_weight=0.7)
    b.add("CategoricalCrossEntropy", b.add("Softmax", logits), target, loss_weight=0.2)
    b.add("L1Loss", b.add("Linear", h, out_features=3, name="side"), target, loss_weight=3.0)
    return b.build()


def several_losses_in_torch(w: Mapping[str, Tensor], x: Tensor, y: Tensor) -> Tensor:
    h = torch.tanh(linear(w, "stem", x))
    logits = linear(w, "logits", h)
    rows = F.one_hot(y, 3).double()
    entropy = -(rows * torch.log(torch.softmax(logits, 1))).sum(1).mean()
    side = F.l1_loss(linear(w, "side", h), rows)
    return 0.7 * F.cross_entropy(logits, y) + 0.2 * entropy + 3.0 * side


def batch_norm() -> Graph:
    b = GraphBuilder()
    # Without a bias, whose gradient before a normalisation is nothing but rounding.
    h = b.add("Linear", b.add("Input"), out_features=4, bias=False, name="stem")
    h = b.add("Tanh", b.add("BatchNorm", h, momentum=0.2, name="norm"))
    b.add("MSELoss", b.add("Linear", h, out_features=1, name="out"), b.add("Target"))
    return b.build()


def batch_norm_in_torch(w: Mapping[str, Tensor], x: Tensor, y: Tensor) -> Tensor:
    h = linear(w, "stem", x)
    h = F.batch_norm(h, None, None, w["norm.weight"], w["norm.bias"], training=True)
    return F.mse_loss(linear(w, "out", torch.tanh(h)), y)


CASES: dict[str, tuple[Graph, Mapping[str, Any], Judge]] = {
    "mlp": (mlp(), PLANE, mlp_in_torch),
    "branches": (branches(), PLANE, branches_in_torch),
    "split with an unused part": (split_with_an_unused_part(), LABELS, split_in_torch),
    "nested composites": (nested(), {"x": (3,), "y": (1,)}, nested_in_torch),
    "shared weights": (shared(), PLANE, shared_in_torch),
    "several losses": (several_losses(), LABELS, several_losses_in_torch),
    "batch norm": (batch_norm(), PLANE, batch_norm_in_torch),
}


def leaves(network: Network) -> dict[str, Tensor]:
    """Return PyTorch leaves by public name, one for arrays that are shared."""
    found: dict[int, Tensor] = {}
    names = {}
    for name, array in network.weights.items():
        names[name] = found.setdefault(id(array), torch.tensor(array, requires_grad=True))
    return names


@pytest.mark.parametrize("case", CASES)
def test_loss_and_gradients_equal_pytorch(case: str) -> None:
    graph, fields, judge = CASES[case]
    net = make(graph, fields)
    batch = batch_for(net)
    weights = leaves(net)
    theirs = judge(weights, torch.tensor(batch["x"]), torch.tensor(batch["y"]))
    theirs.backward()

    assert net.forward(batch, training=True) == pytest.approx(theirs.item(), rel=1e-12)
    gradients = net.backward()
    assert gradients.keys() == weights.keys()
    for name, ours in gradients.items():
        assert close(ours, weights[name].grad.numpy()), name


OPTIMIZERS: dict[str, tuple[Optimizer, Callable[[Any], Any]]] = {
    "sgd": (SGD(), lambda w: torch.optim.SGD(w, lr=0.05)),
    "momentum": (SGD(momentum=0.9), lambda w: torch.optim.SGD(w, lr=0.05, momentum=0.9)),
    "nesterov": (
        SGD(momentum=0.9, nesterov=True),
        lambda w: torch.optim.SGD(w, lr=0.05, momentum=0.9, nesterov=True),
    ),
    "adam": (Adam(), lambda w: torch.optim.Adam(w, lr=0.05)),
}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("case", ["mlp", "shared weights"])
def test_fifty_training_steps_equal_pytorch(case: str, optimizer: str) -> None:
    graph, fields, judge = CASES[case]
    ours, make_theirs = OPTIMIZERS[optimizer]
    net = make(graph, fields)
    weights = leaves(net)
    theirs = make_theirs(list({id(w): w for w in weights.values()}.values()))
    trainer = net.trainer(ours, learning_rate=0.05)
    for step in range(50):
        batch = batch_for(net, seed=step)
        theirs.zero_grad()
        loss = judge(weights, torch.tensor(batch["x"]), torch.tensor(batch["y"]))
        loss.backward()
        theirs.step()
        assert trainer.step(batch) == pytest.approx(loss.item(), rel=1e-9)
    for name, array in net.weights.items():
        assert close(array, weights[name].detach().numpy()), name


def test_a_trainer_clips_and_decays_as_pytorch_does() -> None:
    graph, fields, judge = CASES["shared weights"]
    net = make(graph, fields)
    weights = leaves(net)
    leaf = list({id(w): w for w in weights.values()}.values())
    theirs = torch.optim.SGD(leaf, lr=0.05, momentum=0.9, weight_decay=0.1)
    trainer = net.trainer(
        SGD(momentum=0.9), learning_rate=0.05, l2=0.1, clip_norm=0.3, clip_value=0.1
    )
    for step in range(10):
        batch = batch_for(net, seed=step)
        theirs.zero_grad()
        judge(weights, torch.tensor(batch["x"]), torch.tensor(batch["y"])).backward()
        assert torch.nn.utils.clip_grad_norm_(leaf, 0.3) > 0.3
        torch.nn.utils.clip_grad_value_(leaf, 0.1)
        theirs.step()
        trainer.step(batch)
    for name, array in net.weights.items():
        assert close(array, weights[name].detach().numpy()), name


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_factors_of_nodes_equal_pytorch_s_groups_and_what_is_frozen_stays(optimizer: str) -> None:
    graph, fields, judge = CASES["branches"]
    ours, make_theirs = OPTIMIZERS[optimizer]
    names = dict.fromkeys(name.partition(".")[0] for name in make(graph, fields).weights)
    factors = dict(zip(names, (1.0, 0.0, 0.25, 3.0), strict=False))
    for name, factor in factors.items():
        node = graph.by_name(name)
        assert node is not None
        graph = set_learning_rate_factor(graph, node.id, factor)
    net = make(graph, fields)
    before, weights = net.weights, leaves(net)
    factor_of = {name: factors.get(name.partition(".")[0], 1.0) for name in weights}
    learning = [
        {"params": [leaf], "lr": 0.05 * factor_of[name]}
        for name, leaf in weights.items()
        if factor_of[name]
    ]
    theirs = make_theirs(learning)
    trainer = net.trainer(ours, learning_rate=0.05)
    for step in range(20):
        batch = batch_for(net, seed=step)
        theirs.zero_grad()
        judge(weights, torch.tensor(batch["x"]), torch.tensor(batch["y"])).backward()
        theirs.step()
        trainer.step(batch)
    assert 0.0 in factor_of.values()
    for name, array in net.weights.items():
        if factor_of[name]:
            assert close(array, weights[name].detach().numpy()), name
        else:
            assert np.array_equal(array, before[name]), name


def test_running_statistics_follow_pytorch_over_steps_and_serve_in_evaluation() -> None:
    net = make(batch_norm(), PLANE)
    weights = leaves(net)
    norm = torch.nn.BatchNorm1d(4, momentum=0.2, dtype=torch.float64)
    for step in range(5):
        batch = batch_for(net, count=7, seed=step)
        norm(linear(weights, "stem", torch.tensor(batch["x"])))
        net.forward(batch, training=True)
    assert close(net.state["norm.running_mean"], norm.running_mean.numpy())
    assert close(net.state["norm.running_var"], norm.running_var.numpy())

    norm.eval()
    batch = batch_for(net, seed=9)
    net.forward(batch)
    theirs = norm(linear(weights, "stem", torch.tensor(batch["x"]))).detach().numpy()
    assert close(net.output("norm"), theirs)
    assert close(net.state["norm.running_mean"], norm.running_mean.numpy()), "evaluation is still"


def test_nodes_that_share_state_change_it_one_after_the_other() -> None:
    b = GraphBuilder()
    h = b.add("BatchNorm", b.add("Input"), share="norm", name="one")
    h = b.add("Linear", b.add("Tanh", h), out_features=2, name="between")
    h = b.add("BatchNorm", h, share="norm", name="two")
    b.add("MSELoss", h, b.add("Target"))
    net = make(b.build(), {"x": (2,), "y": (2,)})
    batch = batch_for(net)
    norm = torch.nn.BatchNorm1d(2, dtype=torch.float64)
    norm(linear(leaves(net), "between", torch.tanh(norm(torch.tensor(batch["x"])))))
    net.forward(batch, training=True)
    state = net.state
    assert close(state["one.running_var"], norm.running_var.numpy())
    assert np.array_equal(state["one.running_mean"], state["two.running_mean"])
