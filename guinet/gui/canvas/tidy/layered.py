"""A graph in columns: every wire is a row of short arcs, and where it passes a column, a lane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from guinet.gui.canvas.tidy.box import Box, Link

__all__ = ["Arc", "Layered", "layered"]


class Arc(NamedTuple):
    """From a card or lane to one in the next column.

    Attributes
    ----------
    source_y, target_y
        Heights of the ends below the upper edges.
    length
        Number of cards on the longest way through the graph that takes this wire.
    """

    source: int
    source_y: float
    target: int
    target_y: float
    length: int


@dataclass
class Layered:
    """Columns of cards and lanes.

    Attributes
    ----------
    columns
        Numbers of cards and lanes from top to bottom, column by column.
    arcs
        Those that leave each column but the last.
    heights
        Of each card; lanes have none.
    cards
        Numbers below this one are cards, the others lanes.
    """

    columns: list[list[int]]
    arcs: list[list[Arc]]
    heights: list[float]
    cards: int

    def is_lane(self, number: int) -> bool:
        """Whether this is where a wire passes a column."""
        return number >= self.cards

    def positions(self) -> list[int]:
        """Return how many stand above each in its column."""
        found = [0] * len(self.heights)
        for column in self.columns:
            for position, number in enumerate(column):
                found[number] = position
        return found


def layered(boxes: Sequence[Box], links: Sequence[Link], ranks: Sequence[int]) -> Layered:
    """Return the graph in columns, in no particular order within each."""
    width = max(ranks, default=-1) + 1
    columns: list[list[int]] = [[] for _ in range(width)]
    arcs: list[list[Arc]] = [[] for _ in range(max(0, width - 1))]
    heights = [box.height for box in boxes]
    for card, rank in enumerate(ranks):
        columns[rank].append(card)
    lengths = _lengths(len(boxes), links, ranks)
    for link, length in zip(links, lengths, strict=True):
        begin, begin_y = link.source, link.source_y
        for rank in range(ranks[link.source] + 1, ranks[link.target]):
            lane = len(heights)
            heights.append(0.0)
            columns[rank].append(lane)
            arcs[rank - 1].append(Arc(begin, begin_y, lane, 0.0, length))
            begin, begin_y = lane, 0.0
        last = Arc(begin, begin_y, link.target, link.target_y, length)
        arcs[ranks[link.target] - 1].append(last)
    return Layered(columns, arcs, heights, len(boxes))


def _lengths(count: int, links: Sequence[Link], ranks: Sequence[int]) -> list[int]:
    """Return, for each link, the number of cards on the longest way that takes it."""
    before, after = [1] * count, [1] * count
    for link in sorted(links, key=lambda link: ranks[link.source]):
        before[link.target] = max(before[link.target], before[link.source] + 1)
    for link in sorted(links, key=lambda link: -ranks[link.target]):
        after[link.source] = max(after[link.source], after[link.target] + 1)
    return [before[link.source] + after[link.target] for link in links]
