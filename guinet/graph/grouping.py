"""Making a composite of nodes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from guinet.core.errors import GraphError
from guinet.graph.composite import CompositeUse
from guinet.graph.definitions import free_composite_name, require_composite_name
from guinet.graph.model import Composite, Edge, Exposed, Graph, Node
from guinet.graph.names import free_id, free_name, stem_of, unique_name
from guinet.graph.ports import input_ports, output_ports
from guinet.graph.reach import downstream, upstream
from guinet.graph.scopes import edit_inside, inside
from guinet.graph.sharing import share_kind
from guinet.modules.composite.inlet import Inlet
from guinet.modules.composite.outlet import Outlet

__all__ = ["Grouped", "group"]

Output = tuple[str, str]
"""Id of a node, and name of one of its output ports."""


class Grouped(NamedTuple):
    """What became of nodes that were made a composite; they keep their ids inside.

    Attributes
    ----------
    graph
        The outermost graph.
    use
        Id of the use that stands where the nodes stood.
    definition
        Id of the new definition, which is the scope of the nodes now.
    inlets
        Ids of the new Inlets inside, with the output outside that each hands on.
    outlets
        Ids of the new Outlets inside, with the output inside that each hands on.
    """

    graph: Graph
    use: str
    definition: str
    inlets: Mapping[str, Output]
    outlets: Mapping[str, Output]


def group(graph: Graph, ids: Iterable[str], name: str | None = None, *, scope: str = "") -> Grouped:
    """Make nodes a composite, and put a use of it in their place.

    Names, ids, settings, share tags and learning-rate factors stay, and so do the hyperparameters
    that the scope exposes; what is computed is the same. Each output outside that the nodes
    read becomes an Inlet, each output of theirs that is read outside an Outlet.

    Parameters
    ----------
    graph
        The outermost graph.
    ids
        Of the nodes; those that are not there are passed over.
    name
        What people call the composite; None for an automatic name.
    scope
        The scope in which the nodes are drawn.

    Raises
    ------
    GraphError
        If there is nothing to group, a wire would lead out of the composite and back, weights
        would no longer be shared, a port of a composite is among the nodes, or the name is
        taken.
    """
    outer = inside(graph, scope)
    wanted = set(ids)
    members = [node for key, node in outer.nodes.items() if key in wanted]
    _require_groupable(outer, members)
    if name is None:
        name = free_composite_name(graph, "Group")
    else:
        require_composite_name(graph, name)
    border = _Border(outer, members)
    definition = free_id(graph.composites.keys(), "c")
    exposed, left = _exposures(graph, scope, border, new_use := free_id(outer.nodes.keys(), "n"))
    composite = Composite(definition, name, border.inner(), exposed)
    graph = replace(graph, composites={**graph.composites, definition: composite})
    module = CompositeUse(definition=definition)
    rest = replace(outer, nodes={k: n for k, n in outer.nodes.items() if k not in border.members})
    use = Node(new_use, unique_name(rest, stem_of(module, graph)), module)
    graph = edit_inside(graph, scope, lambda inner: border.outer(inner, use))
    if left is not None:
        graph = replace(
            graph,
            composites={**graph.composites, scope: replace(graph.composites[scope], exposed=left)},
        )
    return Grouped(graph, use.id, definition, border.inlet_sources, border.outlet_sources)


def _require_groupable(graph: Graph, members: Sequence[Node]) -> None:
    if not members:
        raise GraphError("There is nothing to group; select the nodes first.")
    for node in members:
        if isinstance(node.module, Inlet | Outlet):
            raise GraphError(
                f"{node.name} is a port of the composite around it and cannot move into another."
            )
    ids = {node.id for node in members}
    between = (downstream(graph, ids) & upstream(graph, ids)) - ids
    if between:
        name = next(node.name for key, node in graph.nodes.items() if key in between)
        raise GraphError(
            f"{name} stands between these nodes: it reads one of them and leads to another. "
            "Select it as well, or fewer nodes."
        )
    tags = {(node.share, share_kind(node.module)): node for node in members if node.share}
    for key, node in graph.nodes.items():
        twin = tags.get((node.share, share_kind(node.module))) if node.share else None
        if key not in ids and twin is not None:
            raise GraphError(
                f"{twin.name} shares its weights with {node.name}, which would stay outside. "
                "Select both, or let them stop sharing."
            )


class _Border:
    """Cuts a graph in two along the border of some nodes."""

    def __init__(self, graph: Graph, members: Sequence[Node]) -> None:
        self._graph = graph
        self.members = {node.id: node for node in members}
        self._taken_ids = set(graph.nodes)
        self._taken_names = {node.name for node in members}
        self.inlets: dict[Output, Node] = {}
        self.outlets: dict[Output, Node] = {}
        for edge in self._entering():
            output = edge.source, edge.source_port
            if output not in self.inlets:
                self.inlets[output] = self._port(Inlet(), self._inlet_name(*output))
        for output in self._left_by():
            if output not in self.outlets:
                name = f"{self.members[output[0]].name}_{output[1]}"
                self.outlets[output] = self._port(Outlet(), name)

    @property
    def inlet_sources(self) -> dict[str, Output]:
        return {node.id: output for output, node in self.inlets.items()}

    @property
    def outlet_sources(self) -> dict[str, Output]:
        return {node.id: output for output, node in self.outlets.items()}

    def inner(self) -> Graph:
        """Return the inside."""
        edges = [
            Edge(source, port, outlet.id, "x") for (source, port), outlet in self.outlets.items()
        ]
        for edge in self._graph.edges:
            if edge.target not in self.members:
                continue
            if edge.source not in self.members:
                inlet = self.inlets[edge.source, edge.source_port]
                edge = replace(edge, source=inlet.id, source_port="y")
            edges.append(edge)
        nodes = (*self.inlets.values(), *self.members.values(), *self.outlets.values())
        return Graph({node.id: node for node in nodes}, tuple(edges))

    def outer(self, graph: Graph, use: Node) -> Graph:
        """Return the graph around it, with a use where the first of the nodes stood."""
        first = next(iter(self.members))
        nodes: dict[str, Node] = {}
        for key, node in graph.nodes.items():
            if key == first:
                nodes[use.id] = use
            elif key not in self.members:
                nodes[key] = node
        edges: dict[Edge, None] = {}
        for edge in graph.edges:
            into, out = edge.target in self.members, edge.source in self.members
            if into and not out:
                inlet = self.inlets[edge.source, edge.source_port]
                edges[replace(edge, target=use.id, target_port=inlet.name)] = None
            elif out and not into:
                outlet = self.outlets[edge.source, edge.source_port]
                edges[replace(edge, source=use.id, source_port=outlet.name)] = None
            elif not out:
                edges[edge] = None
        return replace(graph, nodes=nodes, edges=tuple(edges))

    def _entering(self) -> list[Edge]:
        """Return the edges into the nodes in the order in which the inputs stand there."""
        place = {
            (node.id, port.name): (row, column)
            for row, node in enumerate(self.members.values())
            for column, port in enumerate(input_ports(self._graph, node))
        }
        entering = [
            edge
            for edge in self._graph.edges
            if edge.target in self.members and edge.source not in self.members
        ]
        return sorted(entering, key=lambda edge: place[edge.target, edge.target_port])

    def _left_by(self) -> list[Output]:
        read = {
            (edge.source, edge.source_port)
            for edge in self._graph.edges
            if edge.source in self.members and edge.target not in self.members
        }
        return [
            (node.id, port.name)
            for node in self.members.values()
            for port in output_ports(self._graph, node)
            if (node.id, port.name) in read
        ]

    def _inlet_name(self, source: str, port: str) -> str:
        node = self._graph.nodes[source]
        return node.name if len(output_ports(self._graph, node)) == 1 else f"{node.name}_{port}"

    def _port(self, module: Inlet | Outlet, wish: str) -> Node:
        name = free_name(self._taken_names, wish) if wish in self._taken_names else wish
        # Ids unlike any outside, so that whoever is moved out again keeps his own.
        node = Node(free_id(self._taken_ids, "n"), name, module)
        self._taken_ids.add(node.id)
        self._taken_names.add(name)
        return node


def _exposures(
    graph: Graph, scope: str, border: _Border, use: str
) -> tuple[tuple[Exposed, ...], tuple[Exposed, ...] | None]:
    """Return what the new composite exposes, and what the scope around exposes then."""
    if not scope:
        return (), None
    before = graph.composites[scope].exposed
    inner = tuple(entry for entry in before if entry.node in border.members)
    outer = dict.fromkeys(
        replace(entry, node=use, field=entry.name) if entry.node in border.members else entry
        for entry in before
    )
    return inner, tuple(outer)
