"""Projects in which nodes became a composite, or a composite became nodes, cards included."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QRectF

from guinet.core.spec import FieldSpec
from guinet.graph.composite import CompositeUse
from guinet.graph.definitions import free_composite_name, make_unique
from guinet.graph.grouping import group
from guinet.graph.model import Graph
from guinet.graph.scopes import inside
from guinet.graph.standpoint import Standpoint, stand
from guinet.graph.ungrouping import ungroup
from guinet.gui.canvas.composites.drawn import moved_in, moved_out
from guinet.gui.canvas.composites.places import group_places, room_for, use_place
from guinet.gui.canvas.layout import Point, move_nodes
from guinet.gui.canvas.measure import measure
from guinet.modules.composite.inlet import Inlet
from guinet.modules.composite.outlet import Outlet
from guinet.project.annotations import Annotations
from guinet.project.project import Project

__all__ = ["grouped", "ungrouped", "with_own"]

Fields = Mapping[str, FieldSpec]
_STEM = "Block"


def grouped(
    project: Project,
    standpoint: Standpoint,
    ids: Iterable[str],
    rects: Mapping[str, QRectF],
    fields: Fields,
) -> tuple[Project, str]:
    """Make nodes a composite.

    Parameters
    ----------
    project
        The project.
    standpoint
        From where the nodes are seen.
    ids
        Which ones; ports of the composite around them stay where they are.
    rects
        All cards that are seen, by id.
    fields
        What the data offer.

    Returns
    -------
    project
        With the composite.
    use
        Id of the node that stands for it.

    Raises
    ------
    GraphError
        If these nodes cannot be a composite.
    """
    graph, scope = project.graph, standpoint.scope
    name = free_composite_name(graph, _STEM)
    chosen = _without_ports(inside(graph, scope), ids)
    made = group(graph, chosen, name, scope=scope)
    inner = made.graph.composites[made.definition].graph
    members = {id: rects[id] for id in inner.nodes if id in rects}
    others = {id: rect for id, rect in rects.items() if id not in members}
    kept = {id: (rect.left(), rect.top()) for id, rect in others.items()}
    places = {scope: kept, made.definition: group_places(made, members)}
    after = replace(project, graph=made.graph, layout={**project.layout, **places})
    after = moved_in(after, scope, made.definition, members.keys(), rects)
    _, frame = measure(after, fields, standpoint, (made.use,))[made.use]
    place = use_place(members.values(), (frame.width, frame.height), others.values())
    return move_nodes(after, {made.use: place}, scope), made.use


def ungrouped(
    project: Project,
    standpoint: Standpoint,
    use_id: str,
    rects: Mapping[str, QRectF],
    fields: Fields,
) -> tuple[Project, dict[str, QRectF], list[str]]:
    """Put the inside of a composite in the place of one of its uses.

    Parameters are those of `grouped`, with the id of the use.

    Returns
    -------
    project
        With the nodes.
    rects
        All cards that are seen then.
    ids
        Of the nodes that came.

    Raises
    ------
    GuinetError
        If it cannot be taken apart.
    """
    scope = standpoint.scope
    use = inside(project.graph, scope).nodes[use_id].module
    graph, ids = ungroup(project.graph, use_id, scope=scope)
    assert isinstance(use, CompositeUse)
    drawn = project.layout.get(use.definition, {})
    known = {ids[id]: place for id, place in drawn.items() if id in ids}
    after = _without_lost(replace(project, graph=graph))
    outer = inside(graph, scope)
    new = list(ids.values())
    came = set(new)
    part = Graph(
        {id: outer.nodes[id] for id in new},
        tuple(e for e in outer.edges if e.source in came and e.target in came),
    )
    others = {id: rect for id, rect in rects.items() if id != use_id}
    frames = measure(after, fields, standpoint, new)
    sizes = {id: (frame.width, frame.height) for id, (_, frame) in frames.items()}
    places = room_for(part, known, sizes, rects[use_id], others)
    after = replace(after, layout={**after.layout, scope: places})
    shift = _shift(known, places)
    inner = project.annotations.get(use.definition, Annotations())
    seen = {id: QRectF(*place, *_size(id, sizes, others)) for id, place in places.items()}
    return moved_out(after, scope, inner, ids, shift), seen, new


def with_own(project: Project, uses: Sequence[str]) -> Project:
    """Give a use a definition of its own, with all that is drawn of it.

    Parameters
    ----------
    project
        The project.
    uses
        Ids from the outside in; the last is the one that it is about.

    Raises
    ------
    GraphError
        If it is no composite.
    """
    outer, shared = stand(project.graph, uses[:-1]), stand(project.graph, uses).scope
    graph, own = make_unique(project.graph, uses[-1], scope=outer.scope)
    if own == shared:
        return project
    project = replace(project, graph=graph)
    if shared in project.layout:
        project = replace(project, layout={**project.layout, own: project.layout[shared]})
    if shared in project.annotations:
        drawn = {**project.annotations, own: project.annotations[shared]}
        project = replace(project, annotations=drawn)
    return project


def _without_ports(graph: Graph, ids: Iterable[str]) -> list[str]:
    """Leave the ports of the composite around out, unless nothing else was chosen."""
    chosen = [id for id in ids if id in graph.nodes]
    inner = [id for id in chosen if not isinstance(graph.nodes[id].module, Inlet | Outlet)]
    return inner or chosen


def _without_lost(project: Project) -> Project:
    """Forget what was drawn of definitions that are gone."""
    known = {"", *project.graph.composites}
    return replace(
        project,
        layout={scope: each for scope, each in project.layout.items() if scope in known},
        annotations={scope: each for scope, each in project.annotations.items() if scope in known},
    )


def _size(id: str, sizes: Mapping[str, Point], rects: Mapping[str, QRectF]) -> Point:
    return sizes[id] if id in sizes else (rects[id].width(), rects[id].height())


def _shift(before: Mapping[str, Point], after: Mapping[str, Point]) -> Point:
    for id, (x, y) in before.items():
        return after[id][0] - x, after[id][1] - y
    return 0.0, 0.0
