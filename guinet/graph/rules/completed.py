"""Fixes that go on until what they added fits: a loss, and the width that it wants."""

from __future__ import annotations

from collections.abc import Callable

from guinet.graph.facts import Facts, gather
from guinet.graph.model import Graph
from guinet.graph.problem import Fix
from guinet.graph.rules.mismatch import mends

__all__ = ["completed"]

# Flatten, a Linear, and one to spare: what needs more is no longer the same thought.
_MOST = 3

# Each look ahead derives the whole graph anew. In a larger one no edit is to wait for that: its
# fixes do the first step, and what then does not fit has fixes of its own.
_LARGEST = 300


def completed(facts: Facts, fix: Fix, *, insert: bool = False) -> Fix | None:
    """Return a fix together with those of the shapes that no longer fit after it.

    The label says all that is done.

    Parameters
    ----------
    insert
        Whether to insert a module rather than to change the width of one that is there.

    Returns
    -------
    fix
        None where something would stay that does not fit. In a graph of more than
        `_LARGEST` nodes it is the fix as it is.
    """
    if len(facts.flat.nodes) > _LARGEST:
        return fix
    known = facts.inference.errors.keys()
    label, steps, graph = fix.label, [fix.apply], fix.apply(facts.graph)
    for _ in range(_MOST + 1):
        after = gather(graph, facts.fields)
        fresh = {path: e for path, e in after.inference.errors.items() if path not in known}
        if not fresh:
            return Fix(label, _in_turn(steps))
        found = mends(after, *next(iter(fresh.items())))
        if not found:
            return None
        mend = found[-1] if insert else found[0]
        label = f"{label}, {mend.label[0].lower()}{mend.label[1:]}"
        steps.append(mend.apply)
        graph = mend.apply(graph)
    return None


def _in_turn(steps: list[Callable[[Graph], Graph]]) -> Callable[[Graph], Graph]:
    done = tuple(steps)

    def apply(graph: Graph) -> Graph:
        for step in done:
            graph = step(graph)
        return graph

    return apply
