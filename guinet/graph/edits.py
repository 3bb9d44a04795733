"""Edits: pure functions from a graph to the changed graph.

Every edit keeps what makes a graph well formed: names are unique, ids are new, an input port
takes one edge, and no edge ends at a port that does not exist. Cycles and shapes that do not
fit are allowed: a person may be on the way somewhere, and the rules speak of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from guinet.core.errors import GraphError
from guinet.core.module import Module, Port
from guinet.graph.bypass import bypass_fault
from guinet.graph.fragment import Fragment, copy_nodes, paste
from guinet.graph.learning_rate_factor import LEARNING_RATE_FACTOR
from guinet.graph.model import Edge, Graph, Node
from guinet.graph.names import name_fault, new_id, stem_of, unique_name
from guinet.graph.ports import grow, input_ports, output_ports
from guinet.modules.merge.reroute import Reroute

__all__ = [
    "Fragment",
    "add_node",
    "connect",
    "copy_nodes",
    "disconnect",
    "insert_on_edge",
    "new_id",
    "paste",
    "remove_edges",
    "remove_nodes",
    "rename",
    "reroute",
    "set_bypassed",
    "set_learning_rate_factor",
    "set_module",
    "set_share",
    "unique_name",
]


def add_node(
    graph: Graph,
    module: Module,
    name: str | None = None,
    id: str | None = None,
) -> tuple[Graph, Node]:
    """Place a module.

    Parameters
    ----------
    name
        Name of the node; None for an automatic one such as ``linear1``.
    id
        Id of the node; None for the next free one.

    Raises
    ------
    GraphError
        If the name or the id is taken or not acceptable.
    """
    if name is None:
        name = unique_name(graph, stem_of(module, graph))
    else:
        _require_name(graph, name)
    node_id = new_id(graph) if id is None else id
    if node_id in graph.nodes or not node_id or "/" in node_id:
        raise GraphError(f"The id {id!r} is taken or not acceptable.")
    node = Node(node_id, name, module)
    return replace(graph, nodes={**graph.nodes, node_id: node}), node


def remove_nodes(graph: Graph, ids: Iterable[str]) -> Graph:
    """Remove nodes with their edges; ids that are not there are passed over."""
    gone = set(ids)
    nodes = {node_id: node for node_id, node in graph.nodes.items() if node_id not in gone}
    edges = tuple(e for e in graph.edges if e.source not in gone and e.target not in gone)
    return replace(graph, nodes=nodes, edges=edges)


def connect(graph: Graph, edge: Edge) -> Graph:
    """Add an edge; it replaces the one in an occupied input.

    A variadic module whose next input the edge names gains that input.

    Raises
    ------
    GraphError
        If a node or a port does not exist, or both ends are one node.
    """
    source, target = _node(graph, edge.source), _node(graph, edge.target)
    if edge.source == edge.target:
        raise GraphError(f"{source.name} cannot be joined to itself.")
    _require_port(source, edge.source_port, output_ports(graph, source), "output")
    ports = input_ports(graph, target)
    nodes = graph.nodes
    if edge.target_port not in {port.name for port in ports}:
        grown = grow(target.module)
        if grown is None or grown.input_ports()[-1].name != edge.target_port:
            _require_port(target, edge.target_port, ports, "input")
        else:
            nodes = {**nodes, target.id: replace(target, module=grown)}
    if edge in graph.edges:
        return graph
    edges = tuple(
        e for e in graph.edges if (e.target, e.target_port) != (edge.target, edge.target_port)
    )
    return replace(graph, nodes=nodes, edges=(*edges, edge))


def disconnect(graph: Graph, edge: Edge) -> Graph:
    """Remove an edge; nothing happens if it is not there."""
    return remove_edges(graph, (edge,))


def remove_edges(graph: Graph, edges: Iterable[Edge]) -> Graph:
    """Remove several edges; those that are not there are passed over."""
    gone = set(edges)
    return replace(graph, edges=tuple(edge for edge in graph.edges if edge not in gone))


def rename(graph: Graph, node_id: str, name: str) -> Graph:
    """Give a node another name; edges and weights stay, for they go by id.

    Raises
    ------
    GraphError
        If the name is taken by another node or not acceptable.
    """
    node = _node(graph, node_id)
    if node.name == name:
        return graph
    _require_name(graph, name)
    return _put(graph, replace(node, name=name))


def set_module(graph: Graph, node_id: str, module: Module) -> Graph:
    """Exchange a node's module (other settings, or another type).

    Edges stay where a port of the same name exists, and go where none does. The only output
    keeps its edges under another name.
    """
    before = output_ports(graph, _node(graph, node_id))
    changed = _put(graph, replace(_node(graph, node_id), module=module))
    node = changed.nodes[node_id]
    inputs = {port.name for port in input_ports(changed, node)}
    after = output_ports(changed, node)
    if len(before) == len(after) == 1 and before != after:
        changed = replace(
            changed,
            edges=tuple(
                replace(edge, source_port=after[0].name) if edge.source == node_id else edge
                for edge in changed.edges
            ),
        )
    outputs = {port.name for port in after}
    edges = tuple(
        edge
        for edge in changed.edges
        if (edge.target != node_id or edge.target_port in inputs)
        and (edge.source != node_id or edge.source_port in outputs)
    )
    return changed if edges == changed.edges else replace(changed, edges=edges)


def set_share(graph: Graph, node_id: str, tag: str | None) -> Graph:
    """Let a node share weights with those of the same tag and type; None: with nobody."""
    return _put(graph, replace(_node(graph, node_id), share=tag or None))


def set_learning_rate_factor(graph: Graph, node_id: str, factor: float) -> Graph:
    """Let the weights of a node learn slower or faster than the others; 0 freezes them.

    Raises
    ------
    GraphError
        If the factor is not a number from 0 to 1000.
    """
    node = _node(graph, node_id)
    try:
        accepted = LEARNING_RATE_FACTOR.parse(factor)
    except ValueError as reason:
        raise GraphError(f"The learning-rate factor of {node.name} {reason}.") from None
    return _put(graph, replace(node, learning_rate_factor=accepted))


def set_bypassed(graph: Graph, node_id: str, on: bool) -> Graph:
    """Let a node hand on what arrives as if it were a piece of wire, or no longer.

    Raises
    ------
    GraphError
        If there is nothing that it could hand on, as at an Input.
    """
    node = _node(graph, node_id)
    fault = bypass_fault(graph, node) if on else ""
    if fault:
        raise GraphError(fault)
    return _put(graph, replace(node, bypassed=on))


def insert_on_edge(graph: Graph, edge: Edge, module: Module) -> tuple[Graph, Node]:
    """Place a module on an edge: its first input and first output are wired in.

    Raises
    ------
    GraphError
        If the edge is not there, or the module has no input or no output.
    """
    if edge not in graph.edges:
        raise GraphError("The edge to insert on is not there any more.")
    changed, node = add_node(graph, module)
    inputs, outputs = input_ports(changed, node), output_ports(changed, node)
    if not inputs or not outputs:
        raise GraphError(f"{node.name} has no input or no output and fits on no edge.")
    changed = connect(changed, Edge(node.id, outputs[0].name, edge.target, edge.target_port))
    changed = connect(changed, Edge(edge.source, edge.source_port, node.id, inputs[0].name))
    return changed, node


def reroute(graph: Graph, edge: Edge) -> tuple[Graph, Node]:
    """Place a point on an edge, by which its wire can be led.

    Raises
    ------
    GraphError
        If the edge is not there.
    """
    return insert_on_edge(graph, edge, Reroute())


def _put(graph: Graph, node: Node) -> Graph:
    if graph.nodes[node.id] == node:
        return graph
    return replace(graph, nodes={**graph.nodes, node.id: node})


def _node(graph: Graph, node_id: str) -> Node:
    node = graph.nodes.get(node_id)
    if node is None:
        raise GraphError("The node is not in the graph any more.")
    return node


def _require_name(graph: Graph, name: str) -> None:
    fault = name_fault(name)
    if fault:
        shown = f": {name!r}" if name else ""
        raise GraphError(f"A node's name {fault}{shown}.")
    if graph.by_name(name) is not None:
        raise GraphError(f"There is a node named {name} already; choose another name.")


def _require_port(node: Node, name: str, ports: tuple[Port, ...], side: str) -> None:
    known = [port.name for port in ports]
    if name not in known:
        has = ", ".join(known) or "none"
        raise GraphError(f"{node.name} has no {side} {name}; its {side}s are: {has}.")
