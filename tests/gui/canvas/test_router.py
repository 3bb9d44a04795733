"""Wires that keep their ways go where a search from the beginning would lead them."""

from __future__ import annotations

import random

import numpy as np
import pytest

from guinet.gui.canvas.router import Router
from guinet.gui.canvas.routing import route

WIDTH, HEIGHT = 128.0, 104.0

Cards = dict[int, tuple[float, float]]
Wires = list[tuple[int, int]]


def arrays(cards: Cards, wires: Wires) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    there = [(a, b) for a, b in wires if a in cards and b in cards]
    starts = np.array([(cards[a][0] + WIDTH, cards[a][1] + 24) for a, _ in there]).reshape(-1, 2)
    ends = np.array([(cards[b][0], cards[b][1] + 24) for _, b in there]).reshape(-1, 2)
    rects = np.array([(x, y, x + WIDTH, y + HEIGHT) for x, y in cards.values()]).reshape(-1, 4)
    return starts, ends, rects


def finish(router: Router, *drawn: np.ndarray) -> tuple[list[np.ndarray], int]:
    """Return the ways, and how many wires were looked at."""
    search, count = router.search(*drawn), 0
    while True:
        try:
            next(search)
            count += 1
        except StopIteration as found:
            return found.value, count


def drawing(draw: random.Random) -> tuple[Cards, Wires]:
    cards = {n: (184.0 * (n % 8), 152.0 * (n // 8)) for n in range(40)}
    wires = [(n, n + 1) for n in range(39)] + [(n, n + 3) for n in range(0, 36, 5)]
    wires += [tuple(draw.sample(range(40), 2)) for _ in range(6)]
    return cards, wires


@pytest.mark.parametrize("seed", range(3))
def test_after_any_change_all_ways_are_those_of_a_whole_search(seed: int) -> None:
    draw = random.Random(seed)
    cards, wires = drawing(draw)
    router = Router()
    for step in range(25):
        kind = draw.randrange(5)
        if kind == 0:
            cards.pop(draw.choice(list(cards)))
        elif kind == 1:
            cards[100 + step] = (8.0 * draw.randrange(180), 8.0 * draw.randrange(80))
        elif kind == 2:
            wires.remove(draw.choice(wires))
        elif kind == 3:
            wires.insert(draw.randrange(len(wires)), tuple(draw.sample(list(cards), 2)))
        else:
            id = draw.choice(list(cards))
            x, y = cards[id]
            cards[id] = (x + 8.0 * draw.randint(-9, 9), y + 8.0 * draw.randint(-9, 9))
        drawn = arrays(cards, wires)
        ways, _ = finish(router, *drawn)
        wanted = route(*drawn)
        assert all(np.array_equal(a, b) for a, b in zip(ways, wanted, strict=True)), step


def test_nothing_is_looked_for_where_nothing_changed() -> None:
    drawn = arrays(*drawing(random.Random(0)))
    router = Router()
    first, looked = finish(router, *drawn)
    again, then = finish(router, *drawn)
    assert looked > 5
    assert then == 0
    assert all(a is b for a, b in zip(first, again, strict=True))


@pytest.mark.parametrize("after", [1, 4, 9])
def test_a_search_that_is_given_up_misleads_no_later_one(after: int) -> None:
    cards, wires = drawing(random.Random(0))
    router = Router()
    search = router.search(*arrays(cards, wires))
    for _ in range(after):
        next(search)
    search.close()
    for id in (12, 20, 3):
        cards[id] = cards[id][0] + 64.0, cards[id][1] + 40.0
        search = router.search(*arrays(cards, wires))
        next(search)
        search.close()
    ways, looked = finish(router, *arrays(cards, wires))
    wanted = route(*arrays(cards, wires))
    assert looked > 0
    assert all(np.array_equal(a, b) for a, b in zip(ways, wanted, strict=True))
