"""The difference between two graphs is exactly what changed."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from guinet.graph.diff import GraphDiff, diff
from guinet.graph.edits import rename
from guinet.graph.model import Graph
from guinet.graph.scopes import edit_inside
from tests.graph.graphs import with_nested_composite
from tests.graph.strategies import Edit, edits, few, graphs


@few
@given(before=graphs(most=12), more=st.lists(edits(), max_size=6))
def test_the_difference_leads_from_before_to_after(before: Graph, more: list[Edit]) -> None:
    after = before
    for edit in more:
        after = edit(after)
    found = diff(before, after)
    nodes = {key: node for key, node in before.nodes.items() if key not in found.removed}
    nodes |= {key: after.nodes[key] for key in found.added | found.changed}
    assert nodes == after.nodes
    assert (set(before.edges) - found.removed_edges) | found.added_edges == set(after.edges)
    assert all(before.nodes[key] != after.nodes[key] for key in found.changed)
    assert not found.added & before.nodes.keys()
    assert not found.removed & after.nodes.keys()


@few
@given(graph=graphs(most=12))
def test_equal_graphs_do_not_differ(graph: Graph) -> None:
    copy = Graph(dict(graph.nodes), tuple(graph.edges), dict(graph.composites))
    assert diff(graph, copy) == GraphDiff()
    assert not diff(graph, copy)


def test_a_change_inside_a_definition_is_seen() -> None:
    before = with_nested_composite()
    after = edit_inside(before, "c1", lambda graph: rename(graph, "n3", "rectifier"))
    found = diff(before, after)
    assert found.composites_changed == {"c1"}
    assert replace(found, composites_changed=frozenset()) == GraphDiff()
