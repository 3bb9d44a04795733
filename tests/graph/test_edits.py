"""Edits keep a graph well formed and touch nothing else."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guinet.core.errors import GraphError
from guinet.graph.builder import GraphBuilder
from guinet.graph.diff import diff
from guinet.graph.edits import (
    add_node,
    connect,
    copy_nodes,
    disconnect,
    insert_on_edge,
    new_id,
    paste,
    remove_nodes,
    rename,
    set_learning_rate_factor,
    set_module,
    set_share,
    unique_name,
)
from guinet.graph.model import Edge, Graph
from tests.graph.graphs import GRAPHS, with_several_outputs
from tests.graph.strategies import Edit, assert_well_formed, edits, few, graphs, make


def chain() -> Graph:
    b = GraphBuilder()
    h = b.add("Linear", b.add("Input"), name="hidden")
    b.add("MSELoss", h, b.add("Target"), name="loss")
    return b.build()


def test_the_shared_fixtures_are_well_formed() -> None:
    for make_graph in GRAPHS.values():
        assert_well_formed(make_graph())


@few
@given(graph=graphs(), more=st.lists(edits(), max_size=5))
def test_edits_keep_a_graph_well_formed(graph: Graph, more: list[Edit]) -> None:
    for edit in more:
        before = (dict(graph.nodes), graph.edges)
        changed = edit(graph)
        assert (dict(graph.nodes), graph.edges) == before
        assert_well_formed(changed)
        graph = changed


def test_automatic_names_and_ids_count_up() -> None:
    graph = Graph()
    for _ in range(3):
        graph, _ = add_node(graph, make("Linear"))
    assert [node.name for node in graph.nodes.values()] == ["linear1", "linear2", "linear3"]
    assert list(graph.nodes) == ["n1", "n2", "n3"]
    graph = remove_nodes(graph, ["n1"])
    assert unique_name(graph, "linear") == "linear1"
    assert new_id(graph) == "n4"


def test_names_are_unique_case_sensitively() -> None:
    graph = rename(chain(), "n1", "Hidden")
    assert graph.nodes["n1"].name == "Hidden"
    with pytest.raises(GraphError, match="There is a node named hidden already"):
        rename(graph, "n1", "hidden")
    with pytest.raises(GraphError, match="must not contain a dot"):
        rename(graph, "n1", "a.b")
    with pytest.raises(GraphError, match="must not be empty"):
        add_node(graph, make("Linear"), name=" ")


def test_an_input_takes_one_edge() -> None:
    graph, node = add_node(chain(), make("ReLU"))
    old = graph.edge_into("n2", "x")
    graph = connect(graph, Edge(node.id, "y", "n2", "x"))
    assert old not in graph.edges
    assert graph.edge_into("n2", "x") == Edge(node.id, "y", "n2", "x")


def test_connecting_twice_changes_nothing() -> None:
    graph = chain()
    assert connect(graph, graph.edges[0]) is graph


@pytest.mark.parametrize(
    ("edge", "words"),
    [
        (Edge("n1", "nope", "n2", "x"), "input1 has no output nope; its outputs are: y"),
        (Edge("n1", "y", "n2", "nope"), "hidden has no input nope; its inputs are: x"),
        (Edge("n2", "y", "n2", "x"), "hidden cannot be joined to itself"),
        (Edge("n9", "y", "n2", "x"), "not in the graph any more"),
        (Edge("n2", "y", "n1", "x"), "input1 has no input x; its inputs are: none"),
    ],
)
def test_impossible_edges_are_refused_in_words(edge: Edge, words: str) -> None:
    with pytest.raises(GraphError, match=words):
        connect(chain(), edge)


def test_a_variadic_module_gains_the_input_that_an_edge_names() -> None:
    graph, add = add_node(chain(), make("Add"))
    ports = [port.name for port in add.module.input_ports()]
    graph = connect(graph, Edge("n1", "y", add.id, "x3"))
    grown = [port.name for port in graph.nodes[add.id].module.input_ports()]
    assert grown == [*ports, "x3"]
    with pytest.raises(GraphError, match="has no input x9"):
        connect(graph, Edge("n1", "y", add.id, "x9"))


def test_another_module_drops_only_edges_to_ports_that_vanish() -> None:
    graph = with_several_outputs()
    split = graph.by_name("split")
    assert split is not None
    kept = [edge for edge in graph.edges if edge.source_port != "y1" or edge.source != split.id]
    kept = [edge for edge in kept if edge.source_port != "y2" or edge.source != split.id]
    changed = set_module(graph, split.id, make("ReLU"))
    assert list(changed.edges) == kept
    assert set_module(graph, split.id, make("Split", chunks=3)).edges == graph.edges


def test_removing_nodes_removes_their_edges() -> None:
    graph = remove_nodes(chain(), ["n2", "unknown"])
    assert list(graph.nodes) == ["n1", "n3", "n4"]
    assert graph.edges == (Edge("n3", "y", "n4", "target"),)


def test_disconnecting_what_is_not_there_changes_nothing() -> None:
    graph = chain()
    assert disconnect(graph, Edge("n1", "y", "n4", "target")) == graph


def test_insert_on_edge_wires_both_sides() -> None:
    graph, node = insert_on_edge(chain(), Edge("n2", "y", "n4", "prediction"), make("ReLU"))
    assert graph.edge_into(node.id, "x") == Edge("n2", "y", node.id, "x")
    assert graph.edge_into("n4", "prediction") == Edge(node.id, "y", "n4", "prediction")
    with pytest.raises(GraphError, match="not there any more"):
        insert_on_edge(graph, Edge("n2", "y", "n4", "prediction"), make("ReLU"))
    with pytest.raises(GraphError, match="fits on no edge"):
        insert_on_edge(graph, graph.edges[0], make("Input"))


def test_a_learning_rate_factor_is_set_and_taken_back() -> None:
    graph = set_learning_rate_factor(chain(), "n2", 0.0)
    assert graph.nodes["n2"].learning_rate_factor == 0.0
    assert diff(chain(), graph).changed == {"n2"}
    assert set_learning_rate_factor(graph, "n2", 1.0) == chain()
    same = chain()
    assert set_learning_rate_factor(same, "n2", 1) is same


@pytest.mark.parametrize("factor", [-0.1, 1001, math.nan, "fast", None, True])
def test_a_learning_rate_factor_is_a_number_from_0(factor: Any) -> None:
    with pytest.raises(GraphError, match=r"The learning-rate factor of .+ must be"):
        set_learning_rate_factor(chain(), "n2", factor)


def test_share_tags_come_and_go() -> None:
    graph = set_share(chain(), "n2", "tied")
    assert graph.nodes["n2"].share == "tied"
    assert set_share(graph, "n2", None) == chain()
    assert set_share(graph, "n2", "") == chain()


def test_copies_keep_their_inner_edges_and_get_new_names() -> None:
    graph = chain()
    fragment = copy_nodes(graph, ["n2", "n4"])
    assert fragment.edges == (Edge("n2", "y", "n4", "prediction"),)
    pasted, ids = paste(graph, fragment)
    assert ids == {"n2": "n5", "n4": "n6"}
    assert [pasted.nodes[key].name for key in ids.values()] == ["hidden1", "loss1"]
    assert pasted.edges == (*graph.edges, Edge("n5", "y", "n6", "prediction"))
    into_empty, _ = paste(Graph(), fragment)
    assert [node.name for node in into_empty.nodes.values()] == ["hidden", "loss"]
