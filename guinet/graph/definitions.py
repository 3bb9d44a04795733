"""Edits of composite definitions as a whole: their uses, names, ports, and their end."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from guinet.core.errors import GraphError
from guinet.graph.composite import CompositeUse
from guinet.graph.fragment import used_composites
from guinet.graph.model import Composite, Graph, Node
from guinet.graph.names import free_id, name_fault
from guinet.graph.scopes import edit_inside, inside
from guinet.modules import modules

__all__ = [
    "change_uses",
    "composite_of",
    "drop_unused",
    "free_composite_name",
    "make_unique",
    "rename_composite",
    "reorder_ports",
    "require_composite_name",
    "uses_of",
]


def composite_of(graph: Graph, definition: str) -> Composite:
    """Return a definition.

    Raises
    ------
    GraphError
        If there is none of that id.
    """
    composite = graph.composites.get(definition)
    if composite is None:
        raise GraphError("The composite is not defined in the graph any more.")
    return composite


def uses_of(graph: Graph, definition: str) -> Iterator[tuple[str, Node]]:
    """Yield scope and node of every use of a definition, those inside definitions included."""
    scopes = [("", graph), *((key, composite.graph) for key, composite in graph.composites.items())]
    for scope, inner in scopes:
        for node in inner.nodes.values():
            if isinstance(node.module, CompositeUse) and node.module.definition == definition:
                yield scope, node


def change_uses(
    graph: Graph, definition: str, change: Callable[[CompositeUse], CompositeUse]
) -> Graph:
    """Return the graph with every use of a definition exchanged; see `uses_of`."""
    composites = {
        key: replace(
            composite,
            graph=replace(composite.graph, nodes=_changed(composite.graph, definition, change)),
        )
        for key, composite in graph.composites.items()
    }
    return replace(graph, nodes=_changed(graph, definition, change), composites=composites)


def make_unique(graph: Graph, use_id: str, *, scope: str = "") -> tuple[Graph, str]:
    """Give a use a definition of its own, equal to the one that it shared with other uses.

    Parameters
    ----------
    graph
        The outermost graph.
    use_id, scope
        The use, and the scope in which it is drawn.

    Returns
    -------
    graph
        With the copy; as it was if this is the only use.
    definition
        Id of what the use is now a use of. Its nodes have the ids that they had.

    Raises
    ------
    GraphError
        If the node is no use of a composite of the graph.
    """
    node = inside(graph, scope).nodes.get(use_id)
    if node is None or not isinstance(node.module, CompositeUse):
        raise GraphError("Only a composite can be made independent of others.")
    composite = composite_of(graph, node.module.definition)
    if sum(1 for _ in uses_of(graph, composite.id)) < 2:
        return graph, composite.id
    own = free_id(graph.composites.keys(), "c")
    copy = replace(composite, id=own, name=free_composite_name(graph, composite.name))
    graph = replace(graph, composites={**graph.composites, own: copy})
    changed = replace(node, module=node.module.replace(definition=own))

    def exchange(inner: Graph) -> Graph:
        return replace(inner, nodes={**inner.nodes, use_id: changed})

    return edit_inside(graph, scope, exchange), own


def rename_composite(graph: Graph, definition: str, name: str) -> Graph:
    """Give a composite another name; the names of its uses stay.

    Raises
    ------
    GraphError
        If the name is not acceptable, or that of a module or of another composite.
    """
    composite = composite_of(graph, definition)
    if composite.name == name:
        return graph
    require_composite_name(graph, name)
    renamed = replace(composite, name=name)
    return replace(graph, composites={**graph.composites, definition: renamed})


def reorder_ports(graph: Graph, definition: str, ids: Sequence[str]) -> Graph:
    """Put ports of a composite into another order.

    Parameters
    ----------
    graph
        The outermost graph.
    definition
        Id of the definition.
    ids
        Ids of its Inlets, or of its Outlets, in the order wanted.

    Raises
    ------
    GraphError
        If one of them is not there, or comes twice.
    """
    composite = composite_of(graph, definition)
    nodes = composite.graph.nodes
    if len(set(ids)) < len(ids) or not set(ids) <= nodes.keys():
        raise GraphError(f"The ports of {composite.name} have changed; try again.")
    wanted = iter(ids)
    order = [next(wanted) if key in set(ids) else key for key in nodes]
    inner = replace(composite.graph, nodes={key: nodes[key] for key in order})
    return replace(
        graph, composites={**graph.composites, definition: replace(composite, graph=inner)}
    )


def drop_unused(before: Graph, after: Graph) -> Graph:
    """Drop the definitions that an edit has left without any use.

    Parameters
    ----------
    before, after
        The outermost graph before and after the edit. A definition that had no use before, such
        as one that was just made, stays.
    """
    lost = _used(before).keys() - _used(after).keys()
    if not lost:
        return after
    kept = [c for key, c in after.composites.items() if key not in lost]
    needed = used_composites(
        after.composites, [node for composite in kept for node in composite.graph.nodes.values()]
    )
    composites = {
        key: composite
        for key, composite in after.composites.items()
        if key not in lost or key in needed
    }
    return replace(after, composites=composites)


def require_composite_name(graph: Graph, name: str) -> None:
    """Refuse a name that no new composite may have.

    Raises
    ------
    GraphError
        If it is not acceptable, or that of a module or of another composite.
    """
    fault = name_fault(name)
    if fault:
        raise GraphError(f"A composite's name {fault}.")
    if name in _names_taken(graph):
        raise GraphError(f"There is a module named {name} already; choose another name.")


def free_composite_name(graph: Graph, wish: str) -> str:
    """Return a name for a new composite: the wish, or the wish with a number."""
    taken = _names_taken(graph)
    number, name = 1, wish
    while name in taken:
        number += 1
        name = f"{wish} {number}"
    return name


def _names_taken(graph: Graph) -> Collection[str]:
    return {*modules.types(), *(composite.name for composite in graph.composites.values())}


def _used(graph: Graph) -> dict[str, Composite]:
    return used_composites(graph.composites, graph.nodes.values())


def _changed(
    graph: Graph, definition: str, change: Callable[[CompositeUse], CompositeUse]
) -> Mapping[str, Node]:
    changed: dict[str, Node] = {}
    for key, node in graph.nodes.items():
        module = node.module
        if isinstance(module, CompositeUse) and module.definition == definition:
            changed[key] = replace(node, module=change(module))
    # What has no use in it stays the same object, which makes differences quick to find.
    return {**graph.nodes, **changed} if changed else graph.nodes
