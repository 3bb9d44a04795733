"""A place falls on the same pixel, wherever the picture begins in which it is painted."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.gui.canvas.whole_pixels import before, nearest


@pytest.mark.parametrize("rounded", [before, nearest])
@pytest.mark.parametrize("scale", [121 / 360, 1.2**7, 1 / 1.2**3, 0.515625, 1.1])
def test_where_the_picture_begins_does_not_matter(rounded, scale: float) -> None:
    places = np.arange(-2000.0, 2000.0, 4.0) * scale
    known = rounded(places)
    for begin in (-100_003.0, -1.0, 1.0, 640.0, 8191.0):
        np.testing.assert_array_equal(rounded(places + begin) - begin, known)


def test_of_two_pixels_as_near_the_farther_is_taken() -> None:
    np.testing.assert_array_equal(nearest(np.array([-1.5, -0.5, 0.5, 1.5, 2.5])), [-1, 0, 1, 2, 3])
    np.testing.assert_array_equal(before(np.array([-0.5, 1.0, 1.9])), [-1, 1, 1])
