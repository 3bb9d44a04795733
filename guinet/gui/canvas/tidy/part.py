"""One connected part of a graph, drawn in columns from left to right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from guinet.gui.canvas.tidy.box import Box, Link, Point
from guinet.gui.canvas.tidy.columns import lefts_of
from guinet.gui.canvas.tidy.cycles import forward
from guinet.gui.canvas.tidy.layered import layered
from guinet.gui.canvas.tidy.order import put_in_order
from guinet.gui.canvas.tidy.ranks import ranks_of
from guinet.gui.canvas.tidy.settle import heights_of
from guinet.gui.canvas.tidy.straight import blocks_of

__all__ = ["draw_part"]


def draw_part(
    boxes: Sequence[Box],
    links: Sequence[Link],
    first: Iterable[int] = (),
    last: Iterable[int] = (),
) -> list[Point]:
    """Return the upper left corner of each card.

    Parameters
    ----------
    boxes
        The cards.
    links
        Between them, by their positions among the boxes.
    first, last
        Cards that stand in the first column, and in the last.
    """
    ahead = forward(len(boxes), links)
    ranks = ranks_of(len(boxes), ahead, first, last)
    drawing = layered(boxes, ahead, ranks)
    put_in_order(drawing)
    tops = heights_of(drawing, blocks_of(drawing))
    lefts = lefts_of(drawing, boxes, tops)
    return [(left, top) for left, top in zip(lefts, tops, strict=False)]
