"""What a project forgets with its nodes: an id may come again, for another node."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from guinet.graph.model import Graph
from guinet.graph.scopes import inside
from guinet.project.annotation_edits import forget_nodes
from guinet.project.project import Project

__all__ = ["forget", "with_graph_only"]


def forget(project: Project, scope: str, nodes: Iterable[str]) -> Project:
    """Return the project without the places and annotations of these nodes of a scope."""
    gone = set(nodes)
    layout = {id: place for id, place in project.layout.get(scope, {}).items() if id not in gone}
    project = forget_nodes(project, gone, scope)
    return replace(project, layout={**project.layout, scope: layout})


def with_graph_only(project: Project, graph: Graph) -> Project:
    """Return the project with another graph, and nothing of nodes that are no longer in it."""
    after = replace(project, graph=graph)
    for scope in ("", *(project.graph.composites.keys() & graph.composites.keys())):
        before, now = inside(project.graph, scope), inside(graph, scope)
        if before is not now and (gone := before.nodes.keys() - now.nodes.keys()):
            after = forget(after, scope, gone)
    return after
