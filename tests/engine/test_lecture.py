"""The lecture's update rules, worked out by hand, against one training step."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from guinet.core.types import Array
from guinet.engine.network import Network
from guinet.graph.builder import GraphBuilder
from guinet.graph.model import Graph
from guinet.optim.sgd import SGD

RATE = 0.1


def two_layers(
    hidden: int, outputs: int, inner: str = "Identity", outer: str = "Identity"
) -> Graph:
    """Return h = A(x W_h), ŷ = B(h W_o), L = ½ Σ(ŷ − y)²."""
    b = GraphBuilder()
    x = b.add("Input", name="x")
    h = b.add("Linear", x, out_features=hidden, bias=False, name="hidden")
    h = b.add(inner, h, name="A")
    z = b.add("Linear", h, out_features=outputs, bias=False, name="out")
    p = b.add(outer, z, name="B")
    b.add("HalfSquaredError", p, b.add("Target", name="y"), name="loss")
    return b.build()


def step(graph: Graph, w_h: Array, w_o: Array, x: Array, y: Array) -> tuple[Array, Array, Network]:
    """Make one training step of guinet; matrices as the lecture writes them, x W."""
    fields = {"x": x.shape[1:], "y": y.shape[1:]}
    net = Network(graph, fields, batch_size=len(x), dtype="float64")
    net.set_weights({"hidden.weight": w_h.T, "out.weight": w_o.T})
    net.trainer(SGD(), learning_rate=RATE).step({"x": x, "y": y}, observe=True)
    return net.weights["hidden.weight"].T, net.weights["out.weight"].T, net


def same(ours: Array, theirs: Array) -> None:
    np.testing.assert_allclose(ours, theirs, rtol=1e-14, atol=1e-15)


def test_a_step_of_the_linear_network_is_the_lecture_s_rule_for_a_batch() -> None:
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(6, 4)), rng.normal(size=(6, 2))
    w_h, w_o = rng.normal(size=(4, 3)), rng.normal(size=(3, 2))
    # By hand: the error times the layer's input, as outer products; mean over the batch.
    h = x @ w_h
    e_o = h @ w_o - y
    e_h = e_o @ w_o.T
    d_w_o = sum(np.outer(h[n], e_o[n]) for n in range(6)) / 6
    d_w_h = sum(np.outer(x[n], e_h[n]) for n in range(6)) / 6

    new_w_h, new_w_o, net = step(two_layers(3, 2), w_h, w_o, x, y)

    same(new_w_o, w_o - RATE * d_w_o)
    same(new_w_h, w_h - RATE * d_w_h)
    same(net.gradient("out"), e_o / 6)
    same(net.gradient("hidden"), e_h / 6)


def test_the_slide_s_elementwise_code_is_the_scalar_case() -> None:
    def linear(z: Array) -> Array:
        return z

    def linear_grad(z: Array) -> Array:
        return np.ones_like(z)

    x, y = np.array([1.5]), np.array([0.2])
    w_h, w_o = np.array([0.7]), np.array([-1.1])
    # The slide: forward, errors, gradients, update, all in elementwise products.
    h = linear(x * w_h)
    y_hat = linear(h * w_o)
    e_o = (y_hat - y) * linear_grad(h * w_o)
    e_h = e_o * w_o * linear_grad(x * w_h)
    d_w_o = e_o * h
    d_w_h = e_h * x

    new_w_h, new_w_o, _ = step(two_layers(1, 1), w_h[None], w_o[None], x[None], y[None])

    same(new_w_o.ravel(), w_o - RATE * d_w_o)
    same(new_w_h.ravel(), w_h - RATE * d_w_h)


ACTIVATIONS: dict[str, tuple[Callable[[Array], Array], Callable[[Array], Array]]] = {
    "Identity": (lambda z: z, np.ones_like),
    "Tanh": (np.tanh, lambda z: 1.0 - np.tanh(z) ** 2),
    "Sigmoid": (
        lambda z: 1.0 / (1.0 + np.exp(-z)),
        lambda z: np.exp(-z) / (1.0 + np.exp(-z)) ** 2,
    ),
}


@pytest.mark.parametrize("inner", ACTIVATIONS)
@pytest.mark.parametrize("outer", ACTIVATIONS)
def test_the_general_case_with_activations(inner: str, outer: str) -> None:
    rng = np.random.default_rng(4)
    x, y = rng.normal(size=(5, 3)), rng.uniform(size=(5, 2))
    w_h, w_o = rng.normal(size=(3, 4)), rng.normal(size=(4, 2))
    (a, da), (b, db) = ACTIVATIONS[inner], ACTIVATIONS[outer]
    # E_o = (B(z) − y) · dB/dz;  E_h = E_o W_o · dA/dh.
    z_h = x @ w_h
    h = a(z_h)
    z_o = h @ w_o
    e_o = (b(z_o) - y) * db(z_o)
    e_h = (e_o @ w_o.T) * da(z_h)

    new_w_h, new_w_o, _ = step(two_layers(4, 2, inner, outer), w_h, w_o, x, y)

    same(new_w_o, w_o - RATE * h.T @ e_o / 5)
    same(new_w_h, w_h - RATE * x.T @ e_h / 5)


def test_linear_regression_finds_slope_and_intercept() -> None:
    b = GraphBuilder()
    line = b.add("Linear", b.add("Input"), out_features=1, name="line")
    b.add("MSELoss", line, b.add("Target"))
    net = Network(b.build(), {"x": (1,), "y": (1,)}, batch_size=20, dtype="float64")
    x = np.linspace(-1, 1, 20)[:, None]
    trainer = net.trainer("sgd", learning_rate=0.3)
    for _ in range(200):
        trainer.step({"x": x, "y": 3.0 * x - 2.0})
    assert net.weights["line.weight"].item() == pytest.approx(3.0, rel=1e-6)
    assert net.weights["line.bias"].item() == pytest.approx(-2.0, rel=1e-6)
