"""Cycles: a network's arrows lead one way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from guinet.graph.facts import Facts
from guinet.graph.problem import Problem
from guinet.graph.rules.fixes import remove_drawn

__all__ = ["cycle"]


def cycle(facts: Facts) -> Iterator[Problem]:
    """Name the nodes of each cycle; the fix removes the edge that was drawn last."""
    for found in facts.topology.cycles():
        steps = set(pairwise((*found, found[0])))
        edges = [edge for edge in facts.flat.edges if (edge.source, edge.target) in steps]
        last = edges[-1]
        parallel = [e for e in edges if (e.source, e.target) == (last.source, last.target)]
        names = _as_drawn(found)
        yield Problem(
            path=names[0],
            port=None,
            severity="error",
            message=f"There is a cycle: {' → '.join((*names, names[0]))}.",
            hint="A network has a beginning and an end; remove one of these edges.",
            fixes=(remove_drawn(facts, parallel),),
            rule="cycle",
        )


def _as_drawn(paths: Sequence[str]) -> list[str]:
    """Return the paths on the level at which the cycle is drawn, repetitions left out."""
    parts = [path.split(".") for path in paths]
    depth = 0
    while all(len(part) > depth + 1 and part[depth] == parts[0][depth] for part in parts):
        depth += 1
    names = [".".join(part[: depth + 1]) for part in parts]
    kept = [name for before, name in pairwise((None, *names)) if name != before and name]
    return kept[:-1] if len(kept) > 1 and kept[0] == kept[-1] else kept
