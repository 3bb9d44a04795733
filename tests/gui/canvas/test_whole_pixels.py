"""A place falls on the same pixel, wherever the picture begins in which it is painted."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from guinet.gui.canvas.far_names import FarNames
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


def test_a_name_stands_in_the_same_pixels_of_its_card_in_every_piece(canvas) -> None:
    cards = [next(iter(canvas.view.canvas.cards.values()))]

    def painted(x: int, y: int, width: int, height: int) -> QImage:
        image = QImage(120, 90, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        FarNames().paint(painter, cards, np.array([[x, y, x + width, y + height]]), 1.0)
        painter.end()
        return image.copy(x, y, width, height)

    for size in ((80, 50), (81, 50), (80, 51), (81, 51)):
        assert painted(10, 10, *size) == painted(11, 13, *size)
