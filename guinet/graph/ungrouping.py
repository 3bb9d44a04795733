"""Putting the inside of a composite in the place of one of its uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from guinet.core.errors import GraphError
from guinet.core.module import Module
from guinet.graph.bypass import bypass_fault
from guinet.graph.composite import CompositeUse, with_setting
from guinet.graph.definitions import composite_of, drop_unused
from guinet.graph.exposed import exposed_targets
from guinet.graph.learning_rate_factor import LEARNING_RATE_FACTOR
from guinet.graph.model import Composite, Edge, Exposed, Graph, Node
from guinet.graph.names import free_id, free_name
from guinet.graph.scopes import edit_inside, inside
from guinet.graph.sharing import share_kind
from guinet.modules.composite.inlet import Inlet
from guinet.modules.composite.outlet import Outlet

__all__ = ["Ungrouped", "ungroup"]

_LONGEST_ID = 64


class Ungrouped(NamedTuple):
    """What became of a use that was taken apart.

    Attributes
    ----------
    graph
        The outermost graph.
    ids
        From the ids inside the composite to those of the nodes that came out; without Inlets and
        Outlets, which are wires now.
    """

    graph: Graph
    ids: Mapping[str, str]


def ungroup(graph: Graph, use_id: str, *, scope: str = "") -> Ungrouped:
    """Put the inside of a composite in the place of one of its uses.

    What the use sets goes to the nodes, and so do its learning-rate factor and its bypass. Ids
    and names stay where they are free. A definition without any use left is dropped.

    Parameters
    ----------
    graph
        The outermost graph.
    use_id, scope
        The use, and the scope in which it is drawn.

    Raises
    ------
    GraphError
        If the node is no use of a composite of the graph, or shares its weights with another
        use, from which they would part.
    HyperparameterError
        If a node refuses what the use sets.
    """
    outer = inside(graph, scope)
    use = outer.nodes.get(use_id)
    if use is None or not isinstance(use.module, CompositeUse):
        raise GraphError("Only a composite can be taken apart.")
    composite = composite_of(graph, use.module.definition)
    _require_alone(outer, use)
    nodes = _nodes(outer, use, composite)
    ids = {key: node.id for key, node in nodes.items()}
    placed = dict(_placed(outer.nodes, use_id, nodes))
    edges = tuple(dict.fromkeys(_edges(outer, use_id, composite.graph, ids)))
    after = edit_inside(graph, scope, lambda inner: replace(inner, nodes=placed, edges=edges))
    if scope:
        around = after.composites[scope]
        exposed = tuple(dict.fromkeys(_exposed(around, use_id, composite, ids)))
        composites = {**after.composites, scope: replace(around, exposed=exposed)}
        after = replace(after, composites=composites)
    return Ungrouped(drop_unused(graph, after), ids)


def _require_alone(graph: Graph, use: Node) -> None:
    if use.share is None:
        return
    for node in graph.nodes.values():
        alike = share_kind(node.module) == share_kind(use.module)
        if node.id != use.id and node.share == use.share and alike:
            raise GraphError(
                f"{use.name} shares its weights with {node.name}; let them stop sharing before "
                "one of them is taken apart."
            )


def _nodes(outer: Graph, use: Node, composite: Composite) -> dict[str, Node]:
    """Return the nodes as they are outside, by their ids inside."""
    within = replace(composite.graph, composites=outer.composites)
    rest = {key: node for key, node in outer.nodes.items() if key != use.id}
    inner = {
        key: node
        for key, node in within.nodes.items()
        if not isinstance(node.module, Inlet | Outlet)
    }
    ids = _ids(rest, use.id, inner)
    tags = _tags(rest, inner)
    names = {node.name for node in rest.values()}
    kept = {node.name for node in inner.values()} - names
    found: dict[str, Node] = {}
    for key, node in inner.items():
        name = node.name
        if name not in kept:
            name = free_name(names | kept, name.rstrip("0123456789") or "node")
        names.add(name)
        found[key] = replace(
            node,
            id=ids[key],
            name=name,
            module=_with_values(composite, use.module, node),
            share=tags.get((node.share, share_kind(node.module)), node.share),
            learning_rate_factor=_factor(use, node),
            bypassed=node.bypassed or (use.bypassed and not bypass_fault(within, node)),
        )
    return found


def _ids(rest: Mapping[str, Node], use: str, inner: Mapping[str, Node]) -> dict[str, str]:
    ids = {key: key for key in inner if key not in rest}
    taken = {*rest, *ids}
    for key in inner:
        if key in ids:
            continue
        # Tells where the node comes from, so that a training that goes on knows its weights.
        told = f"{use}-{key}"
        ids[key] = told if told not in taken and len(told) <= _LONGEST_ID else free_id(taken, "n")
        taken.add(ids[key])
    return ids


def _tags(
    rest: Mapping[str, Node], inner: Mapping[str, Node]
) -> dict[tuple[str | None, str], str | None]:
    """Return new tags for those that would begin to share with nodes outside."""
    outside = {(node.share, share_kind(node.module)) for node in rest.values()}
    taken = {tag for tag, _ in outside} | {node.share for node in inner.values()}
    found: dict[tuple[str | None, str], str | None] = {}
    for node in inner.values():
        key = node.share, share_kind(node.module)
        if node.share is None or key not in outside or key in found:
            continue
        number = 2
        while f"{node.share} {number}" in taken:
            number += 1
        found[key] = f"{node.share} {number}"
        taken.add(found[key])
    return found


def _with_values(composite: Composite, use: Module, node: Node) -> Module:
    assert isinstance(use, CompositeUse)
    module = node.module
    for name, entries in exposed_targets(composite).items():
        for entry in entries:
            if entry.node == node.id and name in use.values:
                module = with_setting(module, entry.field, use.values[name])
    return module


def _factor(use: Node, node: Node) -> float:
    try:
        return LEARNING_RATE_FACTOR.parse(use.learning_rate_factor * node.learning_rate_factor)
    except ValueError as reason:
        raise GraphError(
            f"The learning-rate factor of {node.name}, with that of {use.name}, {reason}."
        ) from None


def _placed(
    nodes: Mapping[str, Node], use: str, new: Mapping[str, Node]
) -> Iterator[tuple[str, Node]]:
    for key, node in nodes.items():
        if key == use:
            yield from ((each.id, each) for each in new.values())
        else:
            yield key, node


def _edges(outer: Graph, use: str, inner: Graph, ids: Mapping[str, str]) -> Iterator[Edge]:
    arriving = {e.target_port: (e.source, e.source_port) for e in outer.edges if e.target == use}

    def begin(key: str, port: str) -> tuple[str, str] | None:
        """Return where a wire inside sets out when there are no Inlets any more."""
        if key in ids:
            return ids[key], port
        found = arriving.get(inner.nodes[key].name)
        return None if found is None or found[0] == use else found

    leaving: dict[str, tuple[str, str]] = {}
    for edge in inner.edges:
        source = begin(edge.source, edge.source_port)
        if source is None:
            continue
        if edge.target in ids:
            yield Edge(*source, ids[edge.target], edge.target_port)
        else:
            leaving[inner.nodes[edge.target].name] = source
    for edge in outer.edges:
        if edge.source == use and edge.target != use and edge.source_port in leaving:
            yield Edge(*leaving[edge.source_port], edge.target, edge.target_port)
        elif use not in (edge.source, edge.target):
            yield edge


def _exposed(
    around: Composite, use: str, composite: Composite, ids: Mapping[str, str]
) -> Iterator[Exposed]:
    """Yield what the scope around exposes: of the use, what that exposed of its nodes."""
    targets = exposed_targets(composite)
    for entry in around.exposed:
        if entry.node != use:
            yield entry
            continue
        doc = entry.doc
        for inner in targets.get(entry.field, ()):
            if inner.node in ids:
                yield replace(inner, name=entry.name, node=ids[inner.node], doc=doc or inner.doc)
                doc = ""
