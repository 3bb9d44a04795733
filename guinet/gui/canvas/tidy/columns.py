"""How far to the right each column stands."""

from __future__ import annotations

from collections.abc import Sequence

from guinet.gui.canvas.tidy.box import GRID, Box
from guinet.gui.canvas.tidy.layered import Arc, Layered

__all__ = ["lefts_of"]

_GAP, _WIDE_GAP = 56.0, 64.0
_STEEP = 160.0
_TRACK = 16.0
_TRACKS_IN_GAP = 2
_MOST_TRACKS = 10


def lefts_of(drawing: Layered, boxes: Sequence[Box], tops: Sequence[float]) -> list[float]:
    """Return the left edge of each card, lanes left out: a column's cards share a middle line.

    Between columns wires need room to climb: steep ones get a little more, and where several
    go round cards, each has a track of its own.
    """
    lefts = [0.0] * len(boxes)
    x = 0.0
    for rank, column in enumerate(drawing.columns):
        cards = [number for number in column if not drawing.is_lane(number)]
        width = max(boxes[card].width for card in cards)
        for card in cards:
            lefts[card] = x + GRID * ((width - boxes[card].width) / 2 // GRID)
        x += GRID * -(-width // GRID)
        if rank < len(drawing.arcs):
            x += _gap(drawing, drawing.arcs[rank], tops)
    return lefts


def _gap(drawing: Layered, arcs: Sequence[Arc], tops: Sequence[float]) -> float:
    climbs = [abs(tops[a.source] + a.source_y - tops[a.target] - a.target_y) for a in arcs]
    tracks = sum(
        climb > GRID and (drawing.is_lane(a.source) or drawing.is_lane(a.target))
        for a, climb in zip(arcs, climbs, strict=True)
    )
    gap = _WIDE_GAP if max(climbs, default=0.0) > _STEEP else _GAP
    return gap + _TRACK * min(_MOST_TRACKS, max(0, tracks - _TRACKS_IN_GAP))
