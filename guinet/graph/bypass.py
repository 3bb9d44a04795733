"""Nodes that are bypassed: they stay where they are drawn, and hand on what arrives.

A bypassed node is executed as an identity. Its first wired input goes to all its outputs; the
other inputs are not read. A loss hands nothing on: bypassed, it does not count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from guinet.core.loss import Loss
from guinet.graph.flat import Bypass, FlatEdge, FlatNode
from guinet.graph.model import Edge, Graph, Node
from guinet.graph.placeholder import Placeholder
from guinet.graph.ports import input_ports, output_ports
from guinet.modules.composite.inlet import Inlet
from guinet.modules.composite.outlet import Outlet

__all__ = ["bypass_fault", "bypass_of", "first_wired", "idle_paths"]


def bypass_fault(graph: Graph, node: Node) -> str:
    """Return why a node cannot be bypassed, as a sentence; empty if it can."""
    if type(node.module) in (Inlet, Outlet):
        return f"{node.name} is a port of the composite and cannot be bypassed."
    if not input_ports(graph, node):
        return f"{node.name} has no input, so there is nothing to hand on in its place."
    return ""


def bypass_of(graph: Graph, node: Node) -> Bypass | None:
    """Return how a node is bypassed; None where it is not, or cannot be.

    Parameters
    ----------
    graph
        The graph in which the node is drawn, able to see the composites.
    """
    if not node.bypassed or bypass_fault(graph, node):
        return None
    inputs = tuple(port.name for port in input_ports(graph, node))
    feed = first_wired(graph, node)
    passes = None if feed is None else feed.target_port
    outputs = tuple(port.name for port in output_ports(graph, node))
    # What feeds a node that gets nothing itself is missed at the node; else it is out of play.
    idle = passes is None and not any(edge.source == node.id for edge in graph.edges)
    executed = bool(outputs) and not isinstance(node.module, Loss) and not idle
    return Bypass(inputs, outputs, passes, executed)


def first_wired(graph: Graph, node: Node) -> Edge | None:
    """Return the edge into the first of a node's inputs that has one."""
    wired = {edge.target_port: edge for edge in reversed(graph.edges) if edge.target == node.id}
    ports = (port.name for port in input_ports(graph, node))
    return next((wired[name] for name in ports if name in wired), None)


def idle_paths(
    nodes: Mapping[str, FlatNode], edges: Iterable[FlatEdge], dropped: Collection[str]
) -> frozenset[str]:
    """Return the paths from which every way ends in what is left out.

    Parameters
    ----------
    nodes, edges
        What is executed otherwise.
    dropped
        Paths that feed what is left out. Without another loss nothing is idle: there is then
        no training to keep them out of, and their shapes are still worth knowing.
    """
    if not dropped or not any(isinstance(node.module, Loss) for node in nodes.values()):
        return frozenset()
    readers: Counter[str] = Counter()
    feeds: dict[str, list[str]] = {}
    for edge in edges:
        readers[edge.source] += 1
        feeds.setdefault(edge.target, []).append(edge.source)
    idle: set[str] = set()
    waiting = [path for path in dropped if not readers[path]]
    while waiting:
        path = waiting.pop()
        # A type that is not installed may be a loss.
        if path in idle or isinstance(nodes[path].module, Loss | Placeholder):
            continue
        idle.add(path)
        for source in feeds.get(path, ()):
            readers[source] -= 1
            if not readers[source]:
                waiting.append(source)
    return frozenset(idle)
