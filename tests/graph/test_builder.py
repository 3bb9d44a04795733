"""Graphs written in Python."""

from __future__ import annotations

from typing import Any

import pytest

from guinet.core.errors import GraphError, HyperparameterError
from guinet.graph.builder import GraphBuilder
from guinet.graph.check import check
from guinet.graph.model import Edge, Exposed
from tests.graph.graphs import FIELDS, GRAPHS


def test_the_example_of_the_manual() -> None:
    b = GraphBuilder()
    x = b.add("Input")
    h = b.add("Tanh", b.add("Linear", x, out_features=8, name="hidden"))
    p = b.add("Linear", h, out_features=1, name="out")
    b.add("MSELoss", p, b.add("Target"), name="loss")
    graph = b.build()
    names = [node.name for node in graph.nodes.values()]
    assert names == ["input1", "hidden", "tanh1", "out", "target1", "loss"]
    assert graph.edges == (
        Edge("n1", "y", "n2", "x"),
        Edge("n2", "y", "n3", "x"),
        Edge("n3", "y", "n4", "x"),
        Edge("n4", "y", "n6", "prediction"),
        Edge("n5", "y", "n6", "target"),
    )
    assert check(graph, {"x": (2,), "y": (1,)}) == []


@pytest.mark.parametrize("name", GRAPHS)
def test_the_shared_fixtures_have_no_problem(name: str) -> None:
    assert check(GRAPHS[name](), FIELDS) == []


def test_sources_by_name_and_outputs_by_port() -> None:
    b = GraphBuilder()
    split = b.add("Split", b.add("Input"))
    b.add("MSELoss", inputs={"target": split["y1"], "prediction": split["y2"]}, name="loss")
    assert split.outputs == ("y1", "y2")
    assert set(b.build().edges[1:]) == {
        Edge("n2", "y1", "n3", "target"),
        Edge("n2", "y2", "n3", "prediction"),
    }


def test_variadic_modules_grow() -> None:
    b = GraphBuilder()
    x = b.add("Input")
    b.add("Add", x, x, x, x, name="sum")
    node = b.build().by_name("sum")
    assert node is not None
    assert len(node.module.input_ports()) == 4


def test_building_does_not_demand_a_sound_graph() -> None:
    b = GraphBuilder()
    b.add("Linear")
    assert check(b.build())


@pytest.mark.parametrize(
    ("type_name", "words"),
    [
        ("Liner", "no module named 'Liner'; did you mean Linear?"),
        ("relu", "no module named 'relu'; did you mean ReLU?"),
        ("Quux", "There is no module named 'Quux'."),
        (None, "There is no module named None."),
    ],
)
def test_unknown_types_name_the_closest(type_name: str, words: str) -> None:
    with pytest.raises(GraphError) as error:
        GraphBuilder().add(type_name)
    assert str(error.value).endswith(words)


def test_mistakes_are_answered_in_words() -> None:
    b = GraphBuilder()
    x = b.add("Input", name="x")
    other = GraphBuilder().add("Input", name="stranger")
    with pytest.raises(GraphError, match="x has no output 'nope'; its outputs are: y"):
        x["nope"]
    with pytest.raises(GraphError, match="has no input nope; its inputs are: x"):
        b.add("Linear", inputs={"nope": x})
    with pytest.raises(GraphError, match="has 1 inputs, so source 2 has no place"):
        b.add("Linear", x, x)
    with pytest.raises(GraphError, match="stranger belongs to another graph"):
        b.add("Linear", other)
    with pytest.raises(GraphError, match="are what add\\(\\) returned, not 'x'"):
        b.add("Linear", "x")  # type: ignore[arg-type]
    with pytest.raises(GraphError, match="There is a node named x already"):
        b.add("Linear", name="x")
    with pytest.raises(HyperparameterError, match="out_features must be at least 1"):
        b.add("Linear", x, out_features=0)
    # What was refused has left no trace.
    assert [node.name for node in b.build().nodes.values()] == ["x"]


def inner() -> GraphBuilder:
    b = GraphBuilder()
    b.add("Outlet", b.add("Linear", b.add("Inlet", name="a"), name="lin"), name="b")
    return b


def test_composites_are_used_like_modules() -> None:
    b = GraphBuilder()
    definition = b.define("dense", inner().build(), exposed={"width": ("lin", "out_features")})
    use = b.add("dense", b.add("Input"), width=3)
    graph = b.build()
    assert use.name == "dense1"
    assert use.outputs == ("b",)
    assert graph.composites[definition].exposed == (Exposed("width", "n2", "out_features"),)
    assert graph.edges == (Edge("n1", "y", "n2", "a"),)


def test_mistakes_in_composites_are_answered_in_words() -> None:
    b = GraphBuilder()
    graph = inner().build()
    with pytest.raises(GraphError, match="There is a module named Linear already"):
        b.define("Linear", graph)
    with pytest.raises(GraphError, match="names nobody, which is not there"):
        b.define("dense", graph, exposed={"width": ("nobody", "out_features")})
    with pytest.raises(GraphError, match="lin has no hyperparameter size"):
        b.define("dense", graph, exposed={"width": ("lin", "size")})
    b.define("dense", graph)
    with pytest.raises(GraphError, match="There is a module named dense already"):
        b.define("dense", graph)
    with pytest.raises(GraphError, match="dense has no setting width; there are: none"):
        b.add("dense", width=3)


def test_equal_inner_definitions_are_taken_once() -> None:
    def block() -> GraphBuilder:
        b = GraphBuilder()
        b.define("cell", inner().build())
        b.add("Outlet", b.add("cell", b.add("Inlet", name="in")), name="out")
        return b

    b = GraphBuilder()
    b.define("first", block().build())
    b.define("second", block().build())
    names = [composite.name for composite in b.build().composites.values()]
    assert names == ["cell", "first", "second"]
    assert all(not c.graph.composites for c in b.build().composites.values())


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": 5}, "must be text"),
        ({"share": ["tag"]}, r"share tag of linear1 is text, not \['tag'\]"),
        ({"learning_rate_factor": "slow"}, "learning-rate factor of linear1 must be a number"),
        ({"inputs": ["x"]}, "inputs of linear1 are given by name"),
    ],
)
def test_arguments_of_another_kind_are_answered_in_words(given: dict[str, Any], words: str) -> None:
    with pytest.raises(GraphError, match=words):
        GraphBuilder().add("Linear", **given)


def test_a_number_does_not_run_into_that_of_a_type() -> None:
    b = GraphBuilder()
    x = b.add("Input")
    assert [b.add("ReLU6", x).name, b.add("ReLU6", x).name] == ["relu6_1", "relu6_2"]
