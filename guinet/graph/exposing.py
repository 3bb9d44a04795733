"""Edits of the settings that a composite exposes, and of what its uses set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from guinet.core.errors import GraphError
from guinet.graph.composite import CompositeUse, with_setting
from guinet.graph.definitions import change_uses, composite_of, uses_of
from guinet.graph.exposed import Target, entries_of
from guinet.graph.model import Composite, Exposed, Graph
from guinet.graph.names import free_name, name_fault

__all__ = ["expose", "rename_exposed", "unexpose"]


def expose(
    graph: Graph, definition: str, node: str, field: str, name: str | None = None, doc: str = ""
) -> Graph:
    """Let the uses of a composite set a hyperparameter of a node inside.

    Parameters
    ----------
    graph
        The outermost graph.
    definition
        Id of the definition.
    node, field
        Id of the node inside, and name of its hyperparameter.
    name
        Of the setting; one that there is already sets this hyperparameter as well. None for an
        automatic name.
    doc
        What it is, in a line; empty for that of the hyperparameter.

    Raises
    ------
    GraphError
        If there is no such hyperparameter, it is exposed already, the name is not acceptable,
        or stands for a setting of another kind or value.
    """
    composite = composite_of(graph, definition)
    inner = composite.graph.nodes.get(node)
    if inner is None:
        raise GraphError(f"The node to expose is not in {composite.name} any more.")
    taken = {entry.name for entry in composite.exposed}
    if name is None:
        name = field if field not in taken else f"{inner.name}_{field}"
        name = free_name(taken, name) if name in taken else name
    _require_name(name)
    entry = Exposed(name, node, field, doc)
    concerned = [
        e for e in composite.exposed if e.name == name or (e.node, e.field) == (node, field)
    ]
    entries_of(composite.graph, graph.composites, (*concerned, entry))
    return _with_entries(graph, composite, (*composite.exposed, entry))


def unexpose(graph: Graph, definition: str, name: str, target: Target | None = None) -> Graph:
    """Take a setting back from the uses of a composite.

    Where all uses set one value, the node inside has that value afterwards, and nothing that is
    computed changes; else it keeps its own. What composites around expose of it goes as well.

    Parameters
    ----------
    graph
        The outermost graph.
    definition
        Id of the definition.
    name
        Of the setting.
    target
        Id of a node inside and its hyperparameter, for that one alone; None for all to which
        the setting goes.

    Raises
    ------
    GraphError
        If there is no such setting.
    """
    composite = composite_of(graph, definition)
    gone = [
        entry
        for entry in composite.exposed
        if entry.name == name and target in (None, (entry.node, entry.field))
    ]
    if not gone:
        raise GraphError(f"{composite.name} exposes no {name} there any more.")
    left = tuple(entry for entry in composite.exposed if entry not in gone)
    ends = all(entry.name != name for entry in left)
    if ends:
        for outer, entry in list(_around(graph, definition, name)):
            graph = unexpose(graph, outer.id, entry.name, (entry.node, entry.field))
        composite = graph.composites[definition]
    composite = _with_common_value(graph, composite, gone)
    graph = _with_entries(graph, composite, left)
    return change_uses(graph, definition, lambda use: _without(use, name)) if ends else graph


def rename_exposed(graph: Graph, definition: str, old: str, new: str) -> Graph:
    """Give a setting another name; what uses set, and composites around expose, follows.

    Raises
    ------
    GraphError
        If there is no such setting, or the name is taken or not acceptable.
    """
    composite = composite_of(graph, definition)
    names = {entry.name for entry in composite.exposed}
    if old not in names:
        raise GraphError(f"{composite.name} exposes no {old} any more.")
    if old == new:
        return graph
    _require_name(new)
    if new in names:
        raise GraphError(f"{composite.name} has a setting {new} already; choose another name.")
    around = list(_around(graph, definition, old))
    graph = _with_entries(
        graph,
        composite,
        tuple(replace(e, name=new) if e.name == old else e for e in composite.exposed),
    )
    for outer, entry in around:
        now = graph.composites[outer.id]
        entries = tuple(replace(e, field=new) if e == entry else e for e in now.exposed)
        graph = _with_entries(graph, now, entries)
    return change_uses(graph, definition, lambda use: _renamed(use, old, new))


def _require_name(name: str) -> None:
    fault = name_fault(name)
    if fault:
        raise GraphError(f"A setting's name {fault}.")


def _with_entries(graph: Graph, composite: Composite, entries: tuple[Exposed, ...]) -> Graph:
    changed = replace(composite, exposed=entries)
    return replace(graph, composites={**graph.composites, composite.id: changed})


def _around(graph: Graph, definition: str, name: str) -> Iterator[tuple[Composite, Exposed]]:
    """Yield what other composites expose of a setting of their uses of this one."""
    uses = {(scope, node.id) for scope, node in uses_of(graph, definition)}
    for outer in graph.composites.values():
        for entry in outer.exposed:
            if (outer.id, entry.node) in uses and entry.field == name:
                yield outer, entry


def _with_common_value(graph: Graph, composite: Composite, gone: list[Exposed]) -> Composite:
    """Give the nodes inside the value that all uses set, if they do."""
    uses = [node.module for _, node in uses_of(graph, composite.id)]
    values: list[Any] = [
        use.values[gone[0].name]
        for use in uses
        if isinstance(use, CompositeUse) and gone[0].name in use.values
    ]
    if not values or len(values) < len(uses) or any(value != values[0] for value in values):
        return composite
    nodes = dict(composite.graph.nodes)
    for entry in gone:
        node = nodes.get(entry.node)
        if node is not None:
            changed = with_setting(node.module, entry.field, values[0])
            nodes[entry.node] = replace(node, module=changed)
    return replace(composite, graph=replace(composite.graph, nodes=nodes))


def _without(use: CompositeUse, name: str) -> CompositeUse:
    return use.replace(values={key: value for key, value in use.values.items() if key != name})


def _renamed(use: CompositeUse, old: str, new: str) -> CompositeUse:
    values = {new if key == old else key: value for key, value in use.values.items()}
    return use.replace(values=values)
