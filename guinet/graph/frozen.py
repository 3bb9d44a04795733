"""Which edges lie in a frozen part: what flows back along them changes no weight."""

from __future__ import annotations

from collections.abc import Iterable

from guinet.graph.analysis import Analysis
from guinet.graph.flat import FlatEdge

__all__ = ["frozen_edges"]


def frozen_edges(analysis: Analysis) -> frozenset[FlatEdge]:
    """Return the executed edges in frozen parts of a network.

    Behind such an edge, on the way back from the loss, there are weights, and all of them are
    frozen. Where there are none behind it, as on the way from an input, the edge is frozen if
    all it leads to first is frozen.

    Parameters
    ----------
    analysis
        Of the graph that is drawn.
    """
    if all(node.learning_rate_factor > 0.0 for node in analysis.flat.nodes.values()):
        return frozenset()
    learns = {}
    for path in analysis.order:
        factor = analysis.learning_rate_factor(path)
        if factor is not None:
            learns[path] = factor > 0.0
    place = {path: number for number, path in enumerate(analysis.order)}
    edges = [e for e in analysis.flat.edges if e.source in place and e.target in place]
    forward = sorted(edges, key=lambda edge: place[edge.source])
    behind = _spread(learns, ((edge.source, edge.target) for edge in forward))
    ahead = _ahead(learns, forward)
    found = set()
    for edge in edges:
        known = behind.get(edge.source)
        if known is None:
            known = ahead.get(edge.target)
        if known is False:
            found.add(edge)
    return frozenset(found)


def _spread(learns: dict[str, bool], steps: Iterable[tuple[str, str]]) -> dict[str, bool]:
    """Return of each node whether it, or anything before it, learns; without weights, nothing."""
    known = dict(learns)
    for begin, end in steps:
        if begin in known:
            known[end] = known.get(end, False) or known[begin]
    return known


def _ahead(learns: dict[str, bool], forward: list[FlatEdge]) -> dict[str, bool]:
    """Return of each node whether any of the first weights from it on learn."""
    known = dict(learns)
    for edge in reversed(forward):
        if edge.source not in learns and edge.target in known:
            known[edge.source] = known.get(edge.source, False) or known[edge.target]
    return known
