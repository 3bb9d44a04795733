"""Where cards stand: places for nodes that have none, and moving as an edit."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF

from guinet.graph.model import Graph
from guinet.gui.canvas.port_order import with_ports_by_height
from guinet.gui.canvas.tidy.arrange import tidy
from guinet.gui.canvas.tidy.box import Box
from guinet.project.project import Project

__all__ = ["GRID_PX", "free_place", "move_nodes", "place_all", "snap", "whole_step"]

GRID_PX = 8.0
_GAP_X, _GAP_Y = 56.0, 32.0

Point = tuple[float, float]
Sizes = Mapping[str, tuple[float, float]]


def move_nodes(project: Project, positions: Mapping[str, Point], scope: str = "") -> Project:
    """Return the project with these cards at these places (upper left corners, in pixels).

    The ports of a composite follow their cards, see `guinet.gui.canvas.port_order`.
    """
    before = dict(project.layout.get(scope, {}))
    after = before | {id: (float(x), float(y)) for id, (x, y) in positions.items()}
    if after == before:
        return project
    moved = {id for id, (_, y) in after.items() if id not in before or before[id][1] != y}
    project = replace(project, layout={**project.layout, scope: after})
    return with_ports_by_height(project, scope, moved)


def snap(value: float) -> float:
    """Return the nearest line of the grid."""
    return GRID_PX * round(value / GRID_PX)


def whole_step(corner: Point, step: QPointF) -> Point:
    """Return a step of the hand that ends on a whole pixel: a file is read by people, too."""
    x, y = corner
    return round(x + step.x()) - x, round(y + step.y()) - y


def place_all(
    graph: Graph, known: Mapping[str, Point], boxes: Mapping[str, Box]
) -> dict[str, Point]:
    """Return a place for every node.

    A node without one comes to stand between its neighbours, or to the right of its sources;
    a graph without any is laid out as a whole. Cards that have a place keep it, and
    nothing overlaps.

    Parameters
    ----------
    graph
        The graph that is drawn.
    known
        Places that are given.
    boxes
        Size and ports of each card.
    """
    places = {id: known[id] for id in graph.nodes if id in known}
    if not places:
        return tidy(graph, boxes)
    sizes = {id: (box.width, box.height) for id, box in boxes.items()}
    taken = [_rect(places[id], sizes[id]) for id in places]
    depths = _depths(graph)
    missing = [id for id in graph.nodes if id not in places]
    for id in sorted(missing, key=depths.__getitem__):
        wanted = _beside(graph, id, places, sizes)
        places[id] = free_place(wanted, sizes[id], taken)
        taken.append(_rect(places[id], sizes[id]))
    return places


def free_place(
    wanted: Point, size: tuple[float, float], taken: list[QRectF], room: QRectF | None = None
) -> Point:
    """Return the wanted place on the grid, moved down past whatever stands there.

    With ``room``, columns to the right and to the left are tried before the place lies
    outside of it.
    """
    first = _below(wanted, size, taken)
    if room is None:
        return first
    column = size[0] + _GAP_X
    columns = math.ceil(room.width() / column)
    steps = (0, *range(1, columns + 1), *range(-1, -columns - 1, -1))
    for y in (wanted[1], room.top() + GRID_PX):
        for step in steps:
            place = _below((wanted[0] + step * column, y), size, taken)
            if room.contains(_rect(place, size)):
                return place
    return first


def _below(wanted: Point, size: tuple[float, float], taken: list[QRectF]) -> Point:
    x, y = snap(wanted[0]), snap(wanted[1])
    margin = 16.0
    while True:
        rect = _rect((x, y), size).adjusted(-margin, -margin, margin, margin)
        below = [other.bottom() for other in taken if other.intersects(rect)]
        if not below:
            return x, y
        y = snap(max(below) + _GAP_Y)


def _beside(graph: Graph, id: str, places: Mapping[str, Point], sizes: Sizes) -> Point:
    width, _ = sizes[id]
    sources = [e.source for e in graph.edges if e.target == id and e.source in places]
    targets = [e.target for e in graph.edges if e.source == id and e.target in places]
    right = max((places[s][0] + sizes[s][0] for s in sources), default=0.0)
    left = min((places[t][0] for t in targets), default=0.0)
    around = [places[n][1] for n in (*sources, *targets)]
    height = sum(around) / len(around) if around else 0.0
    if sources and targets and left > right:
        return (right + left - width) / 2, height
    if sources:
        return right + _GAP_X, height
    if targets:
        return left - _GAP_X - width, height
    bottom = max(places[n][1] + sizes[n][1] for n in places)
    return min(x for x, _ in places.values()), bottom + _GAP_Y


def _depths(graph: Graph) -> dict[str, int]:
    """Return the longest way from a source to each node; what is on a cycle stays shallow."""
    feeds: dict[str, list[str]] = {id: [] for id in graph.nodes}
    waiting = dict.fromkeys(graph.nodes, 0)
    for edge in graph.edges:
        if edge.source in feeds and edge.target in feeds:
            feeds[edge.source].append(edge.target)
            waiting[edge.target] += 1
    depths = dict.fromkeys(graph.nodes, 0)
    ready = [id for id, count in waiting.items() if count == 0]
    for id in ready:
        for target in feeds[id]:
            depths[target] = max(depths[target], depths[id] + 1)
            waiting[target] -= 1
            if waiting[target] == 0:
                ready.append(target)
    # A target joins the network late: it stands just before what reads it.
    fed = {edge.target for edge in graph.edges}
    for id in graph.nodes:
        if feeds[id] and id not in fed:
            depths[id] = max(0, min(depths[target] for target in feeds[id]) - 1)
    return depths


def _rect(place: Point, size: tuple[float, float]) -> QRectF:
    return QRectF(*place, *size)
