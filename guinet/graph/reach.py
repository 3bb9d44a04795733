"""What stands before and behind nodes of one drawn graph."""

from __future__ import annotations

from collections.abc import Iterable

from guinet.graph.model import Graph

__all__ = ["downstream", "upstream"]


def downstream(graph: Graph, ids: Iterable[str]) -> set[str]:
    """Return the given nodes and all to which their wires lead."""
    return _reach(ids, ((edge.source, edge.target) for edge in graph.edges))


def upstream(graph: Graph, ids: Iterable[str]) -> set[str]:
    """Return the given nodes and all from which wires lead to them."""
    return _reach(ids, ((edge.target, edge.source) for edge in graph.edges))


def _reach(ids: Iterable[str], steps: Iterable[tuple[str, str]]) -> set[str]:
    leads: dict[str, list[str]] = {}
    for here, there in steps:
        leads.setdefault(here, []).append(there)
    reached = set(ids)
    waiting = list(reached)
    while waiting:
        for there in leads.get(waiting.pop(), ()):
            if there not in reached:
                reached.add(there)
                waiting.append(there)
    return reached
