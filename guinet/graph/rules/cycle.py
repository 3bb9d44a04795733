"""Cycles: a network's arrows lead one way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from guinet.graph.facts import Facts
from guinet.graph.flat import FlatEdge
from guinet.graph.model import Edge
from guinet.graph.problem import Fix, Problem
from guinet.graph.rules.fixes import remove_drawn
from guinet.modules.composite.outlet import Outlet

__all__ = ["cycle"]


def cycle(facts: Facts) -> Iterator[Problem]:
    """Name the nodes of each cycle; each fix breaks it at one wire, the one drawn last first."""
    for found in facts.topology.cycles():
        steps = set(pairwise((*found, found[0])))
        edges = [edge for edge in facts.flat.edges if (edge.source, edge.target) in steps]
        names = _as_drawn(found)
        yield Problem(
            path=names[0],
            port=None,
            severity="error",
            message=f"There is a cycle: {' → '.join((*names, names[0]))}.",
            hint="A network has a beginning and an end; remove one of these wires.",
            fixes=_breaks(facts, edges),
            rule="cycle",
        )


def _breaks(facts: Facts, edges: Sequence[FlatEdge]) -> tuple[Fix, ...]:
    """Return a fix per pair of nodes that the cycle joins; wires side by side go together."""
    found: dict[tuple[str, Edge], list[FlatEdge]] = {}
    top = min(_depth(facts, edge) for edge in edges)
    for edge in reversed(edges):
        # What lies inside a composite that the cycle passes through is not where it was closed.
        if _depth(facts, edge) == top:
            scope, drawn = facts.drawn_edge(edge)
            found.setdefault((scope, Edge(drawn.source, "", drawn.target, "")), []).append(edge)
    return tuple(remove_drawn(facts, wires) for wires in found.values())


def _depth(facts: Facts, edge: FlatEdge) -> int:
    """Return how many composites an edge is drawn in."""
    leaves = isinstance(facts.flat.nodes[edge.source].module, Outlet)
    return edge.source.count(".") - leaves


def _as_drawn(paths: Sequence[str]) -> list[str]:
    """Return the paths on the level at which the cycle is drawn, repetitions left out."""
    parts = [path.split(".") for path in paths]
    depth = 0
    while all(len(part) > depth + 1 and part[depth] == parts[0][depth] for part in parts):
        depth += 1
    names = [".".join(part[: depth + 1]) for part in parts]
    kept = [name for before, name in pairwise((None, *names)) if name != before and name]
    return kept[:-1] if len(kept) > 1 and kept[0] == kept[-1] else kept
