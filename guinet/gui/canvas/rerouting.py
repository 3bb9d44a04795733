"""Placing points on wires, as one step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from guinet.graph.edits import reroute
from guinet.graph.model import Edge, Graph
from guinet.graph.scopes import edit_inside, inside
from guinet.gui.canvas.face import DOT_PX
from guinet.gui.canvas.layout import move_nodes, snap
from guinet.gui.canvas.words import edge_words

if TYPE_CHECKING:
    from guinet.gui.canvas.scene import CanvasScene

__all__ = ["add_reroutes", "middles"]


def middles(scene: CanvasScene) -> dict[Edge, QPointF]:
    """Return the middle of each selected edge, in the scene."""
    table, edges = scene.layer.table, scene.layer.edges
    chosen = {row: edge for row, edge in enumerate(edges) if edge in scene.selected_edges}
    return {
        edge: QPointF(*table[row, table.shape[1] // 2].tolist()) for row, edge in chosen.items()
    }


def add_reroutes(scene: CanvasScene, points: Mapping[Edge, QPointF]) -> None:
    """Place a point on each of these edges, and select the points.

    Parameters
    ----------
    points
        By edge, where its point should stand.
    """
    editor = scene.editor
    scope = editor.scope
    graph: Graph = inside(editor.project.graph, scope)
    label = f"Add {len(points)} reroute points"
    if len(points) == 1:
        label = f"Add a reroute point on {edge_words(graph, next(iter(points)))}"
    places, added = dict(scene.places()), []
    for edge, point in points.items():
        graph, node = reroute(graph, edge)
        added.append(node.id)
        places[node.id] = (snap(point.x() - DOT_PX / 2), snap(point.y() - DOT_PX / 2))
    project = replace(
        editor.project, graph=edit_inside(editor.project.graph, scope, lambda _: graph)
    )
    project = move_nodes(project, places, scope)
    editor.apply(lambda _: project, label)
    editor.select(added)
    scene.select_edges(())
