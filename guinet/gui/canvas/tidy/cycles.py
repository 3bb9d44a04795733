"""Which links run backwards: turned round for the layout, they leave no cycle."""

from __future__ import annotations

from collections.abc import Sequence

from guinet.gui.canvas.tidy.box import Link

__all__ = ["forward"]


def forward(count: int, links: Sequence[Link]) -> list[Link]:
    """Return the links with those turned round that close a cycle, without loops of one card.

    Parameters
    ----------
    count
        Number of cards.
    links
        Between them.
    """
    leaving: list[list[int]] = [[] for _ in range(count)]
    reached = [False] * count
    for link in links:
        leaving[link.source].append(link.target)
        reached[link.target] = True
    # Sources first: then only what really runs back is turned, whatever was drawn first.
    starts = sorted(range(count), key=lambda card: (reached[card], card))
    finished = _finishing_order(starts, leaving)
    return [
        link if finished[link.source] > finished[link.target] else _turned(link)
        for link in links
        if link.source != link.target
    ]


def _turned(link: Link) -> Link:
    return Link(link.target, link.target_y, link.source, link.source_y)


def _finishing_order(starts: Sequence[int], leaving: Sequence[Sequence[int]]) -> list[int]:
    """Return when a depth-first walk leaves each card; only links back lead to a later one."""
    finished = [-1] * len(leaving)
    seen = [False] * len(leaving)
    clock = 0
    for start in starts:
        if seen[start]:
            continue
        seen[start] = True
        walk = [(start, iter(leaving[start]))]
        while walk:
            card, rest = walk[-1]
            following = next((other for other in rest if not seen[other]), None)
            if following is None:
                finished[card] = clock
                clock += 1
                walk.pop()
            else:
                seen[following] = True
                walk.append((following, iter(leaving[following])))
    return finished
