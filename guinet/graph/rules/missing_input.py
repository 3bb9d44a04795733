"""Input ports at which nothing arrives."""

from __future__ import annotations

from collections.abc import Iterator

from guinet.core.loss import Loss
from guinet.core.source import Source
from guinet.graph.edits import connect, set_module
from guinet.graph.facts import Facts
from guinet.graph.model import Edge, Graph, Node
from guinet.graph.ports import grow, input_ports, output_ports
from guinet.graph.problem import Fix, Problem
from guinet.graph.reach import downstream
from guinet.graph.rules.fixes import edit_node
from guinet.graph.rules.sources import add_source, is_target
from guinet.graph.scopes import Place
from guinet.modules.composite.inlet import Inlet

__all__ = ["missing_input"]


def missing_input(facts: Facts) -> Iterator[Problem]:
    """Report every input without an edge; of a composite, at the use as people see it."""
    for path, flat in facts.flat.nodes.items():
        if path in facts.flat.idle:
            continue
        for port in flat.module.input_ports():
            if (path, port.name) in facts.edge_into:
                continue
            place, seen_path = facts.place(path), path
            name = facts.drawn_input(path) or port.name
            if isinstance(flat.module, Inlet):
                if place.use is None:
                    continue  # an Inlet that stands outside: another rule speaks of it
                name = facts.scope_graph(place).nodes[place.node].name
                seen_path, place = path.rpartition(".")[0], place.use
            yield Problem(
                path=seen_path,
                port=name,
                severity=facts.severity_at(path),
                message=f"Nothing arrives at the input {name} of {seen_path}.",
                hint="Every input needs an edge; draw one from the output of another node.",
                fixes=_fixes(facts, place, name),
                rule="missing-input",
            )


def _fixes(facts: Facts, place: Place, port: str) -> tuple[Fix, ...]:
    graph = facts.scope_graph(place)
    node = graph.nodes[place.node]
    if isinstance(node.module, Loss) and port == "target":
        joins = [_join(graph, place, other, port) for other in _targets(graph)]
        added = add_source(facts, "Target", node.id, port) if not place.scope else ()
        return (*joins[:2], *added)
    candidates = _dangling(graph, node) or _entries(graph)
    joins = [_join(graph, place, other, port) for other in candidates[:2]]
    if not candidates and not place.scope:
        joins += add_source(facts, "Input", node.id, port)
    return (*joins, *_shrink(graph, place, node, port))


def _join(graph: Graph, place: Place, source: Node, port: str) -> Fix:
    used = {edge.source_port for edge in graph.edges if edge.source == source.id}
    outputs = [each.name for each in output_ports(graph, source)]
    output = next((name for name in outputs if name not in used), outputs[0])
    edge = Edge(source.id, output, place.node, port)
    return edit_node(place, f"Connect {source.name}", lambda inner, _: connect(inner, edge))


def _targets(graph: Graph) -> list[Node]:
    used = {edge.source for edge in graph.edges}
    found = [node for node in graph.nodes.values() if is_target(node.module)]
    return sorted(found, key=lambda node: node.id in used)


def _dangling(graph: Graph, node: Node) -> list[Node]:
    """Return nodes with an output that nobody uses, the one added last before ``node`` first."""
    used = {(edge.source, edge.source_port) for edge in graph.edges}
    behind = downstream(graph, (node.id,))  # from there an edge would close a cycle
    free = [
        other
        for other in graph.nodes.values()
        if other.id not in behind
        and not isinstance(other.module, Loss)
        and not is_target(other.module)
        and any((other.id, port.name) not in used for port in output_ports(graph, other))
    ]
    places = {node_id: place for place, node_id in enumerate(graph.nodes)}
    own = places[node.id]
    return sorted(free, key=lambda other: (places[other.id] > own, abs(places[other.id] - own)))


def _entries(graph: Graph) -> list[Node]:
    return [
        node
        for node in graph.nodes.values()
        if isinstance(node.module, Inlet | Source) and not is_target(node.module)
    ]


def _shrink(graph: Graph, place: Place, node: Node, port: str) -> tuple[Fix, ...]:
    smaller = grow(node.module, -1)
    if smaller is None or input_ports(graph, node)[-1].name != port:
        return ()
    return (
        edit_node(
            place, f"Remove input {port}", lambda inner, it: set_module(inner, it.id, smaller)
        ),
    )
