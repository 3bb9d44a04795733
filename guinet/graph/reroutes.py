"""Reroute points: nodes that only lead a wire and compute nothing."""

from __future__ import annotations

from guinet.graph.model import Graph, Node
from guinet.modules.merge.reroute import Reroute

__all__ = ["is_reroute", "node_count"]


def is_reroute(node: Node) -> bool:
    """Whether a node is a point on a wire."""
    return isinstance(node.module, Reroute)


def node_count(graph: Graph) -> int:
    """Return how many nodes a graph has; points on wires are part of the wires."""
    return sum(not is_reroute(node) for node in graph.nodes.values())
