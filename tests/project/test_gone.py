"""Nothing is remembered of nodes that are gone."""

from __future__ import annotations

from guinet.graph.builder import GraphBuilder
from guinet.graph.edits import remove_nodes, rename
from guinet.project.annotation_edits import annotations_of, set_collapsed
from guinet.project.gone import with_graph_only
from guinet.project.project import Project


def test_with_its_node_a_place_goes_and_what_is_collapsed_does() -> None:
    builder = GraphBuilder()
    first = builder.add("Input")
    second = builder.add("Linear", first)
    project = Project(builder.build(), {"": {first.id: (0.0, 0.0), second.id: (200.0, 0.0)}})
    project = set_collapsed(project, [first.id, second.id], True)
    after = with_graph_only(project, remove_nodes(project.graph, [second.id]))
    assert after.layout == {"": {first.id: (0.0, 0.0)}}
    assert annotations_of(after).collapsed == {first.id}
    same = with_graph_only(project, rename(project.graph, first.id, "data"))
    assert same.layout == project.layout
