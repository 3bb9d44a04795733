"""Inside composite definitions and out again."""

from __future__ import annotations

from dataclasses import replace

from guinet.graph.check import check
from guinet.graph.composite import CompositeUse
from guinet.graph.edits import add_node, connect, copy_nodes, insert_on_edge, paste, remove_nodes
from guinet.graph.edits import rename as rename_node
from guinet.graph.flatten import flatten
from guinet.graph.model import Edge, Graph
from guinet.graph.ports import input_ports, output_ports
from guinet.graph.scopes import Place, edit_inside, inside, place_of, prune, walk_scopes
from tests.graph.graphs import FIELDS, with_nested_composite
from tests.graph.strategies import assert_well_formed, make


def names(ports: tuple[object, ...]) -> list[str]:
    return [port.name for port in ports]  # type: ignore[attr-defined]


def test_the_ports_of_a_use_are_the_ends_of_its_definition() -> None:
    graph = with_nested_composite()
    use = graph.nodes["n2"]
    assert (names(input_ports(graph, use)), names(output_ports(graph, use))) == (["x"], ["y"])
    inner = inside(graph, "c2")
    cell, inlet, outlet = (inner.nodes[key] for key in ("n2", "n1", "n4"))
    assert names(input_ports(inner, cell)) == ["x"]
    # From inside, an Inlet can only be read and an Outlet only be written.
    assert input_ports(inner, inlet) == ()
    assert output_ports(inner, outlet) == ()


def test_the_ports_of_a_use_without_definition_are_those_its_edges_use() -> None:
    graph, use = add_node(with_nested_composite(), CompositeUse(definition="gone"))
    graph = replace(graph, edges=(*graph.edges, Edge("n1", "y", use.id, "a")))
    assert names(input_ports(graph, use)) == ["a"]
    assert output_ports(graph, use) == ()


def test_a_place_leads_from_the_inside_out() -> None:
    graph = with_nested_composite()
    first = Place("", "n2")
    assert place_of(graph, "n2/n2/n3") == Place("c1", "n3", Place("c2", "n2", first))
    assert place_of(graph, "n1") == Place("", "n1")


def test_scopes_in_use_come_once_with_their_first_path() -> None:
    graph = with_nested_composite()
    assert list(walk_scopes(graph)) == [("", ""), ("c2", "first."), ("c1", "first.cell.")]


def test_an_edit_inside_reaches_every_use() -> None:
    before = with_nested_composite()

    def edit(graph: Graph) -> Graph:
        edge = graph.edge_into("n4", "x")
        assert edge is not None
        return insert_on_edge(graph, edge, make("Dropout"))[0]

    after = edit_inside(before, "c1", edit)
    assert {"first.cell.dropout1", "second.cell.dropout1"} <= flatten(after).nodes.keys()
    assert check(after, FIELDS) == []
    assert after.edges == before.edges


def test_renaming_an_end_renames_the_port_at_every_use() -> None:
    before = with_nested_composite()
    after = edit_inside(before, "c2", lambda graph: rename_node(graph, "n1", "entry"))
    after = edit_inside(after, "c2", lambda graph: rename_node(graph, "n4", "exit"))
    assert after.edge_into("n2", "entry") == Edge("n1", "y", "n2", "entry")
    assert after.edge_into("n3", "entry") == Edge("n2", "exit", "n3", "entry")
    assert check(after, FIELDS) == []
    # The ports of a use inside another definition follow too.
    deep = edit_inside(before, "c1", lambda graph: rename_node(graph, "n1", "entry"))
    assert deep.composites["c2"].graph.edge_into("n2", "entry") is not None
    assert check(deep, FIELDS) == []


def test_removing_an_end_removes_the_edges_at_every_use() -> None:
    after = edit_inside(with_nested_composite(), "c2", lambda graph: remove_nodes(graph, ["n1"]))
    assert after.edge_into("n2", "x") is None
    assert after.edge_into("n3", "x") is None
    assert_well_formed(after)


def test_pruning_a_sound_graph_changes_nothing() -> None:
    graph = with_nested_composite()
    assert prune(graph) is graph


def test_definitions_travel_with_what_uses_them() -> None:
    graph = with_nested_composite()
    fragment = copy_nodes(graph, ["n2"])
    assert list(fragment.composites) == ["c1", "c2"]
    assert copy_nodes(graph, ["n1"]).composites == {}
    pasted, ids = paste(Graph(), fragment)
    assert pasted.composites == graph.composites
    again, _ = paste(graph, fragment)
    assert again.composites == graph.composites
    assert pasted.nodes[ids["n2"]].name == "first"


def test_a_definition_of_the_same_id_but_another_inside_gets_a_free_id() -> None:
    graph = with_nested_composite()
    other = edit_inside(graph, "c1", lambda inner: rename_node(inner, "n3", "rectifier"))
    pasted, ids = paste(other, copy_nodes(graph, ["n2"]))
    assert list(pasted.composites) == ["c1", "c2", "c3", "c4"]
    flat = flatten(connect(pasted, Edge("n1", "y", ids["n2"], "x")))
    assert "first1.cell.relu" in flat.nodes
    assert "first.cell.rectifier" in flat.nodes


def test_pasting_a_definition_that_uses_a_changed_one_keeps_its_own() -> None:
    graph = with_nested_composite()
    changed = edit_inside(graph, "c1", lambda inner: rename_node(inner, "n3", "rectifier"))
    # c2 is equal in both, but what it means is not: it uses c1.
    pasted, ids = paste(changed, copy_nodes(graph, ["n3"]))
    assert f"{pasted.nodes[ids['n3']].name}.cell.relu" in flatten(pasted).nodes
    assert pasted.composites["c2"] is changed.composites["c2"]
