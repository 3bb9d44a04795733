"""Names that are taken twice or cannot stand in a path."""

from __future__ import annotations

from collections.abc import Iterator

from guinet.graph.edits import rename
from guinet.graph.facts import Facts
from guinet.graph.model import Graph
from guinet.graph.names import name_fault, stem_of, unique_name
from guinet.graph.problem import Fix, Problem
from guinet.graph.scopes import edit_inside, inside, walk_scopes

__all__ = ["names"]


def names(facts: Facts) -> Iterator[Problem]:
    """Report names that would make paths ambiguous."""
    for scope, beginning in walk_scopes(facts.graph):
        graph = inside(facts.graph, scope)
        seen: set[str] = set()
        for node in graph.nodes.values():
            fault = name_fault(node.name)
            message = f"A node's name {fault}: {node.name!r}." if fault else ""
            if node.name in seen:
                message = f"Two nodes are named {node.name}."
            seen.add(node.name)
            if message:
                name = unique_name(graph, stem_of(node.module, graph))
                yield Problem(
                    path=beginning + node.name,
                    port=None,
                    severity="error",
                    message=message,
                    hint="Every node of a graph has a name of its own, without dots and colons.",
                    fixes=(_rename(scope, node.id, name),),
                    rule="name",
                )


def _rename(scope: str, node_id: str, name: str) -> Fix:
    def change(graph: Graph) -> Graph:
        return rename(graph, node_id, name)

    return Fix(f"Rename to {name}", lambda graph: edit_inside(graph, scope, change))
