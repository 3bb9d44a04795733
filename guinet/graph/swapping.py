"""Exchanging the type of a node."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from guinet.core.errors import GraphError, HyperparameterError
from guinet.core.module import Module
from guinet.graph.bypass import bypass_fault
from guinet.graph.model import Edge, Graph, Node
from guinet.graph.placeholder import Placeholder
from guinet.graph.ports import grow, input_ports, output_ports
from guinet.graph.sharing import share_kind
from guinet.graph.stand_in import StandIn
from guinet.modules.composite.inlet import Inlet
from guinet.modules.composite.outlet import Outlet

__all__ = ["swap"]


def swap(graph: Graph, node_id: str, module: Module) -> Graph:
    """Put another module into a node.

    Name, learning-rate factor and bypass stay, and so do settings that both types know where the
    new module leaves them at their defaults. Wires go to the port of the same name, the others
    in order to the ports that are left; a variadic module grows as needed. A wire without a
    port goes. The share tag stays within one type.

    Raises
    ------
    GraphError
        If the node is not there, or is a port of a composite.
    """
    node = graph.nodes.get(node_id)
    if node is None:
        raise GraphError("The node is not in the graph any more.")
    if isinstance(node.module, Inlet | Outlet):
        raise GraphError(f"{node.name} is a port of the composite and cannot be something else.")
    module = _with_common_settings(node.module, module)
    wired = [
        port.name
        for port in input_ports(graph, node)
        if graph.edge_into(node_id, port.name) is not None
    ]
    new = _roomy(replace(node, module=module), len(wired), graph)
    inputs = _renamed(wired, (port.name for port in input_ports(graph, new)))
    read = {edge.source_port for edge in graph.edges if edge.source == node_id}
    left = [port.name for port in output_ports(graph, node) if port.name in read]
    outputs = _renamed(left, (port.name for port in output_ports(graph, new)))
    if share_kind(module) != share_kind(node.module):
        new = replace(new, share=None)
    if new.bypassed and bypass_fault(graph, new):
        new = replace(new, bypassed=False)
    edges = tuple(_led(graph.edges, node_id, inputs, outputs))
    return replace(graph, nodes={**graph.nodes, node_id: new}, edges=edges)


def _with_common_settings(old: Module, new: Module) -> Module:
    values: Mapping[str, Any] = old.settings
    if isinstance(old, Placeholder):
        values = old.raw
    elif isinstance(old, StandIn):
        values = {}
    if isinstance(new, StandIn):
        return new
    for name, value in values.items():
        if name not in new.fields or getattr(new, name) != new.fields[name].default:
            continue
        try:
            new = new.replace(**{name: value})
        except HyperparameterError:
            continue  # it means something else there
    return new


def _roomy(node: Node, wires: int, graph: Graph) -> Node:
    """Return the node with inputs for so many wires, if it can have them."""
    while len(input_ports(graph, node)) < wires:
        grown = grow(node.module)
        if grown is None:
            break
        node = replace(node, module=grown)
    return node


def _renamed(old: Iterable[str], new: Iterable[str]) -> dict[str, str]:
    """Return new port names by old ones: equal ones first, the others in order."""
    names, free = list(old), list(new)
    found = {name: name for name in names if name in free}
    rest = iter([name for name in free if name not in found])
    for name in names:
        if name not in found and (other := next(rest, None)) is not None:
            found[name] = other
    return found


def _led(
    edges: Iterable[Edge], node: str, inputs: Mapping[str, str], outputs: Mapping[str, str]
) -> Iterator[Edge]:
    for edge in edges:
        if edge.target == node:
            if edge.target_port in inputs:
                yield replace(edge, target_port=inputs[edge.target_port])
        elif edge.source != node:
            yield edge
        elif edge.source_port in outputs:
            yield replace(edge, source_port=outputs[edge.source_port])
