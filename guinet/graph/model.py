"""The graph a person draws, as a frozen value.

Nodes have stable ids, so renaming moves nothing; edges join ports; composite definitions are
graphs themselves, whose ports are their Inlet and Outlet nodes. Every change makes a new
graph that shares what did not change (see `guinet.graph.edits`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from guinet.core.module import Module

__all__ = ["Composite", "Edge", "Exposed", "Graph", "Node"]


@dataclass(frozen=True)
class Node:
    """A module placed in a graph.

    Attributes
    ----------
    id
        Short, unique in its graph, saved, never shown and never changed.
    name
        Unique in its graph, without dots; what people see and paths are made of.
    module
        The module with its hyperparameters. A use of a composite is a `CompositeUse`; a type
        that is not installed is a `Placeholder`.
    share
        Nodes with equal tags and equal shapes share weights and state.
    learning_rate_factor
        What the learning rate of its weights is multiplied by, 0 or more; 0 freezes them. That
        of a composite use multiplies all inside, and of shared weights the smallest counts.
    bypassed
        Whether what arrives is handed on as if the node were a piece of wire, see
        `guinet.graph.bypass`.
    """

    id: str
    name: str
    module: Module
    share: str | None = None
    learning_rate_factor: float = 1.0
    bypassed: bool = False


@dataclass(frozen=True, order=True)
class Edge:
    """From an output port to an input port, by node ids; an input port takes one edge."""

    source: str
    source_port: str
    target: str
    target_port: str


@dataclass(frozen=True)
class Exposed:
    """A hyperparameter of an inner node that each use of the composite can set.

    Several entries may have one name: what a use sets goes to all of them. See
    `guinet.graph.exposed`.

    Attributes
    ----------
    name
        Of the setting.
    node, field
        Id of the inner node, and name of its hyperparameter.
    doc
        What the setting is, for people; that of the first entry of a name counts, and empty is
        that of the hyperparameter. Words, so two composites that differ in them are the same.
    """

    name: str
    node: str
    field: str
    doc: str = dataclass_field(default="", compare=False)


@dataclass(frozen=True)
class Composite:
    """A graph that can be used as a module.

    Its input ports are the names of its Inlet nodes, its output ports those of its Outlet
    nodes, both in the order of the nodes.
    """

    id: str
    name: str
    graph: Graph
    exposed: tuple[Exposed, ...] = ()


@dataclass(frozen=True)
class Graph:
    """Nodes by id in order of insertion, edges, and composite definitions by id.

    Definitions all stand in the outermost graph, however deep they are used; the graph inside
    a definition has none of its own. The mappings are never changed in place.
    """

    nodes: Mapping[str, Node] = dataclass_field(default_factory=dict)
    edges: tuple[Edge, ...] = ()
    composites: Mapping[str, Composite] = dataclass_field(default_factory=dict)

    def by_name(self, name: str) -> Node | None:
        """Return the node of that name, or None."""
        return next((node for node in self.nodes.values() if node.name == name), None)

    def edge_into(self, node: str, port: str) -> Edge | None:
        """Return the edge that ends in an input port, or None."""
        return next((e for e in self.edges if e.target == node and e.target_port == port), None)

    def edges_of(self, node: str) -> Iterator[Edge]:
        """Yield the edges that begin or end at a node."""
        return (edge for edge in self.edges if node in (edge.source, edge.target))
