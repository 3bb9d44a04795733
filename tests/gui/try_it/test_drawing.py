"""A drawing becomes pixels as the data sets made them."""

from __future__ import annotations

import numpy as np

from guinet.gui.try_it.drawing import pixels_of


def test_nothing_drawn_is_nothing_seen() -> None:
    assert not pixels_of(np.zeros((64, 64)), 8, 8).any()


def test_a_small_image_is_filled() -> None:
    drawing = np.zeros((256, 256))
    drawing[40:120, 100:140] = 1.0
    image = pixels_of(drawing, 8, 8)
    np.testing.assert_allclose(image[:, 2:6], 1.0)
    np.testing.assert_allclose(image[:, :2], 0.0)
    np.testing.assert_allclose(image[:, 6:], 0.0)


def test_pixels_are_the_mean_coverage() -> None:
    rng = np.random.default_rng(1)
    drawing = (rng.uniform(size=(32, 32)) > 0.4).astype(float)
    drawing[0, :] = drawing[-1, :] = drawing[:, 0] = drawing[:, -1] = 1.0
    wanted = drawing.reshape(8, 4, 8, 4).mean(axis=(1, 3))
    np.testing.assert_allclose(pixels_of(drawing, 8, 8), wanted)


def test_a_large_image_is_centred_by_its_mass() -> None:
    drawing = np.zeros((256, 256))
    drawing[10:210, 30:50] = 1.0  # a stroke, and a foot to one side
    drawing[190:210, 50:110] = 1.0
    image = pixels_of(drawing, 28, 28)
    rows, columns = np.indices(image.shape)
    assert abs((image * rows).sum() / image.sum() - 13.5) < 0.6
    assert abs((image * columns).sum() / image.sum() - 13.5) < 0.6
    used = np.flatnonzero(image.max(axis=1) > 0.01)
    assert 19 <= len(used) <= 21
