"""The way from input to loss, and what happens to the gradient on it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from guinet.graph.builder import GraphBuilder
from guinet.graph.model import Edge
from guinet.gui.canvas.depth_ruler.depth import factor_words, layer_factor, longest_path


def chain(*names: str) -> list[Edge]:
    return [Edge(a, "y", b, "x") for a, b in pairwise(names)]


def test_the_longest_of_two_branches() -> None:
    b = GraphBuilder()
    x = b.add("Input", name="x")
    long = b.add(
        "Linear",
        b.add("Tanh", b.add("Linear", x, out_features=4, name="a"), name="t"),
        out_features=4,
        name="b",
    )
    short = b.add("Linear", x, out_features=4, name="c")
    out = b.add("Linear", b.add("Add", long, short, name="sum"), out_features=1, name="out")
    b.add("MSELoss", out, b.add("Target", name="y"), name="loss")
    graph = b.build()
    ids = {node.name: id for id, node in graph.nodes.items()}
    path = longest_path(graph.edges, ids["loss"], [ids["y"]])
    names = [graph.nodes[edge.target].name for edge in path]
    assert names == ["a", "t", "b", "sum", "out", "loss"]


def test_a_long_chain_and_a_cycle() -> None:
    names = [f"n{k}" for k in range(5000)]
    edges = chain(*names)
    assert longest_path(edges, names[-1]) == tuple(edges)
    ring = [*chain("a", "b", "c", "loss"), Edge("c", "y", "a", "x")]
    assert len(longest_path(ring, "loss")) <= 3


def test_no_way() -> None:
    assert longest_path([], "loss") == ()


def test_the_factor_is_a_geometric_mean_over_layers() -> None:
    edges = chain("x", "fc1", "s1", "fc2", "s2", "fc3", "loss")
    sizes = dict(zip(edges, (1e-4, 9e-4, 1e-3, 5e-3, 1e-2, 2e-2), strict=True))
    assert layer_factor(edges, sizes, ["fc1", "fc2", "fc3"]) == pytest.approx(0.1)
    assert layer_factor(edges, sizes, ["fc1"]) is None
    del sizes[edges[0]]
    assert layer_factor(edges, sizes, ["fc1", "fc2", "fc3"]) == pytest.approx(0.1)
    assert layer_factor(edges, {}, ["fc1", "fc2"]) is None


def test_words() -> None:
    assert factor_words(0.25) == "Gradients shrink 4.0× per layer"
    assert factor_words(3.8) == "Gradients grow 3.8× per layer"
    assert "keep" in factor_words(1.02)
    assert factor_words(None) == ""
