"""Arrays about the ways of edges."""

from __future__ import annotations

import numpy as np

from guinet.gui.canvas.curves import control_points, joined
from guinet.gui.canvas.rounded import rounded


def test_a_way_joins_its_ends_only_if_both_are_still_there() -> None:
    starts, ends = np.array([[0.0, 1.0]] * 4), np.array([[90.0, 5.0]] * 4)
    plain = control_points(starts, ends)
    ways = [
        plain[0][None],
        np.repeat(plain[1][None], 2, axis=0),
        plain[2][None],
        np.empty((0, 4, 2)),
    ]
    ways[1][0, 3] = ways[1][1, 0] = 40.0, 3.0
    assert joined(ways, starts, ends).tolist() == [True, True, True, False]
    starts[0, 1] += 1.0
    ends[2, 0] -= 1.0
    assert joined(ways, starts, ends).tolist() == [False, True, False, False]
    assert joined([], starts[:0], ends[:0]).shape == (0,)


def test_a_way_without_length_is_one_piece() -> None:
    way = rounded(np.array([[5.0, 7.0]] * 4))
    assert way.shape == (1, 4, 2)
    assert (way == [5.0, 7.0]).all()
