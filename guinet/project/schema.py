"""Projects between memory and JSON; every value is checked, every fault names its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guinet.data.spec import DataSpec
from guinet.graph.model import Graph
from guinet.graph.placeholder import Placeholder
from guinet.modules import modules
from guinet.project.annotations import (
    Annotations,
    annotations_from_json,
    annotations_to_json,
)
from guinet.project.cursor import Cursor
from guinet.project.graph_schema import graph_from_json, graph_to_json
from guinet.project.migrations import FORMAT
from guinet.project.project import Layout, Project
from guinet.project.settings_schema import configured_from_json
from guinet.training.recipe import Recipe

__all__ = ["from_json", "layout_from_json", "layout_to_json", "notices", "to_json"]

FARTHEST_PX = 1e7
"""Largest coordinate of a card."""

_TEXT = 20_000


def to_json(project: Project) -> dict[str, Any]:
    """Return a project as JSON of the newest format.

    Positions of nodes that are gone mean nothing and are left out.
    """
    raw: dict[str, Any] = {"format": FORMAT}
    if project.title:
        raw["title"] = project.title
    if project.description:
        raw["description"] = project.description
    raw["data"] = project.data.settings
    raw["recipe"] = project.recipe.settings
    raw |= graph_to_json(project.graph)
    layout = layout_to_json(project.layout, project.graph)
    if layout:
        raw["layout"] = layout
    notes = {
        scope: annotations_to_json(found, _nodes_of(project.graph, scope))
        for scope, found in project.annotations.items()
        if not scope or scope in project.graph.composites
    }
    notes = {scope: found for scope, found in notes.items() if found}
    if notes:
        raw["annotations"] = notes
    return raw


def from_json(raw: Any) -> Project:
    """Build a project from JSON of the newest format.

    Raises
    ------
    FileError
        One sentence with the place, e.g. ``nodes[3].settings.out_features must be a whole
        number, not 2.5.``
    """
    parts = Cursor(raw).members(
        "format nodes", "title description data recipe edges composites layout annotations weights"
    )
    parts["format"].whole(FORMAT, FORMAT)
    graph = graph_from_json(parts)
    return Project(
        graph=graph,
        layout=layout_from_json(parts.get("layout", Cursor({})), graph),
        data=configured_from_json(DataSpec, parts.get("data", Cursor({}, "data"))),
        recipe=configured_from_json(Recipe, parts.get("recipe", Cursor({}, "recipe"))),
        title=parts["title"].text() if "title" in parts else "",
        description=(
            parts["description"].text(_TEXT, lines=True) if "description" in parts else ""
        ),
        annotations=_annotations(parts, graph),
    )


def layout_to_json(layout: Layout, graph: Graph) -> dict[str, dict[str, list[float]]]:
    """Return the positions of the nodes that exist, in pixels."""
    raw: dict[str, dict[str, list[float]]] = {}
    for scope, positions in layout.items():
        nodes = _nodes_of(graph, scope)
        kept = {
            node_id: [_plain(x), _plain(y)]
            for node_id, (x, y) in positions.items()
            if node_id in nodes
        }
        if kept:
            raw[scope] = kept
    return raw


def layout_from_json(cursor: Cursor, graph: Graph) -> dict[str, dict[str, tuple[float, float]]]:
    """Build positions; those of nodes that do not exist are left out."""
    layout: dict[str, dict[str, tuple[float, float]]] = {}
    for scope, positions in cursor.entries():
        nodes = _nodes_of(graph, scope)
        kept = {node_id: _position(item) for node_id, item in positions.entries()}
        kept = {node_id: position for node_id, position in kept.items() if node_id in nodes}
        if kept:
            layout[scope] = kept
    return layout


def _annotations(parts: Mapping[str, Cursor], graph: Graph) -> dict[str, Annotations]:
    found = {
        scope: annotations_from_json(item, _nodes_of(graph, scope))
        for scope, item in parts.get("annotations", Cursor({})).entries()
        if not scope or scope in graph.composites
    }
    return {scope: annotations for scope, annotations in found.items() if annotations}


def notices(project: Project) -> tuple[str, ...]:
    """Return one sentence per module type that only stands in for itself."""
    scopes = [project.graph, *(entry.graph for entry in project.graph.composites.values())]
    found: dict[str, str] = {}
    for graph in scopes:
        for node in graph.nodes.values():
            if isinstance(node.module, Placeholder):
                found[node.module.missing] = _missing(node.module)
    return tuple(found.values())


def _missing(module: Placeholder) -> str:
    kept = "its nodes keep their place, settings and wires, but cannot run."
    if modules.get(module.missing) is None:
        return f"The module {module.missing} is not installed; {kept}"
    return (
        f"The module {module.missing} was saved by a newer release "
        f"(its version {module.raw_version}); {kept}"
    )


def _nodes_of(graph: Graph, scope: str) -> Mapping[str, object]:
    if not scope:
        return graph.nodes
    return graph.composites[scope].graph.nodes if scope in graph.composites else {}


def _position(cursor: Cursor) -> tuple[float, float]:
    numbers = cursor.items(2)
    if len(numbers) != 2:
        raise cursor.error("must be a list of x and y")
    return numbers[0].number(FARTHEST_PX), numbers[1].number(FARTHEST_PX)


def _plain(number: float) -> float:
    # 192 reads better than 192.0, and is the same number.
    return int(number) if float(number).is_integer() else float(number)
