"""Wires that close behind what is removed, lead through what is there, and change hands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guinet.core.errors import GraphError
from guinet.graph.builder import GraphBuilder
from guinet.graph.check import check
from guinet.graph.edits import add_node, connect, set_bypassed, set_share
from guinet.graph.model import Edge, Graph
from guinet.graph.placeholder import Placeholder
from guinet.graph.reach import downstream, upstream
from guinet.graph.swapping import swap
from guinet.graph.wiring import dissolve, splice
from tests.graph.graphs import FIELDS, with_nested_composite, with_several_outputs
from tests.graph.strategies import make


def id_of(graph: Graph, name: str) -> str:
    node = graph.by_name(name)
    assert node is not None
    return node.id


def wires(graph: Graph) -> set[str]:
    """Return the edges in words."""
    names = {key: node.name for key, node in graph.nodes.items()}
    return {
        f"{names[e.source]}.{e.source_port} {names[e.target]}.{e.target_port}" for e in graph.edges
    }


def test_a_gap_closes_for_all_readers() -> None:
    graph = with_several_outputs()
    closed = dissolve(graph, [id_of(graph, "split")])
    assert {"hidden.y left.x", "hidden.y right.x"} <= wires(closed)
    assert check(closed, FIELDS) == []


def test_a_chain_of_gaps_closes_too() -> None:
    graph = with_several_outputs()
    gone = [id_of(graph, name) for name in ("hidden", "split", "left")]
    assert {"input1.y right.x", "input1.y concat1.x1"} <= wires(dissolve(graph, gone))


def test_what_got_nothing_leaves_nothing() -> None:
    graph = with_several_outputs()
    gone = dissolve(graph, [id_of(graph, "input1"), "gone"])
    assert wires(gone) == wires(graph) - {"input1.y hidden.x"}


def test_no_wire_leads_from_a_node_to_itself() -> None:
    b = GraphBuilder()
    one = b.add("ReLU", b.add("ReLU", b.add("Input"), name="a"), name="b")
    graph = connect(b.build(), Edge(one.id, "y", id_of(b.build(), "a"), "x"))
    assert wires(dissolve(graph, [id_of(graph, "a")])) == set()
    assert wires(dissolve(graph, [id_of(graph, "a"), id_of(graph, "b")])) == set()


def test_a_node_comes_into_a_wire() -> None:
    graph, node = add_node(with_several_outputs(), make("Tanh"), "t")
    edge = graph.edge_into(id_of(graph, "out"), "x")
    spliced = splice(graph, node.id, edge)
    assert {"concat1.y t.x", "t.y out.x"} <= wires(spliced)
    assert "concat1.y out.x" not in wires(spliced)


def test_a_wired_node_takes_the_wire_at_its_first_free_input() -> None:
    graph, node = add_node(with_several_outputs(), make("Add"), "sum")
    names = [port.name for port in node.module.input_ports()]
    graph = connect(graph, Edge(id_of(graph, "left"), "y", node.id, names[0]))
    edge = graph.edge_into(id_of(graph, "out"), "x")
    graph = splice(graph, node.id, edge)
    assert f"concat1.y sum.{names[1]}" in wires(graph)
    graph = splice(graph, node.id, graph.edge_into(id_of(graph, "loss"), "target"))
    assert f"target1.y sum.{names[1][:-1]}3" in wires(graph)


def test_a_wire_that_cannot_be_led_through_a_node_is_told() -> None:
    graph = with_several_outputs()
    edge = graph.edge_into(id_of(graph, "out"), "x")
    with pytest.raises(GraphError, match="out is at an end of this wire"):
        splice(graph, id_of(graph, "out"), edge)
    with pytest.raises(GraphError, match="left has no free input"):
        splice(graph, id_of(graph, "left"), edge)
    with pytest.raises(GraphError, match="target1 has no free input"):
        splice(graph, id_of(graph, "target1"), edge)
    with pytest.raises(GraphError, match="not there any more"):
        splice(graph, id_of(graph, "left"), replace(edge, target_port="z"))
    graph = with_several_outputs()
    into = graph.edge_into(id_of(graph, "hidden"), "x")
    with pytest.raises(GraphError, match="Led through concat1, this wire would close a cycle"):
        splice(graph, id_of(graph, "concat1"), into)


def test_before_and_behind() -> None:
    graph = with_several_outputs()

    def names(ids: set[str]) -> set[str]:
        return {graph.nodes[key].name for key in ids}

    assert names(upstream(graph, [id_of(graph, "left")])) == {"left", "split", "hidden", "input1"}
    assert names(downstream(graph, [id_of(graph, "right")])) == {"right", "concat1", "out", "loss"}


def test_another_type_keeps_name_wires_and_common_settings() -> None:
    b = GraphBuilder()
    h = b.add("Linear", b.add("Input"), out_features=7, bias=False, name="h")
    p = b.add("Linear", b.add("Tanh", h, name="act"), out_features=2)
    b.add("MSELoss", p, b.add("Target"), name="loss", loss_weight=0.5)
    graph = b.build()
    loss = swap(graph, id_of(graph, "loss"), make("L1Loss"))
    assert loss.by_name("loss").module == make("L1Loss", loss_weight=0.5)
    assert wires(loss) == wires(graph)
    act = swap(graph, id_of(graph, "act"), make("ReLU"))
    assert wires(act) == wires(graph)
    assert check(act, FIELDS) == []


def test_settings_that_are_given_stand_and_those_that_do_not_fit_go() -> None:
    graph, node = add_node(Graph(), make("Linear", out_features=7, bias=False))
    found = swap(graph, node.id, make("Linear", out_features=3)).nodes[node.id].module
    assert found == make("Linear", out_features=3, bias=False)


def test_wires_go_to_ports_of_the_same_name_and_then_in_order() -> None:
    graph = with_several_outputs()
    total = swap(graph, id_of(graph, "concat1"), make("Subtract"))
    ports = [port.name for port in make("Subtract").input_ports()]
    assert {f"left.y concat1.{ports[0]}", f"right.y concat1.{ports[1]}"} <= wires(total)
    one = swap(graph, id_of(graph, "split"), make("ReLU"))
    assert {"split.y left.x", "hidden.y split.x"} <= wires(one)
    assert not any(wire.endswith("right.x") for wire in wires(one))
    back = swap(total, id_of(total, "concat1"), make("Concat"))
    assert wires(back) == wires(graph)


def test_a_variadic_type_grows_for_the_wires() -> None:
    b = GraphBuilder()
    x = b.add("Input")
    b.add("Concat", x, x, x, x, name="all")
    graph = b.build()
    added = swap(graph, id_of(graph, "all"), make("Add"))
    assert len(added.edges) == 4
    assert len(added.by_name("all").module.input_ports()) == 4


def test_tags_and_bypass_stay_where_they_mean_something() -> None:
    graph = with_several_outputs()
    left = id_of(graph, "left")
    graph = set_bypassed(set_share(graph, left, "t"), left, True)
    swapped = swap(graph, left, make("Tanh")).nodes[left]
    assert (swapped.bypassed, swapped.share) == (True, None)
    assert not swap(graph, left, make("Input")).nodes[left].bypassed


def test_a_type_that_came_back_takes_the_settings_of_its_file() -> None:
    graph = with_several_outputs()
    left = id_of(graph, "left")
    gone = Placeholder(
        missing="Dense", raw={"out_features": 5}, input_names=["x"], output_names=["out"]
    )
    graph = replace(graph, nodes={**graph.nodes, left: replace(graph.nodes[left], module=gone)})
    assert swap(graph, left, make("Linear")).nodes[left].module == make("Linear", out_features=5)


def test_a_port_stays_a_port() -> None:
    graph = with_nested_composite()
    block = next(c for c in graph.composites.values() if c.name == "block")
    with pytest.raises(GraphError, match="x is a port of the composite"):
        swap(block.graph, id_of(block.graph, "x"), make("ReLU"))
    with pytest.raises(GraphError, match="not in the graph any more"):
        swap(graph, "gone", make("ReLU"))
