"""Nodes that no loss depends on."""

from __future__ import annotations

from collections.abc import Iterator

from guinet.graph.facts import Facts
from guinet.graph.problem import Problem
from guinet.graph.rules.fixes import remove_node
from guinet.graph.scopes import Place

__all__ = ["unreachable"]


def unreachable(facts: Facts) -> Iterator[Problem]:
    """Warn about what training passes by; silent while there is no loss at all."""
    nodes, alive = facts.flat.nodes, facts.needed
    if alive is None or len(alive) == len(nodes):
        return
    uses_alive = {prefix for path in alive for prefix in _prefixes(path)}
    told: set[str] = set()
    for path in nodes:
        if path in alive or path in facts.flat.idle or nodes[path].bypass is not None:
            continue
        # A composite of which nothing is used is one finding, not one per inner node.
        seen = next((use for use in _prefixes(path) if use not in uses_alive), path)
        if seen in told:
            continue
        told.add(seen)
        yield Problem(
            path=seen,
            port=None,
            severity="warning",
            message=f"{seen} does not lead to a loss, so it takes no part in training.",
            hint="Wire it on towards a loss, or remove it.",
            fixes=(remove_node(facts, _place(facts, path, seen)),),
            rule="unreachable",
        )


def _prefixes(path: str) -> list[str]:
    parts = path.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts))]


def _place(facts: Facts, path: str, seen: str) -> Place:
    place = facts.place(path)
    for _ in range(path.count(".") - seen.count(".")):
        assert place.use is not None
        place = place.use
    return place
