"""Tidying a graph, or some of its nodes: the layered layout as others call it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from guinet.graph.model import Graph
from guinet.gui.canvas.tidy.box import Box, Point, around, on_grid
from guinet.gui.canvas.tidy.clear import clear_of
from guinet.gui.canvas.tidy.frames import draw_frame, nest
from guinet.modules.composite.inlet import Inlet
from guinet.modules.composite.outlet import Outlet

__all__ = ["tidy"]


def tidy(
    graph: Graph,
    boxes: Mapping[str, Box],
    places: Mapping[str, Point] | None = None,
    only: Iterable[str] = (),
    groups: Sequence[Iterable[str]] = (),
) -> dict[str, Point]:
    """Return places at which the graph reads from left to right.

    Columns by depth, short wires, few crossings, the longest chain on a straight line. Cards
    of one group stand together, with no other card among them. The result depends on the
    graph and the sizes of its cards alone, except for where it stands as a whole, so that
    tidying twice changes nothing.

    Parameters
    ----------
    graph
        The graph of one scope.
    boxes
        Its cards.
    places
        Where cards stand now: the upper left corner of all that is moved stays.
    only
        Move these cards only, past whatever others stand in the way; empty: all of them.
    groups
        Ids of the nodes within each frame; frames may hold frames.
    """
    places = {} if places is None else places
    chosen = [id for id in graph.nodes if id in set(only)] or list(graph.nodes)
    if not chosen:
        return {}
    first = {id for id in chosen if isinstance(graph.nodes[id].module, Inlet)}
    last = {id for id in chosen if isinstance(graph.nodes[id].module, Outlet)}
    frame = nest(chosen, groups)
    drawn = draw_frame(frame, graph.edges, boxes, places, first, last)
    left, top, *_ = around(drawn, boxes)
    before = {id: places[id] for id in chosen if id in places}
    if before:
        old_left, old_top, *_ = around(before, boxes)
        shift = on_grid(old_left - left), on_grid(old_top - top)
    else:
        shift = on_grid(-left), on_grid(-top)
    moved = {id: (x + shift[0], y + shift[1]) for id, (x, y) in drawn.items()}
    others = {id: place for id, place in places.items() if id in boxes and id not in moved}
    return clear_of(moved, others, boxes)
