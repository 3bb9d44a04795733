"""Wires go round cards, keep apart from each other, and are plain where nothing is in the way."""

from __future__ import annotations

import random

import numpy as np
import pytest

from guinet.gui.canvas.curves import along, control_points
from guinet.gui.canvas.routing import route


def array(*rows) -> np.ndarray:
    return np.array(rows, dtype=float).reshape(-1, len(rows[0]) if rows else 4)


def ways_of(ends, rects):
    ends = array(*ends)
    return route(ends[:, :2], ends[:, 2:], array(*rects))


def points_on(way) -> np.ndarray:
    return along([way], 400)[0][0]


def under(way, rects) -> bool:
    x, y = points_on(way).T
    return any(
        bool(((x > a + 1) & (x < c - 1) & (y > b + 1) & (y < d - 1)).any()) for a, b, c, d in rects
    )


SOURCE, TARGET = (0, 0, 100, 96), (600, 0, 700, 96)
BETWEEN = (250, -20, 400, 120)
WIRE = (100, 24, 600, 24)


def test_a_wire_with_nothing_in_its_way_is_plain() -> None:
    (way,) = ways_of([WIRE], [SOURCE, TARGET, (250, 100, 400, 200)])
    assert np.array_equal(way, control_points(array((100, 24)), array((600, 24))))


def test_a_wire_goes_round_a_card_and_keeps_off_it() -> None:
    (way,) = ways_of([WIRE], [SOURCE, TARGET, BETWEEN])
    assert way[0, 0].tolist() == [100, 24]
    assert way[-1, 3].tolist() == [600, 24]
    wider = [(a - 6, b - 6, c + 6, d + 6) for a, b, c, d in [BETWEEN]]
    assert not under(way, [SOURCE, TARGET, *wider])
    # It leaves and arrives to the right, without a corner anywhere.
    assert way[0, 1, 1] == 24
    assert way[-1, 2, 1] == 24
    joints = way[1:, 0] - way[:-1, 3]
    assert np.abs(joints).max() == 0


def test_a_wire_takes_the_shorter_side() -> None:
    high, low = (250, -200, 400, 60), (250, -20, 400, 200)
    above = points_on(ways_of([WIRE], [SOURCE, TARGET, low])[0])[:, 1]
    below = points_on(ways_of([WIRE], [SOURCE, TARGET, high])[0])[:, 1]
    assert above.min() < -20 < above.max() < 30
    assert below.max() > 60 > below.min() > 20


def test_a_wire_that_runs_back_goes_round_both_of_its_cards() -> None:
    cards = [(0, 0, 100, 96), (200, 0, 300, 96)]
    (way,) = ways_of([(300, 24, 0, 24)], cards)
    assert not under(way, cards)
    x, _ = points_on(way).T
    assert x.max() > 310
    assert x.min() < -10


def test_wires_in_one_lane_run_side_by_side() -> None:
    cards = [SOURCE, (600, -36, 700, 120), BETWEEN]
    first, second = ways_of([(100, 24, 600, 24), (100, 24, 600, 44)], cards)
    assert not under(first, cards)
    assert not under(second, cards)

    def level(way) -> float:
        x, y = points_on(way).T
        return float(np.median(y[(x > 280) & (x < 370)]))

    assert abs(level(first) - level(second)) >= 13.9


def test_ways_depend_on_places_alone() -> None:
    rects = [SOURCE, TARGET, BETWEEN]
    once = ways_of([WIRE, (100, 24, 250, 40)], rects)
    shift = np.array([1000.0, 500.0, 1000.0, 500.0])
    again = ways_of([np.array(WIRE) + shift, (1100, 524, 1250, 540)], array(*rects) + shift)
    for one, other in zip(once, again, strict=True):
        assert np.allclose(one + shift[:2], other)


def test_a_port_that_is_walled_in_gets_a_plain_wire() -> None:
    (way,) = ways_of([WIRE], [SOURCE, TARGET, (90, -50, 200, 200)])
    assert len(way) == 1


def test_a_way_of_many_turns_is_found() -> None:
    # Walls with gaps at opposite ends.
    walls = [(200, -2000, 240, 300), (300, -200, 340, 2000), (400, -2000, 440, 300)]
    (way,) = ways_of([WIRE], [SOURCE, TARGET, *walls])
    assert len(way) > 7
    assert not under(way, [SOURCE, TARGET, *walls])


@pytest.mark.parametrize("seed", range(10))
def test_no_wire_among_scattered_cards_passes_under_one(seed) -> None:
    rng = random.Random(seed)
    cards = [
        (x := 260.0 * column, y := 220.0 * row + rng.randint(-40, 40), x + 120.0, y + 120.0)
        for column in range(5)
        for row in range(4)
    ]
    pairs = [rng.sample(cards, 2) for _ in range(12)]
    ends = [(a[2], a[1] + 24, b[0], b[1] + 24) for a, b in pairs]
    for way, (x0, y0, x1, y1) in zip(ways_of(ends, cards), ends, strict=True):
        assert not under(way, cards)
        assert way[0, 0].tolist() == [x0, y0]
        assert way[-1, 3].tolist() == [x1, y1]


def test_no_wires_and_no_cards() -> None:
    assert route(np.empty((0, 2)), np.empty((0, 2)), np.empty((0, 4))) == []
    assert len(ways_of([WIRE], [])) == 1
