"""Going into a composite definition and out again.

A scope is the graph in which a node is drawn: ``""`` for the outermost one, else the id of
the composite definition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from guinet.core.errors import GraphError
from guinet.graph.composite import CompositeUse
from guinet.graph.model import Composite, Edge, Graph, Node
from guinet.graph.nesting import has_itself_inside
from guinet.graph.ports import input_ports, output_ports
from guinet.modules.composite.inlet import Inlet
from guinet.modules.composite.outlet import Outlet

__all__ = ["Place", "edit_inside", "inside", "path_of", "place_of", "prune", "walk_scopes"]


class Place(NamedTuple):
    """Where an executed node was drawn.

    Attributes
    ----------
    scope
        The graph it is drawn in.
    node
        Its id there.
    use
        The composite use whose inside that is, or None.
    """

    scope: str
    node: str
    use: Place | None = None


def place_of(graph: Graph, key: str) -> Place:
    """Return where the executed node of that key was drawn.

    Parameters
    ----------
    graph
        The outermost graph.
    key
        Ids from the outside in, see `FlatNode.key`.
    """
    use: Place | None = None
    scope, nodes = "", graph.nodes
    *outer, last = key.split("/")
    for node_id in outer:
        use = Place(scope, node_id, use)
        module = nodes[node_id].module
        assert isinstance(module, CompositeUse)
        scope = module.definition
        nodes = graph.composites[scope].graph.nodes
    return Place(scope, last, use)


def path_of(graph: Graph, key: str) -> str | None:
    """Return the path of a drawn node from its key, None if it is not there.

    Unlike an executed node it may be bypassed, or inside what is.
    """
    nodes = graph.nodes
    names: list[str] = []
    for node_id in key.split("/"):
        node = nodes.get(node_id)
        if node is None:
            return None
        names.append(node.name)
        scope = node.module.definition if isinstance(node.module, CompositeUse) else ""
        nodes = graph.composites[scope].graph.nodes if scope in graph.composites else {}
    return ".".join(names)


def inside(graph: Graph, scope: str) -> Graph:
    """Return the graph of a scope, able to see all composite definitions."""
    if not scope:
        return graph
    return replace(graph.composites[scope].graph, composites=graph.composites)


def walk_scopes(graph: Graph) -> Iterator[tuple[str, str]]:
    """Yield the outermost scope and each definition in use, with what paths there begin with.

    A definition used several times comes once, with the path of its first use.
    """
    if not graph.composites:
        yield "", ""
        return
    seen = {""}
    waiting = [("", "")]
    while waiting:
        scope, path = waiting.pop(0)
        yield scope, path
        for node in inside(graph, scope).nodes.values():
            module = node.module
            if (
                isinstance(module, CompositeUse)
                and module.definition in graph.composites
                and module.definition not in seen
            ):
                seen.add(module.definition)
                waiting.append((module.definition, f"{path}{node.name}."))


def edit_inside(graph: Graph, scope: str, change: Callable[[Graph], Graph]) -> Graph:
    """Return the graph after an edit of one scope.

    Where the edit renames or removes Inlets or Outlets of a definition, the edges at its uses
    follow or go.

    Raises
    ------
    GraphError
        If the edit would put a composite into itself.
    """
    if not scope:
        return change(graph)
    before = graph.composites[scope]
    changed = change(inside(graph, scope))
    composites = dict(changed.composites)
    composites[scope] = replace(before, graph=replace(changed, composites={}))
    if has_itself_inside(composites, scope) and not has_itself_inside(graph.composites, scope):
        raise GraphError(f"{before.name} cannot stand inside itself: it would never end.")
    after = replace(graph, composites=composites)
    after = _rename_ports(after, scope, _renamed(before.graph, changed))
    return prune(after)


def prune(graph: Graph) -> Graph:
    """Drop the edges whose nodes or ports are gone, in every scope."""
    composites = {
        definition: _with_graph(
            composite, _pruned(replace(composite.graph, composites=graph.composites))
        )
        for definition, composite in graph.composites.items()
    }
    edges = _pruned(graph)
    same = all(composites[definition] is graph.composites[definition] for definition in composites)
    if same and edges == graph.edges:
        return graph
    return replace(graph, edges=edges, composites=graph.composites if same else composites)


def _with_graph(composite: Composite, edges: tuple[Edge, ...]) -> Composite:
    if edges == composite.graph.edges:
        return composite
    return replace(composite, graph=replace(composite.graph, edges=edges))


def _pruned(graph: Graph) -> tuple[Edge, ...]:
    sources: dict[str, set[str]] = {}
    targets: dict[str, set[str]] = {}
    for node in graph.nodes.values():
        sources[node.id] = {port.name for port in output_ports(graph, node)}
        targets[node.id] = {port.name for port in input_ports(graph, node)}
    return tuple(
        edge
        for edge in graph.edges
        if edge.source_port in sources.get(edge.source, ())
        and edge.target_port in targets.get(edge.target, ())
    )


Renaming = tuple[Mapping[str, str], Mapping[str, str]]


def _renamed(before: Graph, after: Graph) -> Renaming:
    """Return the new names of Inlets and of Outlets by their old ones."""

    def ends(kind: type[Inlet] | type[Outlet]) -> dict[str, str]:
        return {
            node.name: after.nodes[node.id].name
            for node in before.nodes.values()
            if isinstance(node.module, kind)
            and node.id in after.nodes
            and after.nodes[node.id].name != node.name
        }

    return ends(Inlet), ends(Outlet)


def _rename_ports(graph: Graph, definition: str, names: Renaming) -> Graph:
    inlets, outlets = names
    if not inlets and not outlets:
        return graph

    def follow(nodes: Mapping[str, Node], edges: tuple[Edge, ...]) -> tuple[Edge, ...]:
        uses = {
            node.id
            for node in nodes.values()
            if isinstance(node.module, CompositeUse) and node.module.definition == definition
        }
        return tuple(
            replace(
                edge,
                source_port=outlets.get(edge.source_port, edge.source_port)
                if edge.source in uses
                else edge.source_port,
                target_port=inlets.get(edge.target_port, edge.target_port)
                if edge.target in uses
                else edge.target_port,
            )
            for edge in edges
        )

    composites = {
        key: _with_graph(composite, follow(composite.graph.nodes, composite.graph.edges))
        for key, composite in graph.composites.items()
    }
    return replace(graph, edges=follow(graph.nodes, graph.edges), composites=composites)
