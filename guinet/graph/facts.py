"""What the rules look at: everything derived from a graph once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from guinet.core.errors import GraphError
from guinet.core.loss import Loss
from guinet.core.source import Source
from guinet.core.spec import FieldSpec, as_spec
from guinet.graph.flat import FlatEdge, FlatGraph, FlatNode
from guinet.graph.flatten import Flattening, flatten_fully
from guinet.graph.model import Edge, Graph
from guinet.graph.order import Topology, topology
from guinet.graph.placeholder import Placeholder
from guinet.graph.problem import Severity
from guinet.graph.scopes import Place, inside, place_of
from guinet.graph.shapes import Inference, infer_shapes
from guinet.modules.activation.identity import Identity
from guinet.modules.composite.outlet import Outlet

__all__ = ["Facts", "gather"]


@dataclass(frozen=True)
class Facts:
    """A graph with all that is derived from it.

    Attributes
    ----------
    graph
        As drawn.
    fields
        What the data offer; None if that is not known, and rules about it stay silent.
    flattening
        The executed graph, and what was left out of it.
    topology
        Its order, cycles and reachability.
    inference
        What flows along its edges.
    """

    graph: Graph
    fields: Mapping[str, FieldSpec] | None
    flattening: Flattening
    topology: Topology
    inference: Inference

    @property
    def flat(self) -> FlatGraph:
        """The executed graph."""
        return self.flattening.flat

    @cached_property
    def edge_into(self) -> dict[tuple[str, str], FlatEdge]:
        """The edge into each input port, by path and port."""
        return {(edge.target, edge.target_port): edge for edge in self.flat.edges}

    @cached_property
    def losses(self) -> list[FlatNode]:
        """The losses, in order of insertion."""
        return [node for node in self.flat.nodes.values() if isinstance(node.module, Loss)]

    @cached_property
    def sources(self) -> list[FlatNode]:
        """The nodes that bring fields of the data in."""
        return [node for node in self.flat.nodes.values() if isinstance(node.module, Source)]

    @cached_property
    def placeholders(self) -> list[FlatNode]:
        """What stands in for types that are not installed, or composites that are not there."""
        return [node for node in self.flat.nodes.values() if type(node.module) is Placeholder]

    @cached_property
    def needed(self) -> frozenset[str] | None:
        """Paths that a loss depends on, the losses included; None while there is no loss.

        A type that is not installed may be a loss.
        """
        heads = [node.path for node in (*self.losses, *self.placeholders)]
        return frozenset(self.topology.upstream(heads)) if heads else None

    def severity_at(self, path: str) -> Severity:
        """Return how much a fault of one node matters: one that training passes by only warns."""
        return "error" if self.needed is None or path in self.needed else "warning"

    def place(self, path: str) -> Place:
        """Return where the node of a path was drawn."""
        return place_of(self.graph, self.flat.nodes[path].key)

    def scope_graph(self, place: Place) -> Graph:
        """Return the graph in which a place is."""
        return inside(self.graph, place.scope)

    def drawn_edge(self, edge: FlatEdge) -> tuple[str, Edge]:
        """Return the scope and the drawn edge behind an executed one."""
        source, source_port = self.place(edge.source), edge.source_port
        target, target_port = self.place(edge.target), self.drawn_input(edge.target)
        target_port = target_port or edge.target_port
        if isinstance(self.flat.nodes[edge.source].module, Outlet) and source.use is not None:
            source_port = self.scope_graph(source).nodes[source.node].name
            source = source.use
        # An edge into an Inlet always comes from outside the composite.
        if target.scope != source.scope or target.use != source.use:
            assert target.use is not None
            target_port = self.scope_graph(target).nodes[target.node].name
            target = target.use
        # A bypassed source hands on one value at all its outputs: the input tells which is meant.
        drawn = self.scope_graph(target).edge_into(target.node, target_port)
        if drawn is not None and drawn.source == source.node:
            source_port = drawn.source_port
        return source.scope, Edge(source.node, source_port, target.node, target_port)

    def origin(self, edge: FlatEdge) -> FlatEdge:
        """Return the edge on which a value sets out that identities only hand on to this one."""
        seen: set[str] = set()
        while isinstance(self.flat.nodes[edge.source].module, Identity) and edge.source not in seen:
            seen.add(edge.source)
            edge = self.edge_into.get((edge.source, "x"), edge)
        return edge

    def drawn_input(self, path: str) -> str | None:
        """Return the input port that a bypassed node hands on, None for other nodes."""
        bypass = self.flat.nodes[path].bypass
        return None if bypass is None else bypass.passes or bypass.inputs[0]


def gather(graph: Graph, fields: Mapping[str, FieldSpec | tuple[int, ...]] | None = None) -> Facts:
    """Derive from a graph, in one pass, what window and rules need.

    Raises
    ------
    GraphError
        If it is no graph.
    """
    if not isinstance(graph, Graph):
        raise GraphError(
            f"A {type(graph).__name__} is no graph; take what build() of a GraphBuilder returns, "
            "or the graph of a project."
        )
    specs = None if fields is None else {name: as_spec(spec) for name, spec in fields.items()}
    flattening = flatten_fully(graph)
    found = topology(flattening.flat)
    inference = infer_shapes(flattening.flat, specs, found.order)
    return Facts(graph, specs, flattening, found, inference)
