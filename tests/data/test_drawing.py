"""Strokes of a brush on a plane."""

from __future__ import annotations

import math

import pytest

from guinet.data.drawing import Stroke, reach

MOST = 1000


def stroke(points: tuple = (), label: int | None = 0, radius: float = 0.1, most: int = MOST):
    return Stroke(points, label, radius, most)


def test_a_click_sets_one_point_exactly_there() -> None:
    made = stroke(label=3)
    made.to(0.25, -0.5)
    assert made.points == ((0.25, -0.5, 3),)
    assert made.changed == 1


def test_a_drag_sprays_along_its_way() -> None:
    made = stroke(radius=0.1)
    for place in range(101):
        made.to(place / 100, 0.0)
    # One point at the beginning, and one for each half radius of the way.
    assert made.changed == len(made.points) == pytest.approx(21, abs=2)
    assert all(abs(y) <= 0.1 and -0.1 <= x <= 1.1 for x, y, _ in made.points)
    assert max(x for x, _, _ in made.points) > 0.85
    assert len({y for _, y, _ in made.points}) > 10


def test_small_movements_add_up() -> None:
    made = stroke(radius=0.1)
    made.to(0, 0)
    for _ in range(10):
        made.to(0.004, 0)
    assert made.changed == 1
    for place in range(10):
        made.to(0.01 * place, 0)
    assert made.changed == 2


def test_the_same_movement_sprays_the_same_points() -> None:
    first, second = stroke(), stroke()
    for each in (first, second):
        each.to(0, 0)
        each.to(1, 1)
    assert first.points == second.points
    third = stroke(points=first.points)
    third.to(0, 0)
    third.to(1, 1)
    assert third.points[len(first.points) + 1 :] != first.points[1:]


def test_the_eraser_takes_away_all_on_its_way_and_nothing_else() -> None:
    points = ((0.0, 0.0, 0), (0.5, 0.05, 1), (0.5, 0.2, 1), (1.0, 0.0, 0), (1.2, 0.0, 0))
    made = stroke(points, None)
    made.to(0, 0)
    assert made.points == points[1:]
    made.to(1, 0)
    assert made.points == (points[2], points[4])
    assert made.changed == 3


def test_nothing_is_sprayed_beyond_what_is_seen() -> None:
    made = Stroke((), 0, 0.5, MOST, (1.0, 1.0))
    for place in range(-20, 21):
        made.to(1.0, place / 20)
    assert len(made.points) > 5
    assert reach(made.points) == 1.0


def test_there_are_never_more_points_than_there_may_be() -> None:
    made = stroke(((0, 0, 0), (0, 0, 0)), most=4)
    made.to(0, 0)
    made.to(5, 5)
    assert len(made.points) == 4


@pytest.mark.parametrize(
    ("points", "aspect", "expected"),
    [
        ((), 1.0, 1.0),
        (((0.2, -0.3, 0),), 1.0, 1.0),
        (((1.0, -1.0, 0),), 1.0, 1.0),
        (((0.0, -1.2, 0),), 1.0, 2.0),
        (((1.9, 0.0, 0),), 2.0, 1.0),
        (((3.0, 0.0, 0),), 1.0, 5.0),
        (((7.0, 0.0, 0),), 1.0, 10.0),
        (((0.0, 1e6, 0),), 1.0, 1e6),
        (((0.0, 1.1e5, 0),), 1.0, 2e5),
    ],
)
def test_the_plane_holds_all_points(points: tuple, aspect: float, expected: float) -> None:
    assert math.isclose(reach(points, aspect), expected)
