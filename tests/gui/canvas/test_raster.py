"""The pixels of fine lines: on the line, without gap, and no more than it takes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.spatial import cKDTree

from guinet.gui.canvas.curves import control_points, sampled
from guinet.gui.canvas.raster import broadened, pixels_of, pixels_within

FARTHER = np.array([300, -41])


def random_ways(seed: int, count: int = 40) -> list:
    """Return plain edges and ways with corners, of all lengths."""
    drawn = np.random.default_rng(seed)
    starts, ends = drawn.uniform(-80, 200, (2, count, 2))
    plain = list(control_points(starts, ends)[:, None])
    bent = []
    for corners in drawn.uniform(-80, 200, (count, 4, 2)):
        legs = pairwise(corners)
        bent.append(np.stack([np.linspace(begin, end, 4) for begin, end in legs]))
    return [*plain, *bent]


@pytest.mark.parametrize("seed", range(3))
def test_each_pixel_touches_the_next_and_none_could_be_left_out(seed: int) -> None:
    for pixels in pixels_of(random_ways(seed)):
        assert (np.abs(np.diff(pixels, axis=0)).max(axis=1) == 1).all()
        assert not (np.abs(pixels[2:] - pixels[:-2]) == 1).all(axis=1).any()


@pytest.mark.parametrize("seed", range(3))
def test_pixels_lie_on_the_line_from_its_begin_to_its_end(seed: int) -> None:
    ways = random_ways(seed)
    for way, pixels in zip(ways, pixels_of(ways), strict=True):
        assert pixels[0].tolist() == np.floor(way[0, 0]).tolist()
        assert pixels[-1].tolist() == np.floor(way[-1, 3]).tolist()
        line = sampled(way, 2000).reshape(-1, 2)
        off, _ = cKDTree(line).query(pixels + 0.5, p=np.inf)
        assert off.max() <= 0.6, "a pixel off the line"
        lacking, _ = cKDTree(pixels + 0.5).query(line, p=np.inf)
        assert lacking.max() < 1.5, "a gap"


def test_lines_by_themselves_are_as_among_others() -> None:
    ways = random_ways(7)
    for way, pixels in zip(ways, pixels_of(ways), strict=True):
        assert np.array_equal(pixels_of([way])[0], pixels)


def test_whole_pixels_farther_on_a_line_looks_the_same() -> None:
    ways = random_ways(8)
    moved = pixels_of([way + FARTHER for way in ways])
    for there, here in zip(moved, pixels_of(ways), strict=True):
        assert np.array_equal(there, here + FARTHER)


def test_a_line_within_one_pixel_is_that_pixel() -> None:
    (pixels,) = pixels_of([np.full((1, 4, 2), [3.2, -4.8])])
    assert pixels.tolist() == [[3, -5]]


def test_no_lines_have_no_pixels() -> None:
    assert pixels_of([]) == []


def test_a_brush_covers_a_square() -> None:
    covered, of = broadened(np.array([[10, 20], [50, 60], [0, 0]]), np.array([1, 2, 3]))
    assert of.tolist() == [0] + 4 * [1] + 9 * [2]
    assert covered[0].tolist() == [10, 20]
    assert {tuple(each) for each in covered[1:5].tolist()} == {
        (column, row) for column in (50, 51) for row in (60, 61)
    }
    assert {tuple(each) for each in covered[5:].tolist()} == {
        (column, row) for column in (-1, 0, 1) for row in (-1, 0, 1)
    }


@pytest.mark.parametrize("place", [0.13, 0.5, 0.77])
def test_of_a_very_long_line_the_pixels_within_a_box_do_not_depend_on_the_box(place: float) -> None:
    way = control_points(np.array([[-7e6, 3e6]]), np.array([[6e6, -5e6]]))
    at = sampled(way, 101)[0, round(100 * place)]
    large, small = (*(at - 300), *(at + 300)), (*(at - 90), *(at + 60))
    pixels = [pixels_within(way, box) for box in (large, small)]
    low, high = np.array(small[:2]), np.array(small[2:])
    seen, wanted = (
        {tuple(one) for one in found[((found >= low) & (found <= high)).all(axis=1)].tolist()}
        for found in pixels
    )
    assert len(wanted) > 60
    assert seen == wanted
    assert len(pixels[0]) < 20_000
    assert np.abs(pixels[0] + 0.5 - at).max(axis=1).min() <= 1.0


def test_a_line_that_is_not_very_long_is_the_same_within_a_box() -> None:
    for way, pixels in zip(ways := random_ways(5), pixels_of(ways), strict=True):
        if len(way) == 1:
            assert np.array_equal(pixels_within(way, (-500, -500, 500, 500)), pixels)
        assert not len(pixels_within(way, (5000, 5000, 5100, 5100)))


def test_halves_of_long_pieces_follow_each_other_to_the_end() -> None:
    way = np.stack([np.linspace(a, b, 4) for a, b in pairwise([(0, 0), (9000, 10), (9000, 70)])])
    pixels = pixels_within(way, (-1, -1, 9999, 99))
    assert pixels[0].tolist() == [0, 0]
    assert pixels[-1].tolist() == [9000, 70]
    assert (np.abs(np.diff(pixels, axis=0)).max(axis=1) <= 1).all()
