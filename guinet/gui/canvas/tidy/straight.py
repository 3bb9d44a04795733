"""Which wires are straight: cards and lanes joined by them keep their heights to each other."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass

from guinet.gui.canvas.tidy.layered import Arc, Layered

__all__ = ["Blocks", "blocks_of"]


@dataclass
class Blocks:
    """Rows of cards and lanes with straight wires between them.

    Attributes
    ----------
    block
        The number of the block that each card or lane belongs to.
    offset
        How far its upper edge stands below the block's origin.
    count
        Number of blocks.
    bent
        The wires that are not straight.
    """

    block: list[int]
    offset: list[float]
    count: int
    bent: list[Arc]


def blocks_of(drawing: Layered) -> Blocks:
    """Choose the wires that will be straight.

    The longest chain of cards comes first, then lanes, then chains by their length. A card
    goes on straight to one other at most, and straight wires never cross: so there are
    heights that suit all of them.
    """
    positions = drawing.positions()
    straight: list[Arc] = []
    bent: list[Arc] = []
    longest = max((arc.length for arcs in drawing.arcs for arc in arcs), default=0)
    for arcs in drawing.arcs:
        taken: list[tuple[int, int]] = []
        used: set[tuple[int, bool]] = set()
        for arc in _by_worth(drawing, arcs, positions, longest):
            ends = {(arc.source, False), (arc.target, True)}
            pair = positions[arc.source], positions[arc.target]
            place = bisect(taken, pair)
            free = not (used & ends)
            if place > 0:
                free = free and taken[place - 1][1] < pair[1]
            if place < len(taken):
                free = free and taken[place][1] > pair[1]
            if free:
                taken.insert(place, pair)
                used |= ends
                straight.append(arc)
            else:
                bent.append(arc)
    return _join(drawing, straight, bent)


def _by_worth(
    drawing: Layered, arcs: Sequence[Arc], positions: Sequence[int], longest: int
) -> list[Arc]:
    aside = _aside(arcs, positions)

    def rank(arc: Arc) -> tuple[int, int, float, int]:
        lanes = drawing.is_lane(arc.source) + drawing.is_lane(arc.target)
        kind = 0 if arc.length == longest and lanes == 0 else 1 if lanes == 2 else 2
        # Of branches that are equally long, that in the middle goes straight on.
        return kind, -arc.length, aside[arc], positions[arc.source] + positions[arc.target]

    return sorted(arcs, key=rank)


def _aside(arcs: Sequence[Arc], positions: Sequence[int]) -> dict[Arc, float]:
    """Return how far each wire is from the middle of those it shares a card with."""
    fans: dict[tuple[int, bool], list[Arc]] = {}
    for arc in arcs:
        fans.setdefault((arc.source, False), []).append(arc)
        fans.setdefault((arc.target, True), []).append(arc)
    aside = dict.fromkeys(arcs, 0.0)
    for (_, arriving), fan in fans.items():
        # Only the longest of them: a side branch does not move the middle.
        most = max(arc.length for arc in fan)
        main = sorted(
            (arc for arc in fan if arc.length == most),
            key=lambda arc: (
                (positions[arc.source], arc.source_y)
                if arriving
                else (positions[arc.target], arc.target_y)
            ),
        )
        for place, arc in enumerate(main):
            aside[arc] += abs(place - (len(main) - 1) / 2)
    return aside


def _join(drawing: Layered, straight: Sequence[Arc], bent: list[Arc]) -> Blocks:
    block = [-1] * len(drawing.heights)
    offset = [0.0] * len(drawing.heights)
    onwards = {arc.source: arc for arc in straight}
    reached = {arc.target for arc in straight}
    count = 0
    for column in drawing.columns:
        for number in column:
            if number in reached:
                continue
            block[number] = count
            while number in onwards:
                arc = onwards[number]
                number = arc.target
                block[number] = count
                offset[number] = offset[arc.source] + arc.source_y - arc.target_y
            count += 1
    return Blocks(block, offset, count, bent)
