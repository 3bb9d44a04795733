"""Definitions that stand by themselves, and how they come into graphs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guinet.core.errors import GraphError
from guinet.graph.builder import GraphBuilder
from guinet.graph.definition import Definition, adopt, definition_of
from guinet.graph.edits import add_node, rename
from guinet.graph.flatten import flatten, flatten_fully
from guinet.graph.fragment import merge_composites
from guinet.graph.model import Composite, Graph
from guinet.graph.scopes import edit_inside
from tests.graph.graphs import with_nested_composite


def block() -> Definition:
    """Return the block of the nested fixture, which uses a cell."""
    return definition_of(with_nested_composite(), "c2")


def with_other_ids() -> Graph:
    """Return a graph in which c1 and c2 mean something else, and the block is c8 with c9."""
    other = GraphBuilder()
    other.add("Outlet", other.add("ReLU", other.add("Inlet", name="x")), name="y")
    b = GraphBuilder()
    b.define("one", other.build())
    b.define("two", other.build())
    graph = b.build()
    cell, whole = with_nested_composite().composites.values()
    uses = {
        key: replace(node, module=node.module.replace(definition="c9")) if key == "n2" else node
        for key, node in whole.graph.nodes.items()
    }
    moved = {
        "c8": replace(whole, id="c8", graph=replace(whole.graph, nodes=uses)),
        "c9": replace(cell, id="c9"),
    }
    return replace(graph, composites={**graph.composites, **moved})


def test_a_definition_brings_what_it_uses() -> None:
    definition = block()
    assert (definition.name, list(definition.needed)) == ("block", ["c1"])
    assert list(definition.composites) == ["c1", "c2"]
    graph, ids = adopt(Graph(), definition)
    graph, _ = add_node(graph, definition.use, "use")
    assert ids == {"c1": "c1", "c2": "c2"}
    assert "use.cell.linear" in flatten(graph).nodes
    assert flatten_fully(graph).faults == ()


def test_a_definition_that_is_not_there() -> None:
    with pytest.raises(GraphError, match="not defined in the graph any more"):
        definition_of(Graph(), "c1")


def test_what_the_graph_has_under_another_id_is_used() -> None:
    graph = with_other_ids()
    after, ids = adopt(graph, block())
    assert after is graph
    assert ids == {"c1": "c9", "c2": "c8"}
    again, ids = adopt(after, block())
    assert (again, ids) == (graph, {"c1": "c9", "c2": "c8"})


def test_of_one_name_but_another_inside_it_gets_an_id_of_its_own() -> None:
    # The cell is as before, the block is not: its sum has another name.
    graph = edit_inside(with_other_ids(), "c8", lambda inner: rename(inner, "n3", "total"))
    after, ids = adopt(graph, block())
    assert ids == {"c1": "c9", "c2": "c10"}
    assert [c.name for c in after.composites.values()] == ["one", "two", "block", "cell", "block"]
    after, _ = add_node(after, block().use.replace(definition="c10"), "use")
    assert {"use.sum", "use.cell.linear"} <= flatten(after).nodes.keys()


def test_a_changed_cell_within_makes_another_block() -> None:
    graph = edit_inside(with_other_ids(), "c9", lambda inner: rename(inner, "n3", "other"))
    after, ids = adopt(graph, block())
    assert ids == {"c1": "c10", "c2": "c11"}
    after, _ = add_node(after, block().use.replace(definition="c11"), "use")
    assert "use.cell.relu" in flatten(after).nodes


def test_of_two_equal_ones_the_first_is_used() -> None:
    cell = block().needed["c1"]
    own = {"a": replace(cell, id="a"), "b": replace(cell, id="b")}
    assert merge_composites(own, {"c1": cell})[1] == {"c1": "a"}
    # The same id comes before any other.
    assert merge_composites({**own, "c1": cell}, {"c1": cell})[1] == {"c1": "c1"}


def test_definitions_that_contain_each_other_merge_without_end() -> None:
    def one(inside: str) -> Graph:
        return add_node(Graph(), block().use.replace(definition=inside), "u")[0]

    more = {"p": Composite("p", "p", one("q")), "q": Composite("q", "q", one("p"))}
    merged, ids = merge_composites({"p": Composite("p", "other", Graph())}, more)
    assert ids == {"p": "c1", "q": "q"}
    assert len(merged) == 3
    assert merge_composites(merged, {"q": more["q"]})[1].keys() == {"q"}


def test_a_builder_takes_a_whole_definition() -> None:
    b = GraphBuilder()
    first = b.define(block())
    assert b.define(block()) == first
    x = b.add("block", b.add("Input"), width=4, name="use")
    assert "use.cell.linear" in flatten(b.build()).nodes
    assert x.outputs == ("y",)
    assert len(b.build().composites) == 2


def test_a_builder_refuses_a_second_one_of_the_name() -> None:
    b = GraphBuilder()
    b.define("block", GraphBuilder().build())
    with pytest.raises(GraphError, match="There is a module named block already"):
        b.define(block())
    with pytest.raises(GraphError, match=r"lacks its inside.*guinet\.composite"):
        b.define("Residual")
    assert len(b.build().composites) == 1
