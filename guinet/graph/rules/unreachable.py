"""Nodes that no loss depends on."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial

from guinet.graph.edits import remove_nodes
from guinet.graph.facts import Facts
from guinet.graph.model import Graph
from guinet.graph.problem import Fix, Problem
from guinet.graph.rules.fixes import remove_node
from guinet.graph.rules.sources import is_target
from guinet.graph.scopes import Place, edit_inside

__all__ = ["unreachable"]


def unreachable(facts: Facts) -> Iterator[Problem]:
    """Warn about what training passes by; silent while there is no loss at all."""
    nodes, alive = facts.flat.nodes, facts.needed
    if alive is None or len(alive) == len(nodes):
        return
    uses_alive = {prefix for path in alive for prefix in _prefixes(path)}
    idle: dict[str, Place] = {}
    for path in nodes:
        if path in alive or path in facts.flat.idle or nodes[path].bypass is not None:
            continue
        # A composite of which nothing is used is one finding, not one per inner node.
        seen = next((use for use in _prefixes(path) if use not in uses_alive), path)
        if seen not in idle:
            idle[seen] = _place(facts, path, seen)
    # What takes part in another use of the same composite must stay, and the way in as well.
    busy = {(place.scope, place.node) for place in map(facts.place, alive) if place.scope}
    entries = [node.path for node in facts.sources if not is_target(node.module)]
    if len(entries) == 1:
        busy.add(facts.place(entries[0])[:2])
    spare = {seen: place for seen, place in idle.items() if place[:2] not in busy}
    everything = _remove_all(spare.values())
    for seen, place in idle.items():
        removable = seen in spare
        yield Problem(
            path=seen,
            port=None,
            severity="warning",
            message=f"{seen} does not lead to a loss, so it takes no part in training.",
            hint="Wire it on towards a loss, or remove it.",
            fixes=(remove_node(facts, place), *everything) if removable else (),
            rule="unreachable",
        )


def _remove_all(places: Collection[Place]) -> tuple[Fix, ...]:
    """Return the fix that removes all that leads nowhere, where that is more than one node."""
    by_scope: dict[str, set[str]] = {}
    for place in places:
        by_scope.setdefault(place.scope, set()).add(place.node)
    if len(places) < 2:
        return ()

    def apply(graph: Graph) -> Graph:
        for scope, ids in by_scope.items():
            graph = edit_inside(graph, scope, partial(remove_nodes, ids=ids))
        return graph

    return (Fix(f"Remove all {len(places)} that lead nowhere", apply),)


def _prefixes(path: str) -> list[str]:
    parts = path.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts))]


def _place(facts: Facts, path: str, seen: str) -> Place:
    place = facts.place(path)
    for _ in range(path.count(".") - seen.count(".")):
        assert place.use is not None
        place = place.use
    return place
