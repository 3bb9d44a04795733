"""Which column each card stands in, so that links run to the right and are short."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from guinet.gui.canvas.tidy.box import Link

__all__ = ["ranks_of"]

_SWEEPS = 12


@dataclass
class _Way:
    """Cards in a row that a single wire runs through, from a card at one end to the other."""

    source: int
    target: int
    between: tuple[int, ...]

    @property
    def steps(self) -> int:
        return len(self.between) + 1


def ranks_of(
    count: int, links: Sequence[Link], first: Iterable[int] = (), last: Iterable[int] = ()
) -> list[int]:
    """Return a column for each card.

    Each card stands as far left as its sources allow, and is then drawn towards that side on
    which it has more wires: what nothing feeds comes to stand just before what reads it. A
    card between two others would be drawn to neither, so that such cards are taken together.

    Parameters
    ----------
    count
        Number of cards.
    links
        Without cycles.
    first, last
        Cards that must stand in the first column, and in the last.
    """
    order = _topological(count, links)
    arriving: list[list[int]] = [[] for _ in range(count)]
    leaving: list[list[int]] = [[] for _ in range(count)]
    for link in links:
        arriving[link.target].append(link.source)
        leaving[link.source].append(link.target)
    ranks = [0] * count
    for card in order:
        ranks[card] = max((ranks[other] + 1 for other in arriving[card]), default=0)
    fixed = [*first, *last]
    within = [
        len(arriving[card]) == len(leaving[card]) == 1 and card not in fixed
        for card in range(count)
    ]
    ways = _ways(order, within, leaving)
    _tighten([card for card in order if not within[card]], ways, ranks)
    for way in ways:
        for step, card in enumerate(way.between, 1):
            ranks[card] = ranks[way.source] + step
    lowest, highest = min(ranks, default=0), max(ranks, default=0)
    for card in first:
        ranks[card] = lowest
    for card in last:
        ranks[card] = highest
    numbers = {rank: number for number, rank in enumerate(sorted(set(ranks)))}
    return [numbers[rank] for rank in ranks]


def _topological(count: int, links: Sequence[Link]) -> list[int]:
    leaving: list[list[int]] = [[] for _ in range(count)]
    waiting = [0] * count
    for link in links:
        leaving[link.source].append(link.target)
        waiting[link.target] += 1
    order = [card for card in range(count) if waiting[card] == 0]
    for card in order:
        for other in leaving[card]:
            waiting[other] -= 1
            if waiting[other] == 0:
                order.append(other)
    return order


def _ways(
    order: Sequence[int], within: Sequence[bool], leaving: Sequence[Sequence[int]]
) -> list[_Way]:
    ways = []
    for card in order:
        if within[card]:
            continue
        for following in leaving[card]:
            between = []
            while within[following]:
                between.append(following)
                (following,) = leaving[following]
            ways.append(_Way(card, following, tuple(between)))
    return ways


def _tighten(order: Sequence[int], ways: Sequence[_Way], ranks: list[int]) -> None:
    into: dict[int, list[_Way]] = {card: [] for card in order}
    out_of: dict[int, list[_Way]] = {card: [] for card in order}
    for way in ways:
        into[way.target].append(way)
        out_of[way.source].append(way)
    for _ in range(_SWEEPS):
        before = list(ranks)
        for card in reversed(order):
            if len(out_of[card]) > len(into[card]):
                ranks[card] = min(ranks[way.target] - way.steps for way in out_of[card])
        for card in order:
            if len(into[card]) > len(out_of[card]):
                ranks[card] = max(ranks[way.source] + way.steps for way in into[card])
        if ranks == before:
            return
