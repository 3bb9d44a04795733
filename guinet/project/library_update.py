"""Taking over what the library has of a composite by now."""

from __future__ import annotations

from dataclasses import replace

from guinet.core.errors import GraphError
from guinet.graph.composite import CompositeUse
from guinet.graph.definitions import change_uses, composite_of, drop_unused
from guinet.graph.exposed import exposed_targets
from guinet.graph.model import Graph
from guinet.graph.nesting import has_itself_inside
from guinet.graph.scopes import prune
from guinet.project.library import Entry, add_definition, entry_of, read_library
from guinet.project.project import Project

__all__ = ["other_version", "update_from_library"]


def other_version(graph: Graph, definition: str) -> Entry | None:
    """Return what the library has under the name of a definition, if that is another one.

    Parameters
    ----------
    graph
        The outermost graph.
    definition
        Id of the definition.
    """
    composite = graph.composites.get(definition)
    if composite is None or entry_of(graph, definition) is not None:
        return None
    entry = read_library().get(composite.name)
    return entry if entry is not None and entry.name == composite.name else None


def update_from_library(project: Project, definition: str, entry: Entry) -> Project:
    """Let all uses of a definition be uses of what the library has.

    Wires stay at ports of the same name, and so do the settings that both versions expose.

    Raises
    ------
    GraphError
        If the definition is gone, or the library's version holds this one inside.
    """
    old = composite_of(project.graph, definition)
    after, new = add_definition(project, entry)
    if new.definition == definition:
        return project
    kept = exposed_targets(after.graph.composites[new.definition]).keys()

    def exchange(use: CompositeUse) -> CompositeUse:
        values = {name: value for name, value in use.values.items() if name in kept}
        return use.replace(definition=new.definition, values=values)

    graph = change_uses(after.graph, definition, exchange)
    if has_itself_inside(graph.composites, new.definition):
        raise GraphError(f"The library's {entry.name} has this {old.name} inside.")
    graph = drop_unused(project.graph, prune(graph))
    known = {"", *graph.composites}
    return replace(
        after,
        graph=graph,
        layout={scope: each for scope, each in after.layout.items() if scope in known},
        annotations={scope: each for scope, each in after.annotations.items() if scope in known},
    )
