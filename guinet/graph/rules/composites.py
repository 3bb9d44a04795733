"""What could not be flattened: composites, their settings, and edges without ends."""

from __future__ import annotations

from collections.abc import Iterator

from guinet.graph.edits import remove_edges
from guinet.graph.facts import Facts
from guinet.graph.flatten import Fault
from guinet.graph.model import Edge, Graph
from guinet.graph.problem import Fix, Problem
from guinet.graph.rules.fixes import forget_setting, remove_node
from guinet.graph.scopes import edit_inside, place_of

__all__ = ["composites"]


def composites(facts: Facts) -> Iterator[Problem]:
    """Report every fault that flattening met."""
    for fault in facts.flattening.faults:
        yield Problem(
            path=fault.path,
            port=None,
            severity="error",
            message=fault.message,
            hint=fault.hint,
            fixes=_fixes(facts, fault),
            rule=fault.rule,
        )


def _fixes(facts: Facts, fault: Fault) -> tuple[Fix, ...]:
    if fault.edge is not None:
        return (_without_edge(facts, fault.scope, fault.edge),)
    place = place_of(facts.graph, fault.key)
    if fault.rule == "composite":
        return (remove_node(facts, place),)
    return forget_setting(facts, place, fault.setting)


def _without_edge(facts: Facts, scope: str, edge: Edge) -> Fix:
    # The same edge may stand there twice; the first one is kept if it is a good one.
    def change(graph: Graph) -> Graph:
        if graph.edges.count(edge) < 2:
            return remove_edges(graph, (edge,))
        first = graph.edges.index(edge)
        rest = remove_edges(graph, (edge,)).edges
        return Graph(graph.nodes, (*rest[:first], edge, *rest[first:]), graph.composites)

    return Fix("Remove edge", lambda graph: edit_inside(graph, scope, change))
