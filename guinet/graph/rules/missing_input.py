"""Input ports at which nothing arrives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from guinet.core.loss import Loss
from guinet.core.source import Source
from guinet.graph.edits import connect, set_module
from guinet.graph.facts import Facts
from guinet.graph.loss_choice import fitting_encoding
from guinet.graph.model import Edge, Graph, Node
from guinet.graph.ports import grow, input_ports, output_ports
from guinet.graph.problem import Fix, Problem
from guinet.graph.reach import downstream
from guinet.graph.remembered import Remembered
from guinet.graph.rules.arrivals import fits, free_output, output_spec
from guinet.graph.rules.completed import completed
from guinet.graph.rules.fixes import edit_node
from guinet.graph.rules.sources import add_source, is_target, target_field
from guinet.graph.scopes import Place
from guinet.modules.composite.inlet import Inlet

__all__ = ["missing_input"]

# Candidates that are looked at; a person has an eye on the last few modules.
_TRIED = 8


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
                hint="Every input needs a wire; draw one from the output of another node.",
                fixes=_fixes(facts, place, seen_path, name),
                rule="missing-input",
            )


def _fixes(facts: Facts, place: Place, path: str, port: str) -> tuple[Fix, ...]:
    graph = facts.scope_graph(place)
    node = graph.nodes[place.node]
    if isinstance(node.module, Loss) and port == "target":
        return tuple(_target_fixes(facts, place, path, node.module))
    candidates = _dangling(graph, node) or _entries(graph)
    if not candidates and not place.scope:
        return (
            *_whole(facts, add_source(facts, "Input", node.id, port)),
            *_shrink(graph, place, node, port),
        )
    prefix = path[: len(path) - len(node.name)]
    fitting = [
        other
        for other in candidates[:_TRIED]
        if fits(facts, path, port, output_spec(facts, other, prefix, free_output(graph, other)))
    ]
    joins = [_join(graph, place, other, port) for other in fitting[:2]]
    if candidates and not joins:
        joins = _whole(facts, [_join(graph, place, candidates[0], port)])
    return (*joins, *_shrink(graph, place, node, port))


def _target_fixes(facts: Facts, place: Place, path: str, loss: Loss) -> Iterator[Fix]:
    """Yield fixes that bring the right answers to a loss, in an encoding that it reads."""
    graph = facts.scope_graph(place)
    found = [_join(graph, place, other, "target") for other in _targets(graph)[:2]]
    if not place.scope:
        field = (facts.fields or {}).get(target_field(facts) or "")
        prediction = facts.inference.inputs.get(path, (None,))[0]
        encoding = "one-hot" if field is None else fitting_encoding(loss, prediction, field)
        found += add_source(facts, "Target", place.node, "target", encoding=encoding)
    yield from _whole(facts, found)


def _whole(facts: Facts, fixes: Iterable[Fix]) -> list[Fix]:
    """Return fixes with what must follow them so that nothing new is wrong."""
    return [whole for fix in fixes if (whole := completed(facts, fix)) is not None]


def _join(graph: Graph, place: Place, source: Node, port: str) -> Fix:
    edge = Edge(source.id, free_output(graph, source), place.node, port)
    return edit_node(place, f"Connect {source.name}", lambda inner, _: connect(inner, edge))


def _targets(graph: Graph) -> list[Node]:
    used = {edge.source for edge in graph.edges}
    found = [node for node in graph.nodes.values() if is_target(node.module)]
    return sorted(found, key=lambda node: node.id in used)


def _dangling(graph: Graph, node: Node) -> list[Node]:
    """Return nodes with an output that nobody uses, the one added last before ``node`` first."""
    behind = downstream(graph, (node.id,))  # from there an edge would close a cycle
    free = [other for other in _unused(graph) if other.id not in behind]
    places = {node_id: place for place, node_id in enumerate(graph.nodes)}
    own = places[node.id]
    return sorted(free, key=lambda other: (places[other.id] > own, abs(places[other.id] - own)))


def _find_unused(graph: Graph) -> list[Node]:
    """Return the nodes with an output that nobody uses and that may go into an input."""
    used = {(edge.source, edge.source_port) for edge in graph.edges}
    return [
        node
        for node in graph.nodes.values()
        if any((node.id, port.name) not in used for port in output_ports(graph, node))
        and not isinstance(node.module, Loss)
        and not is_target(node.module)
    ]


# Asked for each input at which nothing arrives.
_unused = Remembered(_find_unused, most=4)


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
