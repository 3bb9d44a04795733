"""Fixes that take a node off its wire and join what it read with what reads it."""

from __future__ import annotations

from guinet.core.category import Category
from guinet.graph.edits import connect
from guinet.graph.facts import Facts
from guinet.graph.model import Edge, Graph
from guinet.graph.problem import Fix
from guinet.graph.scopes import edit_inside
from guinet.graph.wiring import dissolve
from guinet.modules.activation.identity import Identity
from guinet.modules.composite.inlet import Inlet
from guinet.modules.composite.outlet import Outlet

__all__ = ["feeder", "remove_feeder", "remove_from_wire"]


def feeder(facts: Facts, path: str, port: str) -> str | None:
    """Return the path of the node whose value arrives at a port, whatever only hands it on."""
    edge = facts.edge_into.get((path, port))
    seen = {path}
    while edge is not None and edge.source not in seen:
        seen.add(edge.source)
        module = facts.flat.nodes[edge.source].module
        if not isinstance(module, Inlet | Outlet | Identity):
            return edge.source
        edge = facts.edge_into.get((edge.source, module.input_ports()[0].name))
    return None


def remove_from_wire(facts: Facts, path: str) -> tuple[Fix, ...]:
    """Return the fix that removes a node of one input and joins its neighbours."""
    place = facts.place(path)
    node = facts.scope_graph(place).nodes[place.node]
    if len(node.module.input_ports()) != 1 or len(node.module.output_ports()) != 1:
        return ()
    if facts.scope_graph(place).edge_into(node.id, node.module.input_ports()[0].name) is None:
        return ()

    def change(graph: Graph) -> Graph:
        return dissolve(graph, (place.node,))

    return (Fix(f"Remove {node.name}", lambda graph: edit_inside(graph, place.scope, change)),)


def remove_feeder(facts: Facts, path: str, port: str) -> tuple[Fix, ...]:
    """Return the fix that removes the activation in front of a port, if one is there.

    Where others read it too, only the wire of this port goes round it.
    """
    source = feeder(facts, path, port)
    if source is None or facts.flat.nodes[source].module.category is not Category.ACTIVATION:
        return ()
    place = facts.place(source)[:2]
    if place[0] and [facts.place(other)[:2] for other in facts.flat.nodes].count(place) > 1:
        return ()  # other uses of the composite may need it
    readers = [edge for edge in facts.flat.edges if edge.source == source]
    if len(readers) < 2:
        return remove_from_wire(facts, source)
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
