"""The order in which a composite's uses show what they can set."""

from __future__ import annotations

from dataclasses import replace

from guinet.graph.definitions import composite_of
from guinet.graph.model import Graph

__all__ = ["move_exposed"]


def move_exposed(graph: Graph, definition: str, name: str, by: int) -> Graph:
    """Move a setting up (−1) or down (+1) among those that a composite exposes.

    Parameters
    ----------
    graph
        The outermost graph.
    definition
        Id of the definition.
    name
        Of the setting; at the end of the list, or not among them, nothing changes.
    by
        How many places.

    Raises
    ------
    GraphError
        If there is no such definition.
    """
    composite = composite_of(graph, definition)
    names = list(dict.fromkeys(entry.name for entry in composite.exposed))
    if name not in names:
        return graph
    place = names.index(name)
    names.insert(max(0, place + by), names.pop(place))
    entries = tuple(entry for each in names for entry in composite.exposed if entry.name == each)
    if entries == composite.exposed:
        return graph
    changed = replace(composite, exposed=entries)
    return replace(graph, composites={**graph.composites, definition: changed})
