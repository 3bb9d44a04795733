"""A composite definition that stands by itself, and how it comes into a graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from guinet.core.errors import GraphError
from guinet.graph.composite import CompositeUse
from guinet.graph.fragment import merge_composites, used_composites
from guinet.graph.model import Composite, Graph

__all__ = ["Definition", "adopt", "definition_of"]


@dataclass(frozen=True)
class Definition:
    """A composite with all that is needed to use it anywhere.

    Attributes
    ----------
    composite
        The definition.
    needed
        The definitions of the composites that it uses inside, by id.
    """

    composite: Composite
    needed: Mapping[str, Composite] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What people call the composite."""
        return self.composite.name

    @property
    def composites(self) -> dict[str, Composite]:
        """All definitions by id, the composite itself as the last one."""
        return {**self.needed, self.composite.id: self.composite}

    @property
    def use(self) -> CompositeUse:
        """A use that leaves every setting alone."""
        return CompositeUse(definition=self.composite.id)


def definition_of(graph: Graph, composite_id: str) -> Definition:
    """Return a definition of a graph together with those that it needs.

    Raises
    ------
    GraphError
        If the graph has no such definition.
    """
    composite = graph.composites.get(composite_id)
    if composite is None:
        raise GraphError("The composite is not defined in the graph any more.")
    needed = used_composites(graph.composites, composite.graph.nodes.values())
    needed.pop(composite_id, None)
    return Definition(composite, needed)


def adopt(graph: Graph, definition: Definition) -> tuple[Graph, dict[str, str]]:
    """Add a definition to a graph; what the graph has already, under any id, is used.

    Returns
    -------
    graph
        With the definition.
    ids
        From the ids in the definition to those in the graph.
    """
    composites, ids = merge_composites(graph.composites, definition.composites)
    if len(composites) == len(graph.composites):
        return graph, ids
    return replace(graph, composites=composites), ids
