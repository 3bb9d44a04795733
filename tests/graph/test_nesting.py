"""How composites stand inside one another."""

from __future__ import annotations

import pytest

from guinet.core.errors import GraphError
from guinet.graph.builder import GraphBuilder
from guinet.graph.composite import CompositeUse
from guinet.graph.edits import add_node
from guinet.graph.model import Graph
from guinet.graph.nesting import has_itself_inside, inner_nodes, way_to
from guinet.graph.scopes import edit_inside


def nested() -> Graph:
    """Return a graph with Outer twice; Outer holds Inner twice, Inner a ReLU."""
    inner = GraphBuilder()
    inner.add("Outlet", inner.add("ReLU", inner.add("Inlet", name="x")), name="y")
    outer = GraphBuilder()
    outer.define("Inner", inner.build())
    h = outer.add("Inner", outer.add("Inlet", name="x"), name="first")
    outer.add("Outlet", outer.add("Inner", h, name="second"), name="y")
    b = GraphBuilder()
    b.define("Outer", outer.build())
    b.add("Outer", b.add("Outer", b.add("Input"), name="a"), name="b")
    return b.build()


def id_of(graph: Graph, name: str) -> str:
    return next(key for key, each in graph.composites.items() if each.name == name)


def test_ports_are_no_nodes_of_a_composite() -> None:
    graph = nested()
    assert inner_nodes(graph.composites[id_of(graph, "Outer")]) == 2
    assert inner_nodes(graph.composites[id_of(graph, "Inner")]) == 1


def test_the_way_to_a_scope_stays_near_where_one_stands() -> None:
    graph = nested()
    outer, inner = id_of(graph, "Outer"), id_of(graph, "Inner")
    first = graph.by_name("a").id
    second = graph.by_name("b").id
    assert way_to(graph, "") == ()
    assert way_to(graph, outer) == (first,)
    assert way_to(graph, outer, (second,)) == (second,)
    within = graph.composites[outer].graph.by_name("second").id
    assert way_to(graph, inner, (second, within)) == (second, within)
    assert way_to(graph, outer, (second, within)) == (second,)
    assert way_to(graph, inner, (second,))[0] == second
    assert way_to(graph, "nothing", (second,)) is None


@pytest.mark.parametrize("which", ["Inner", "Outer"])
def test_no_edit_puts_a_composite_into_itself(which: str) -> None:
    graph = nested()
    use = CompositeUse(definition=id_of(graph, which))
    with pytest.raises(GraphError, match="Inner cannot stand inside itself"):
        edit_inside(graph, id_of(graph, "Inner"), lambda g: add_node(g, use)[0])


def test_one_that_is_inside_itself_already_can_still_be_edited() -> None:
    graph = nested()
    inner = id_of(graph, "Inner")
    broken = graph.composites[inner]
    use = CompositeUse(definition=inner)
    changed, node = add_node(broken.graph, use)
    composites = dict(graph.composites)
    composites[inner] = type(broken)(inner, "Inner", changed)
    graph = Graph(graph.nodes, graph.edges, composites)
    assert has_itself_inside(graph.composites, inner)
    after = edit_inside(graph, inner, lambda g: add_node(g, use)[0])
    assert len(after.composites[inner].graph.nodes) == len(changed.nodes) + 1
    assert way_to(graph, "nothing") is None
    assert node.id in changed.nodes
