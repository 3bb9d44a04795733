"""How windows slide: their stops, and that folding is the adjoint of unfolding."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.core.spatial.windows import Slide, fold, image_slides, unfold


@pytest.mark.parametrize(
    ("slide", "count", "after"),
    [
        (Slide.padded(5, 3, 1, 1, 0), 3, 0),
        (Slide.padded(5, 2, 2, 1, 0), 2, 0),
        (Slide.padded(5, 2, 2, 1, 0, ceil=True), 3, 1),
        (Slide.padded(5, 3, 2, 1, 1), 3, 1),
        (Slide.padded(6, 2, 3, 1, 1, ceil=True), 3, 1),
        # One window more would begin in the padding at the end.
        (Slide.padded(5, 2, 3, 1, 1, ceil=True), 2, 0),
        (Slide.padded(4, 2, 3, 1, 1, ceil=True), 2, 0),
        (Slide.padded(4, 2, 5, 1, 1, ceil=True), 1, 0),
        (Slide.padded(2, 3, 1, 1, 0), 0, 0),
        (Slide.padded(2, 3, 2, 1, 0, ceil=True), 0, 0),
        (Slide.padded(5, 3, 1, 2, 0), 1, 0),
        (Slide.same(5, 4, 1), 5, 2),
        (Slide.same(5, 2, 3), 5, 2),
    ],
)
def test_stops_and_zeros_at_the_end(slide: Slide, count: int, after: int) -> None:
    assert slide.count == count
    if count > 0:
        assert slide.after == after


def test_an_even_same_window_has_its_odd_zero_at_the_end() -> None:
    slide = Slide.same(3, 2, 1)
    assert (slide.before, slide.after) == (0, 1)
    np.testing.assert_array_equal(slide.taps(), [[0, 1], [1, 2], [2, 3]])
    np.testing.assert_array_equal(slide.inside()[-1], [True, False])
    assert slide.inside(margin=1).all()


def test_unfold_shows_what_each_window_sees() -> None:
    x = np.arange(12.0).reshape(1, 1, 3, 4)
    windows = unfold(x, (Slide.padded(3, 2, 1, 1, 0), Slide.padded(4, 2, 2, 1, 1)))
    assert windows.shape == (1, 1, 2, 2, 2, 3)
    np.testing.assert_array_equal(windows[0, 0, :, :, 1, 0], [[0.0, 4.0], [0.0, 8.0]])
    np.testing.assert_array_equal(windows[0, 0, :, :, 0, 2], [[3.0, 0.0], [7.0, 0.0]])


@pytest.mark.parametrize(
    ("height", "width"),
    [
        (Slide.padded(5, 3, 2, 1, 1), Slide.padded(6, 2, 3, 2, 0)),
        (Slide.same(4, 4, 1), Slide.padded(5, 2, 3, 1, 1, ceil=True)),
        (Slide(7, 2, 2, 1, 3, 4), Slide(3, 1, 1, 1, 0, 3)),
    ],
)
def test_fold_is_the_adjoint_of_unfold(height: Slide, width: Slide) -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2, 3, height.size, width.size))
    windows = unfold(x, (height, width))
    errors = rng.normal(size=windows.shape)
    folded = fold(errors, (height, width))
    assert folded.shape == x.shape
    assert np.vdot(windows, errors) == pytest.approx(np.vdot(x, folded), rel=1e-12)


def test_a_sequence_is_an_image_of_one_row() -> None:
    slide = Slide.padded(5, 3, 1, 1, 0)
    rows, columns = image_slides([slide])
    assert (rows.size, rows.count, columns) == (1, 1, slide)
