"""How high each block of straight wires lies: near what it is joined to, clear of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from guinet.gui.canvas.tidy.box import CARD_GAP, GRID, on_grid
from guinet.gui.canvas.tidy.layered import Layered
from guinet.gui.canvas.tidy.straight import Blocks

__all__ = ["heights_of"]

_LANE_GAP, _NEST_GAP = 24.0, 16.0
"""Between a lane and a card, and between two lanes."""

_ROUNDS = 40
_WORK = 24_000
_EASE = 0.7
"""How much of the way to its place a block goes at once; two that seek each other would swap."""

Below = dict[tuple[int, int], float]
"""How far the origin of the second block must lie below that of the first, at least."""


@dataclass
class _Group:
    """Blocks that touch and move as one."""

    offsets: dict[int, float]
    weight: float
    wanted: float = 0.0
    above: list[tuple[int, int, float]] = field(default_factory=list)


def heights_of(drawing: Layered, blocks: Blocks) -> list[float]:
    """Return the upper edge of each card and lane."""
    below = _distances(drawing, blocks)
    order = _from_the_top(blocks.count, below)
    above: list[list[tuple[int, int, float]]] = [[] for _ in range(blocks.count)]
    for (upper, lower), distance in below.items():
        above[lower].append((upper, lower, distance))
    heights = [0.0] * blocks.count
    for block in order:
        heights[block] = max((heights[u] + d for u, _, d in above[block]), default=0.0)
    pulls = _pulls(blocks)
    weights = [1.0 + len(pull) for pull in pulls]
    rounds = max(4, min(_ROUNDS, _WORK // max(1, len(below) + len(blocks.bent))))
    for _ in range(rounds):
        wanted = [_wanted(block, heights, pulls[block]) for block in range(blocks.count)]
        before, heights = heights, _apart(order, wanted, weights, above)
        if all(abs(now - then) < 0.5 for now, then in zip(heights, before, strict=True)):
            break
    # Onto the grid, and apart again by as little as that may have cost.
    for block in order:
        least = max((heights[u] + d for u, _, d in above[block]), default=-1e9)
        heights[block] = on_grid(heights[block])
        while heights[block] < least:
            heights[block] += GRID
    return [heights[b] + o for b, o in zip(blocks.block, blocks.offset, strict=True)]


def _distances(drawing: Layered, blocks: Blocks) -> Below:
    below: Below = {}
    block, offset = blocks.block, blocks.offset
    for column in drawing.columns:
        for upper, lower in pairwise(column):
            lanes = drawing.is_lane(upper) + drawing.is_lane(lower)
            gap = (CARD_GAP, _LANE_GAP, _NEST_GAP)[lanes]
            distance = offset[upper] + drawing.heights[upper] + gap - offset[lower]
            pair = block[upper], block[lower]
            below[pair] = max(below.get(pair, distance), distance)
    return below


def _from_the_top(count: int, below: Below) -> list[int]:
    under: list[list[int]] = [[] for _ in range(count)]
    waiting = [0] * count
    for upper, lower in below:
        under[upper].append(lower)
        waiting[lower] += 1
    order = [block for block in range(count) if waiting[block] == 0]
    for block in order:
        for lower in under[block]:
            waiting[lower] -= 1
            if waiting[lower] == 0:
                order.append(lower)
    return order


_Pull = tuple[int, float]
"""Another block, and how far below its origin this one would have to lie for a straight wire."""


def _pulls(blocks: Blocks) -> list[list[_Pull]]:
    pulls: list[list[_Pull]] = [[] for _ in range(blocks.count)]
    for arc in blocks.bent:
        source, target = blocks.block[arc.source], blocks.block[arc.target]
        if source == target:
            continue
        begin = blocks.offset[arc.source] + arc.source_y
        end = blocks.offset[arc.target] + arc.target_y
        pulls[source].append((target, end - begin))
        pulls[target].append((source, begin - end))
    return pulls


def _wanted(block: int, heights: Sequence[float], pulls: Sequence[_Pull]) -> float:
    if not pulls:
        return heights[block]
    middle = sum(heights[other] + shift for other, shift in pulls) / len(pulls)
    return heights[block] + _EASE * (middle - heights[block])


def _apart(
    order: Sequence[int],
    wanted: Sequence[float],
    weights: Sequence[float],
    above: Sequence[Sequence[tuple[int, int, float]]],
) -> list[float]:
    """Return the places nearest to those wanted at which nothing is too near to another.

    From the top down, each block that would stand too near to one above is joined with it,
    and both go where they want to be on average (Dwyer, Marriott, Stuckey: *Fast node overlap
    removal*, without the step that parts them again, which the next round does).
    """
    groups: dict[int, _Group] = {}
    member: list[int] = [-1] * len(wanted)

    def height(block: int) -> float:
        group = groups[member[block]]
        return group.wanted + group.offsets[block]

    for block in order:
        group = _Group({block: 0.0}, weights[block], wanted[block], list(above[block]))
        groups[block] = group
        member[block] = block
        name = block
        while True:
            worst, most = None, 1e-6
            group.above = [edge for edge in group.above if member[edge[0]] != name]
            for edge in group.above:
                lack = height(edge[0]) + edge[2] - height(edge[1])
                if lack > most:
                    worst, most = edge, lack
            if worst is None:
                break
            upper, lower, distance = worst
            other_name = member[upper]
            other = groups.pop(other_name)
            # Offsets are counted from the first block of this group.
            shift = group.offsets[lower] - distance - other.offsets[upper]
            total = group.weight + other.weight
            group.wanted = (
                group.weight * group.wanted + other.weight * (other.wanted - shift)
            ) / total
            group.weight = total
            for moved, offset in other.offsets.items():
                group.offsets[moved] = offset + shift
                member[moved] = name
            group.above.extend(other.above)
    return [height(block) for block in range(len(wanted))]
