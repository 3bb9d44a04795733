"""The longest way, and by what the gradient changes along it."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from guinet.graph.builder import GraphBuilder
from guinet.graph.model import Edge
from guinet.gui.canvas.depth_ruler.depth import Course, course_of, longest_path


def chain(*names: str) -> list[Edge]:
    return [Edge(a, "y", b, "x") for a, b in pairwise(names)]


def test_the_longest_way_goes_through_the_deep_branch_and_not_to_the_target() -> None:
    b = GraphBuilder()
    x = b.add("Input", name="x")
    first = b.add("Linear", x, out_features=4, name="a")
    deep = b.add("Linear", b.add("Tanh", first, name="t"), out_features=4, name="b")
    out = b.add("Linear", b.add("Add", deep, first, name="sum"), out_features=1, name="out")
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


DEEP = chain("x", "fc1", "s1", "fc2", "s2", "fc3", "loss")
SIZES = dict(zip(DEEP, (1e-5, 1e-4, 9e-4, 1e-3, 5e-3, 1e-2), strict=True))


def test_the_factor_is_a_geometric_mean_over_the_errors_of_layers() -> None:
    found = course_of(DEEP, SIZES, ["fc1", "fc2", "fc3"])
    assert found.factor == pytest.approx(math.sqrt(1e-4 / 1e-2))
    assert found.layers == 2
    # Layers in between change nothing of the mean, but how many steps it is the mean of.
    assert course_of(DEEP, SIZES, ["fc1", "fc3"]).factor == pytest.approx(0.01)


@pytest.mark.parametrize("layers", [[], ["fc1"], ["elsewhere"]])
def test_one_layer_has_no_depth(layers: list[str]) -> None:
    assert course_of(DEEP, SIZES, layers) == Course(None)
    assert course_of(DEEP, {}, ["fc1", "fc2"]) == Course(None)


def test_a_wire_without_a_gradient_is_passed_over() -> None:
    sizes = SIZES | {DEEP[0]: math.nan, DEEP[2]: math.nan}
    assert course_of(DEEP, sizes, ["fc1", "fc2", "fc3"]).factor == pytest.approx(0.1)


def test_where_a_gradient_dies() -> None:
    sizes = SIZES | dict.fromkeys(DEEP[:3], 0.0)
    found = course_of(DEEP, sizes, ["fc1", "fc2", "fc3"])
    assert found.dies_at == "fc2"
    assert found.words({"fc2": "second"}) == "die at second: nothing arrives before it"
    # Nothing at all is no place where it dies.
    assert not course_of(DEEP, dict.fromkeys(DEEP, 0.0), ["fc1", "fc2"]).dies_at


def test_a_gradient_beyond_all_numbers() -> None:
    found = course_of(DEEP, SIZES | {DEEP[1]: math.inf}, ["fc1", "fc2"])
    assert found.bursts
    assert "explode" in found.words({})


def test_words() -> None:
    assert Course(0.25, 3).words({}) == "shrink 4.0× per layer"
    assert Course(3.8, 3).words({}) == "grow 3.8× per layer"
    assert Course(1 / 250, 3).words({}) == "shrink 250× per layer"
    assert "keep" in Course(1.02, 3).words({})
    assert Course(None).words({}) == ""
