"""Taking nodes out of the chains in which they stand, without deleting them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from guinet.graph.model import Graph
from guinet.graph.wiring import dissolve

__all__ = ["pull_out"]


def pull_out(graph: Graph, ids: Iterable[str]) -> Graph:
    """Unplug nodes from all others and close the gaps that they leave, see `dissolve`.

    Edges among them stay. Ids that are not there are passed over.
    """
    out = set(ids) & graph.nodes.keys()
    among = tuple(edge for edge in graph.edges if edge.source in out and edge.target in out)
    return replace(graph, edges=(*dissolve(graph, out).edges, *among))
