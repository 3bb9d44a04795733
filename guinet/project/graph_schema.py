"""Graphs between memory and JSON, composite definitions included."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guinet.core.errors import FileError
from guinet.graph.composite import CompositeUse
from guinet.graph.model import Composite, Edge, Exposed, Graph, Node
from guinet.project.cursor import Cursor, shown
from guinet.project.node_schema import id_from_json, node_from_json, node_to_json

__all__ = ["graph_from_json", "graph_to_json"]

MAX_NODES = 20_000
"""Most nodes drawn in one graph."""

MAX_EDGES = 100_000
"""Most edges drawn in one graph."""

MAX_COMPOSITES = 1000
"""Most composite definitions."""

MAX_EXECUTED = 100_000
"""Most nodes after every composite use is replaced by what it stands for."""

MAX_NESTING = 32
"""Deepest nesting of composite uses."""


def graph_to_json(graph: Graph) -> dict[str, Any]:
    """Return nodes and edges as JSON, and the composites if there are any."""
    raw: dict[str, Any] = {
        "nodes": _nodes_to_json(graph),
        "edges": [[e.source, e.source_port, e.target, e.target_port] for e in graph.edges],
    }
    if graph.composites:
        raw["composites"] = [_composite_to_json(entry) for entry in graph.composites.values()]
    return raw


def graph_from_json(parts: Mapping[str, Cursor]) -> Graph:
    """Build a graph from its parts ``nodes``, ``edges`` and ``composites``.

    What the rules of `guinet.graph.check` can report (cycles, unknown ports, missing
    definitions) is no fault of the file; what cannot be held in memory is.

    Raises
    ------
    FileError
        With the place of what is not acceptable.
    """
    nodes, edges = _nodes_and_edges(parts)
    composites: dict[str, Composite] = {}
    cursor = parts.get("composites", Cursor([]))
    for item in cursor.items(MAX_COMPOSITES):
        composite = _composite_from_json(item)
        if composite.id in composites:
            raise item.error(f"has the id {composite.id!r} of another composite")
        composites[composite.id] = composite
    graph = Graph(nodes, edges, composites)
    _measure(graph)
    return graph


def _nodes_to_json(graph: Graph) -> list[dict[str, Any]]:
    edges_of: dict[str, list[Edge]] = {node_id: [] for node_id in graph.nodes}
    for edge in graph.edges:
        for node_id in {edge.source, edge.target} & graph.nodes.keys():
            edges_of[node_id].append(edge)
    return [node_to_json(node, edges_of[node_id]) for node_id, node in graph.nodes.items()]


def _nodes_and_edges(parts: Mapping[str, Cursor]) -> tuple[dict[str, Node], tuple[Edge, ...]]:
    edge_cursors = parts.get("edges", Cursor([])).items(MAX_EDGES)
    edges = tuple(_edge(cursor) for cursor in edge_cursors)
    edges_of: dict[str, list[Edge]] = {}
    for edge in edges:
        for node_id in {edge.source, edge.target}:
            edges_of.setdefault(node_id, []).append(edge)

    nodes: dict[str, Node] = {}
    names: dict[str, str] = {}
    for cursor in parts["nodes"].items(MAX_NODES):
        raw_id = cursor.value.get("id") if isinstance(cursor.value, dict) else None
        own = edges_of.get(raw_id, []) if isinstance(raw_id, str) else []
        node = node_from_json(cursor, own)
        if node.id in nodes:
            raise cursor.error(f"has the id {node.id!r} of another node")
        if node.name in names:
            raise cursor.error(f"has the name {shown(node.name)} of {names[node.name]}")
        nodes[node.id], names[node.name] = node, cursor.place

    occupied: set[tuple[str, str]] = set()
    for edge, cursor in zip(edges, edge_cursors, strict=True):
        for node_id in (edge.source, edge.target):
            if node_id not in nodes:
                raise cursor.error(f"joins a node {node_id!r} that does not exist")
        if (edge.target, edge.target_port) in occupied:
            raise cursor.error(f"ends in input {shown(edge.target_port)}, which has an edge")
        occupied.add((edge.target, edge.target_port))
    return nodes, edges


def _edge(cursor: Cursor) -> Edge:
    ends = cursor.items(4)
    if len(ends) != 4:
        raise cursor.error("must be a list of node, output, node and input")
    source, source_port, target, target_port = ends
    return Edge(id_from_json(source), source_port.text(), id_from_json(target), target_port.text())


def _composite_to_json(composite: Composite) -> dict[str, Any]:
    raw: dict[str, Any] = {"id": composite.id, "name": composite.name}
    # What a node exposed means nothing once the node is gone.
    exposed = [entry for entry in composite.exposed if entry.node in composite.graph.nodes]
    if exposed:
        raw["exposed"] = [
            {"name": entry.name, "node": entry.node, "field": entry.field}
            | ({"doc": entry.doc} if entry.doc else {})
            for entry in exposed
        ]
    return raw | graph_to_json(composite.graph)


def _composite_from_json(cursor: Cursor) -> Composite:
    parts = cursor.members("id name nodes", "edges exposed")
    nodes, edges = _nodes_and_edges(parts)
    exposed: dict[Exposed, None] = {}
    for item in parts.get("exposed", Cursor([])).items(MAX_NODES):
        entry = _exposed(item, nodes)
        if entry in exposed:
            raise item.error(f"exposes what {shown(entry.name)} exposes already")
        exposed[entry] = None
    name = parts["name"].text()
    if not name.strip():
        raise parts["name"].error("must not be empty")
    return Composite(id_from_json(parts["id"]), name, Graph(nodes, edges), tuple(exposed))


def _exposed(cursor: Cursor, nodes: Mapping[str, Node]) -> Exposed:
    parts = cursor.members("name node field", "doc")
    node = id_from_json(parts["node"])
    if node not in nodes:
        raise parts["node"].error(f"names a node {node!r} that does not exist")
    doc = parts["doc"].text() if "doc" in parts else ""
    return Exposed(parts["name"].text(), node, parts["field"].text(), doc)


def _measure(graph: Graph) -> None:
    """Refuse a graph that is small as drawn and without end as executed.

    Ten composites that each use the next one ten times make ten thousand million nodes.
    """
    uses = {
        scope: [
            n.module.definition for n in inner.nodes.values() if isinstance(n.module, CompositeUse)
        ]
        for scope, inner in [("", graph), *((c.id, c.graph) for c in graph.composites.values())]
    }
    count = 0
    waiting = [("", iter(uses[""]))]
    open_scopes = [""]
    while waiting:
        definition = next(waiting[-1][1], None)
        if definition is None:
            waiting.pop()
            open_scopes.pop()
            continue
        if definition not in uses or definition in open_scopes:
            continue  # missing, or inside itself: a Problem, and not unfolded
        count += len(graph.composites[definition].graph.nodes) + 1
        if count > MAX_EXECUTED:
            raise FileError(f"composites unfold to more than {MAX_EXECUTED} nodes.")
        if len(waiting) > MAX_NESTING:
            raise FileError(f"composites are nested deeper than {MAX_NESTING} levels.")
        waiting.append((definition, iter(uses[definition])))
        open_scopes.append(definition)
