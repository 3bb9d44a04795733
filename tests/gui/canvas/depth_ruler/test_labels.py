"""Numbers cover neither dots nor lines nor each other."""

from __future__ import annotations

import numpy as np

from guinet.gui.canvas.depth_ruler.labels import along_lines, place_labels

ROOM = np.array([60.0, 20.0, 900.0, 170.0])


def drawn(seed: int, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    points = rng.uniform(ROOM[:2], ROOM[2:], (count, 2))
    return points, rng.uniform(20, 60, count), along_lines([points[np.argsort(points[:, 0])]])


def test_nothing_is_covered_and_all_stay_in_the_room() -> None:
    for seed in range(20):
        points, widths, lines = drawn(seed, 25)
        obstacles = np.concatenate([points, lines])
        corners = place_labels(points, widths, obstacles, ROOM)
        placed = np.flatnonzero(~np.isnan(corners[:, 0]))
        assert len(placed) > 5
        begin = corners[placed]
        end = begin + np.stack([widths[placed], np.full(len(placed), 13.0)], axis=1)
        assert (begin >= ROOM[:2]).all()
        assert (end <= ROOM[2:]).all()
        covered = (obstacles[None] > begin[:, None]) & (obstacles[None] < end[:, None])
        assert not covered.all(axis=2).any()
        for one in range(len(placed)):
            meets = (begin < end[one]).all(axis=1) & (end > begin[one]).all(axis=1)
            assert meets.sum() == 1


def test_a_dot_alone_has_its_number_above() -> None:
    corners = place_labels(np.array([[300.0, 100.0]]), np.array([40.0]), np.empty((0, 2)), ROOM)
    assert corners[0].tolist() == [280.0, 79.0]


def test_the_first_are_the_more_important() -> None:
    points = np.array([[300.0, 100.0]] * 9)
    corners = place_labels(points, np.full(9, 40.0), np.empty((0, 2)), ROOM)
    shown = ~np.isnan(corners[:, 0])
    assert shown[0]
    assert not shown[-1]


def test_no_points() -> None:
    assert place_labels(np.empty((0, 2)), np.empty(0), np.empty((0, 2)), ROOM).shape == (0, 2)
    assert along_lines([]).shape == (0, 2)
