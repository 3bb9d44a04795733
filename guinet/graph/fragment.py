"""Copying part of a graph into the same graph or another one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from guinet.graph.composite import CompositeUse
from guinet.graph.model import Composite, Edge, Graph, Node
from guinet.graph.names import free_id, free_name, name_fault, stem_of

__all__ = ["Fragment", "copy_nodes", "merge_composites", "paste", "used_composites"]


@dataclass(frozen=True)
class Fragment:
    """Nodes, the edges among them, and the composite definitions that they use."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    composites: Mapping[str, Composite] = field(default_factory=dict)


def copy_nodes(graph: Graph, ids: Iterable[str]) -> Fragment:
    """Return the nodes with these ids, in the graph's order, with all that is needed."""
    wanted = set(ids)
    nodes = tuple(node for node_id, node in graph.nodes.items() if node_id in wanted)
    edges = tuple(e for e in graph.edges if e.source in wanted and e.target in wanted)
    return Fragment(nodes, edges, used_composites(graph.composites, nodes))


def paste(graph: Graph, fragment: Fragment) -> tuple[Graph, dict[str, str]]:
    """Add a copy of a fragment.

    Returns
    -------
    graph
        With the copies; names are made unique, edges among the copies kept.
    ids
        From the fragment's ids to those of the copies.
    """
    composites, definitions = merge_composites(graph.composites, fragment.composites)
    nodes = dict(graph.nodes)
    names = {node.name for node in nodes.values()}
    ids: dict[str, str] = {}
    for node in fragment.nodes:
        node_id = ids[node.id] = free_id(nodes.keys(), "n")
        name = node.name
        if name in names or name_fault(name):
            name = free_name(names, name.rstrip("0123456789") or "node")
        if name_fault(name):
            name = free_name(names, stem_of(node.module))
        names.add(name)
        nodes[node_id] = replace(
            node, id=node_id, name=name, module=_renumbered(node, definitions).module
        )
    edges = tuple(
        replace(edge, source=ids[edge.source], target=ids[edge.target])
        for edge in fragment.edges
        if edge.source in ids and edge.target in ids
    )
    return replace(graph, nodes=nodes, edges=(*graph.edges, *edges), composites=composites), ids


def merge_composites(
    own: Mapping[str, Composite], more: Mapping[str, Composite]
) -> tuple[Mapping[str, Composite], dict[str, str]]:
    """Add definitions to others; equal ones are taken once, other ones get a free id.

    Returns
    -------
    composites
        All definitions by id.
    ids
        From the ids in ``more`` to those in the result.
    """
    ids = _known(own, more)
    fresh = [key for key in more if key not in ids]
    taken = set(own)
    for key in fresh:
        ids[key] = key if key not in taken else free_id(taken | set(more), "c")
        taken.add(ids[key])
    merged = dict(own)
    for key in fresh:
        merged[ids[key]] = replace(_with_ids(more[key], ids), id=ids[key])
    return merged, ids


def _known(own: Mapping[str, Composite], more: Mapping[str, Composite]) -> dict[str, str]:
    """Return by id the definitions that both sides have, and their ids in ``own``."""
    ids = {key: key for key in _same(own, more)}
    by_content = {_anonymous(composite): key for key, composite in reversed(list(own.items()))}
    # From those that use no other composite outwards, for ids stand in what is compared.
    while True:
        found = {
            key: by_content[content]
            for key, composite in more.items()
            if key not in ids
            and all(use in ids or use not in more for use in _uses(composite))
            and (content := _anonymous(_with_ids(composite, ids))) in by_content
        }
        if not found:
            return ids
        ids |= found


def _same(own: Mapping[str, Composite], more: Mapping[str, Composite]) -> set[str]:
    """Return the ids that mean the same on both sides, all that they use included."""
    same = {key for key in more if own.get(key) == more[key]}
    while True:
        kept = {
            key for key in same if all(use in same or use not in more for use in _uses(more[key]))
        }
        if kept == same:
            return same
        same = kept


def _uses(composite: Composite) -> Iterable[str]:
    return (
        node.module.definition
        for node in composite.graph.nodes.values()
        if isinstance(node.module, CompositeUse)
    )


def _anonymous(composite: Composite) -> Hashable:
    """Return what makes two definitions equal, whatever their ids."""
    graph = composite.graph
    return composite.name, composite.exposed, tuple(graph.nodes.values()), graph.edges


def _with_ids(composite: Composite, ids: Mapping[str, str]) -> Composite:
    """Return the definition with other ids for those that it uses."""
    graph = composite.graph
    nodes = {key: _renumbered(node, ids) for key, node in graph.nodes.items()}
    return replace(composite, graph=replace(graph, nodes=nodes))


def _renumbered(node: Node, ids: Mapping[str, str]) -> Node:
    module = node.module
    if not isinstance(module, CompositeUse) or module.definition not in ids:
        return node
    return replace(node, module=module.replace(definition=ids[module.definition]))


def used_composites(
    composites: Mapping[str, Composite], nodes: Iterable[Node]
) -> dict[str, Composite]:
    """Return the definitions that nodes use, and those that these use, in the order given."""
    found: dict[str, Composite] = {}
    waiting = list(nodes)
    while waiting:
        module = waiting.pop().module
        if not isinstance(module, CompositeUse) or module.definition in found:
            continue
        composite = composites.get(module.definition)
        if composite is not None:
            found[module.definition] = composite
            waiting.extend(composite.graph.nodes.values())
    # In the order in which they stand, so that equal selections give equal fragments.
    return {
        definition: composite for definition, composite in composites.items() if definition in found
    }
