"""Parts of a graph that no wire joins: each drawn by itself, one below the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from guinet.graph.model import Edge
from guinet.gui.canvas.tidy.box import CARD_GAP, GRID, Box, Link, Point, around
from guinet.gui.canvas.tidy.part import draw_part

__all__ = ["draw_parts"]

_PART_GAP = 64.0
_NARROWEST_ROW = 640.0


def draw_parts(
    boxes: Mapping[str, Box],
    edges: Sequence[Edge],
    places: Mapping[str, Point],
    first: Iterable[str] = (),
    last: Iterable[str] = (),
) -> dict[str, Point]:
    """Return places for all cards.

    Parameters
    ----------
    boxes
        The cards by id.
    edges
        Between them.
    places
        Where cards stand now: parts keep their order from top to bottom.
    first, last
        Ids of cards that stand in the first and the last column.
    """
    first, last = set(first), set(last)
    parts = _parts(list(boxes), edges)
    joined = [part for part in parts if len(part) > 1]
    alone = [part[0] for part in parts if len(part) == 1]
    if all(id in places for part in joined for id in part):
        joined.sort(key=lambda part: min(places[id][1] for id in part))
    found: dict[str, Point] = {}
    y, widest = 0.0, 0.0
    for part in joined:
        drawn = _drawn(part, boxes, edges, first, last)
        left, top, right, bottom = around(drawn, boxes)
        found |= {id: (x - left, at - top + y) for id, (x, at) in drawn.items()}
        widest = max(widest, right - left)
        y = _up(y + bottom - top + _PART_GAP)
    found |= _rows(alone, boxes, y, max(widest, _NARROWEST_ROW))
    return found


def _parts(ids: Sequence[str], edges: Sequence[Edge]) -> list[list[str]]:
    beside: dict[str, list[str]] = {id: [] for id in ids}
    for edge in edges:
        if edge.source in beside and edge.target in beside:
            beside[edge.source].append(edge.target)
            beside[edge.target].append(edge.source)
    number: dict[str, int] = {}
    for id in ids:
        if id in number:
            continue
        number[id] = len(number)
        waiting = [id]
        for known in waiting:
            for other in beside[known]:
                if other not in number:
                    number[other] = number[id]
                    waiting.append(other)
    parts: dict[int, list[str]] = {}
    for id in ids:
        parts.setdefault(number[id], []).append(id)
    return list(parts.values())


def _drawn(
    part: Sequence[str],
    boxes: Mapping[str, Box],
    edges: Sequence[Edge],
    first: set[str],
    last: set[str],
) -> dict[str, Point]:
    position = {id: number for number, id in enumerate(part)}
    links = [
        Link(
            position[edge.source],
            boxes[edge.source].output_y(edge.source_port),
            position[edge.target],
            boxes[edge.target].input_y(edge.target_port),
        )
        for edge in edges
        if edge.source in position and edge.target in position
    ]
    corners = draw_part(
        [boxes[id] for id in part],
        links,
        [position[id] for id in part if id in first],
        [position[id] for id in part if id in last],
    )
    return dict(zip(part, corners, strict=True))


def _rows(ids: Sequence[str], boxes: Mapping[str, Box], y: float, width: float) -> dict[str, Point]:
    """Return places in rows for cards without any wire."""
    found: dict[str, Point] = {}
    x, bottom = 0.0, y
    for id in ids:
        if x > 0 and x + boxes[id].width > width:
            x, y = 0.0, _up(bottom + CARD_GAP)
        found[id] = (x, y)
        x = _up(x + boxes[id].width + CARD_GAP)
        bottom = max(bottom, y + boxes[id].height)
    return found


def _up(value: float) -> float:
    return GRID * -(-value // GRID)
