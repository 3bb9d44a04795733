"""What stands above what in each column, so that few wires cross."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Sequence

from guinet.gui.canvas.tidy.layered import Arc, Layered

__all__ = ["crossings", "put_in_order"]

_MOST_SWEEPS = 24
_PATIENCE = 4
_WORK = 24_000
"""Arcs looked at in all sweeps together: large graphs are swept less often."""

End = tuple[int, float]
"""A card or lane, and how far down it a wire ends: ports are in order, too."""


def put_in_order(drawing: Layered) -> None:
    """Order all columns: sweeps to the right and back, each card in the middle of its wires.

    Neighbours change places as long as that saves a crossing. The best order seen is kept;
    the first one seen of equal ones, so that the result depends on nothing but the graph.
    """
    into, out_of = _ends(drawing)
    total = sum(len(arcs) for arcs in drawing.arcs)
    sweeps = max(2, min(_MOST_SWEEPS, _WORK // max(1, total)))
    best = [list(column) for column in drawing.columns]
    fewest = crossings(drawing)
    idle = 0
    for sweep in range(sweeps):
        forwards = sweep % 2 == 0
        _sweep(drawing, into if forwards else out_of, forwards)
        _exchange(drawing, into, out_of)
        found = crossings(drawing)
        # The order of the first sweep follows the wires, which the order of drawing need not.
        if found < fewest or sweep == 0:
            best, fewest, idle = [list(column) for column in drawing.columns], found, 0
        else:
            idle += 1
        if fewest == 0 or idle >= _PATIENCE:
            break
    drawing.columns[:] = best


def crossings(drawing: Layered) -> int:
    """Return how many pairs of wires cross between columns."""
    positions = drawing.positions()
    return sum(_crossings(arcs, positions) for arcs in drawing.arcs)


def _crossings(arcs: Sequence[Arc], positions: Sequence[int]) -> int:
    ends = sorted(
        ((positions[a.source], a.source_y), (positions[a.target], a.target_y)) for a in arcs
    )
    seen: list[tuple[int, float]] = []
    found = 0
    begin = 0
    while begin < len(ends):
        stop = begin
        while stop < len(ends) and ends[stop][0] == ends[begin][0]:
            stop += 1
        # Wires that leave one port together do not cross.
        for _, end in ends[begin:stop]:
            place = bisect_left(seen, (end[0], end[1] + 0.5))
            found += len(seen) - place
        for _, end in ends[begin:stop]:
            insort(seen, end)
        begin = stop
    return found


def _ends(drawing: Layered) -> tuple[list[list[tuple[End, float]]], list[list[tuple[End, float]]]]:
    """Return, for each, the other ends of wires that arrive and leave, with its own heights."""
    into: list[list[tuple[End, float]]] = [[] for _ in drawing.heights]
    out_of: list[list[tuple[End, float]]] = [[] for _ in drawing.heights]
    for arcs in drawing.arcs:
        for arc in arcs:
            into[arc.target].append(((arc.source, arc.source_y), arc.target_y))
            out_of[arc.source].append(((arc.target, arc.target_y), arc.source_y))
    return into, out_of


def _sweep(
    drawing: Layered, neighbours: Sequence[Sequence[tuple[End, float]]], forwards: bool
) -> None:
    positions = drawing.positions()
    heights = drawing.heights

    def middle(number: int) -> float:
        ends = neighbours[number]
        if not ends:
            return float(positions[number])
        # An end far down a card counts as below one further up, but above the next card.
        places = [positions[other] + y / (heights[other] + 1.0) for (other, y), _ in ends]
        return sum(places) / len(places)

    columns = drawing.columns if forwards else drawing.columns[::-1]
    for column in columns[1:]:
        _arrange(column, middle, lambda number: bool(neighbours[number]))
        for position, number in enumerate(column):
            positions[number] = position


def _arrange(
    column: list[int], middle: Callable[[int], float], joined: Callable[[int], bool]
) -> None:
    """Sort what is joined to the column before; the others keep their places between them."""
    wanted = iter(sorted((n for n in column if joined(n)), key=middle))
    column[:] = [next(wanted) if joined(number) else number for number in column]


def _exchange(
    drawing: Layered,
    into: Sequence[Sequence[tuple[End, float]]],
    out_of: Sequence[Sequence[tuple[End, float]]],
) -> None:
    positions = drawing.positions()

    def sorted_ends(number: int) -> tuple[list[End], list[End]]:
        left = sorted((positions[other], y) for (other, y), _ in into[number])
        right = sorted((positions[other], y) for (other, y), _ in out_of[number])
        return left, right

    for column in drawing.columns:
        if len(column) < 2:
            continue
        ends = {number: sorted_ends(number) for number in column}
        for _ in range(len(column)):
            changed = False
            for place in range(len(column) - 1):
                upper, lower = column[place], column[place + 1]
                now = sum(map(_inversions, ends[upper], ends[lower]))
                then = sum(map(_inversions, ends[lower], ends[upper]))
                if then < now:
                    column[place], column[place + 1] = lower, upper
                    positions[lower], positions[upper] = place, place + 1
                    changed = True
            if not changed:
                break


def _inversions(upper: Sequence[End], lower: Sequence[End]) -> int:
    """Return how many wires of the upper one cross wires of the lower one."""
    if not upper or not lower or upper[-1] <= lower[0]:
        return 0
    return sum(bisect_left(lower, end) for end in upper)
