"""Fixes that take a node off its wire and join what it read with what reads it."""

from __future__ import annotations

from guinet.core.category import Category
from guinet.graph.edits import connect, remove_nodes
from guinet.graph.facts import Facts
from guinet.graph.model import Edge, Graph
from guinet.graph.problem import Fix
from guinet.graph.scopes import edit_inside
from guinet.modules.composite.inlet import Inlet
from guinet.modules.composite.outlet import Outlet

__all__ = ["bypass", "bypass_feeder", "feeder"]


def feeder(facts: Facts, path: str, port: str) -> str | None:
    """Return the path of the node whose value arrives at a port, through composites if need be."""
    edge = facts.edge_into.get((path, port))
    seen = {path}
    while edge is not None and edge.source not in seen:
        seen.add(edge.source)
        module = facts.flat.nodes[edge.source].module
        if not isinstance(module, Inlet | Outlet):
            return edge.source
        edge = facts.edge_into.get((edge.source, module.input_ports()[0].name))
    return None


def bypass(facts: Facts, path: str) -> tuple[Fix, ...]:
    """Return the fix that removes a node of one input and joins its neighbours."""
    place = facts.place(path)
    node = facts.scope_graph(place).nodes[place.node]
    if len(node.module.input_ports()) != 1 or len(node.module.output_ports()) != 1:
        return ()
    if facts.scope_graph(place).edge_into(node.id, node.module.input_ports()[0].name) is None:
        return ()

    def change(graph: Graph) -> Graph:
        arriving = [edge for edge in graph.edges if edge.target == place.node]
        leaving = [edge for edge in graph.edges if edge.source == place.node]
        graph = remove_nodes(graph, (place.node,))
        for edge in leaving if arriving else ():
            first = arriving[0]
            graph = connect(
                graph, Edge(first.source, first.source_port, edge.target, edge.target_port)
            )
        return graph

    return (Fix(f"Remove {node.name}", lambda graph: edit_inside(graph, place.scope, change)),)


def bypass_feeder(facts: Facts, path: str, port: str) -> tuple[Fix, ...]:
    """Return the fix that removes the activation in front of a port, if one is there.

    Where others read it too, only the wire of this port goes round it.
    """
    source = feeder(facts, path, port)
    if source is None or facts.flat.nodes[source].module.category is not Category.ACTIVATION:
        return ()
    readers = [edge for edge in facts.flat.edges if edge.source == source]
    if len(readers) < 2:
        return bypass(facts, source)
    edge = facts.edge_into[path, port]
    before = [edge for edge in facts.flat.edges if edge.target == source]
    if edge.source != source or len(before) != 1:
        return ()
    scope, drawn = facts.drawn_edge(edge)
    outer, first = facts.drawn_edge(before[0])
    if scope != outer:
        return ()
    around = Edge(first.source, first.source_port, drawn.target, drawn.target_port)
    name = facts.scope_graph(facts.place(source)).nodes[first.source].name
    return (
        Fix(
            f"Connect {name}",
            lambda graph: edit_inside(graph, scope, lambda inner: connect(inner, around)),
        ),
    )
