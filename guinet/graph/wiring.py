"""Edits that lead wires anew: around nodes that go, and through a node that is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from guinet.core.errors import GraphError
from guinet.graph.bypass import first_wired
from guinet.graph.edits import connect
from guinet.graph.model import Edge, Graph
from guinet.graph.ports import input_ports, output_ports, spare_port
from guinet.graph.reach import downstream

__all__ = ["dissolve", "splice"]


def dissolve(graph: Graph, ids: Iterable[str]) -> Graph:
    """Remove nodes and close the gaps: what came in first goes to all that they led to.

    The wires are those along which a bypass of the same nodes hands on. Ids that are not there
    are passed over.
    """
    gone = set(ids) & graph.nodes.keys()
    feeds = {key: first_wired(graph, graph.nodes[key]) for key in gone}

    def joined(edge: Edge) -> Edge | None:
        begin, passed = edge, set[str]()
        while begin.source in gone:
            feed = feeds[begin.source]
            if feed is None or begin.source in passed:
                return None
            passed.add(begin.source)
            begin = feed
        return replace(edge, source=begin.source, source_port=begin.source_port)

    kept = (joined(edge) for edge in graph.edges if edge.target not in gone)
    # In a graph with a cycle a gap may close to a wire from a node to itself.
    edges = tuple(edge for edge in kept if edge is not None and edge.source != edge.target)
    nodes = {key: node for key, node in graph.nodes.items() if key not in gone}
    return replace(graph, nodes=nodes, edges=edges)


def splice(graph: Graph, node_id: str, edge: Edge) -> Graph:
    """Lead an edge through a node: into its first free input, and on from its first output.

    Raises
    ------
    GraphError
        If the edge or the node is not there, the node has no free input or no output, or a cycle
        would be closed.
    """
    node = graph.nodes.get(node_id)
    if node is None or edge not in graph.edges:
        raise GraphError("The node or the wire is not there any more.")
    if node_id in (edge.source, edge.target):
        raise GraphError(f"{node.name} is at an end of this wire already.")
    taken = {each.target_port for each in graph.edges if each.target == node_id}
    free = [port.name for port in input_ports(graph, node) if port.name not in taken]
    spare = spare_port(node.module)
    free += [] if spare is None else [spare.name]
    outputs = output_ports(graph, node)
    if not free or not outputs:
        missing = "output" if free else "free input"
        raise GraphError(f"{node.name} has no {missing} for this wire.")
    if edge.source in downstream(graph, (node_id,)) or node_id in downstream(graph, (edge.target,)):
        raise GraphError(f"Led through {node.name}, this wire would close a cycle.")
    graph = connect(graph, Edge(node_id, outputs[0].name, edge.target, edge.target_port))
    return connect(graph, Edge(edge.source, edge.source_port, node_id, free[0]))
