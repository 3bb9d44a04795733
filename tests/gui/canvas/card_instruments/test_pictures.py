"""Arrays as pictures, and where they stand beside each other."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from guinet.gui import theme
from guinet.gui.canvas.card_instruments.pictures import (
    Mosaic,
    cell_at,
    grey_image,
    reach_of,
    signed_image,
)
from tests.gui.canvas.card_instruments.easel import cell, signed


def test_a_signed_picture_has_its_first_row_on_top() -> None:
    values = np.array([[0.0, -1.0, 2.0], [4.0, -4.0, np.nan]])
    image = signed_image(values, 4.0)
    assert (image.width(), image.height()) == (3, 2)
    for row, column in np.ndindex(2, 3):
        assert image.pixelColor(column, row) == signed(values[row, column], 4.0)
    assert image.pixelColor(0, 1) == theme.colour("positive")
    assert image.pixelColor(1, 1) == theme.colour("negative")
    assert image.pixelColor(2, 1) == theme.colour("zero"), "no number"


def test_the_reach_is_the_largest_size_of_what_is_a_number() -> None:
    assert reach_of(np.array([1.0, -3.0, np.inf, np.nan])) == 3.0
    assert reach_of(np.array([np.nan])) == reach_of(np.zeros((0, 2))) == 0.0


def test_grey_goes_from_black_to_white() -> None:
    image = grey_image(np.array([[-1.0, 0.0, 1.0, 5.0]]), -1.0, 1.0)
    assert [image.pixelColor(x, 0).getRgb()[:3] for x in range(4)] == [
        (0, 0, 0),
        (128, 128, 128),
        (255, 255, 255),
        (255, 255, 255),
    ]


def test_three_channels_are_colours_and_others_show_their_first() -> None:
    colours = np.zeros((3, 1, 2))
    colours[0, 0, 1] = colours[2, 0, 0] = 1.0
    image = grey_image(colours, 0.0, 1.0)
    assert image.pixelColor(0, 0) == QColor(0, 0, 255)
    assert image.pixelColor(1, 0) == QColor(255, 0, 0)
    assert grey_image(colours[1:], 0.0, 1.0) == grey_image(colours[1], 0.0, 1.0)


@pytest.mark.parametrize("head", [0.0, 12.0])
@pytest.mark.parametrize("count", [1, 3, 4, 7])
def test_pictures_stand_in_rows_and_fill_their_room(count: int, head: float) -> None:
    mosaic, corner = Mosaic(3, 20.0, 10.0, 4.0, head), QPointF(7, 9)
    places = [mosaic.place(corner, number) for number in range(count)]
    room = QRectF(corner.x(), corner.y(), *mosaic.size(count))
    for number, place in enumerate(places):
        assert (place.width(), place.height()) == (20.0, 10.0)
        assert room.contains(place)
        assert mosaic.at(corner, place.center(), count) == number
        above = mosaic.head_of(corner, number)
        assert room.contains(above) or not head
        assert (above.bottom(), above.height()) == (place.top(), head)
        assert not any(above.intersects(other) for other in places)
    assert max(place.right() for place in places) == room.right()
    assert max(place.bottom() for place in places) == room.bottom()
    assert mosaic.at(corner, places[0].topRight() + QPointF(2, 5), count) is None
    assert mosaic.at(corner, mosaic.place(corner, count).center(), count) is None


def painted(mosaic: Mosaic, maps: np.ndarray, *, is_signed: bool) -> QImage:
    image = QImage(120, 80, QImage.Format.Format_RGB32)
    image.fill(theme.colour("card"))
    painter = QPainter(image)
    mosaic.paint(painter, QPointF(5, 6), maps, signed=is_signed)
    painter.end()
    return image


def test_all_pictures_of_a_mosaic_are_on_one_scale_and_follow_the_theme() -> None:
    mosaic = Mosaic(2, 20.0, 20.0, 4.0)
    maps = np.array([[[1.0, -1.0]], [[8.0, 0.0]], [[np.nan, -2.0]]])
    for name in ("dark", "light", "dark"):
        theme.set_theme(name)
        image = painted(mosaic, maps, is_signed=True)
        for number, _, column in np.ndindex(maps.shape):
            place = cell(mosaic.place(QPointF(5, 6), number), 0, column, 1, 2).toPoint()
            assert image.pixelColor(place) == signed(maps[number, 0, column], 8.0)
    image = painted(mosaic, maps - 3, is_signed=False)
    lowest = cell(mosaic.place(QPointF(5, 6), 2), 0, 1, 1, 2).toPoint()
    highest = cell(mosaic.place(QPointF(5, 6), 1), 0, 0, 1, 2).toPoint()
    assert image.pixelColor(lowest) == QColor("black")
    assert image.pixelColor(highest) == QColor("white")


def test_pictures_are_made_once_for_each_array(monkeypatch) -> None:
    from guinet.gui.canvas.card_instruments import pictures

    made, plain = [], pictures.signed_image
    monkeypatch.setattr(pictures, "signed_image", lambda *a: made.append(1) or plain(*a))
    mosaic, maps = Mosaic(2, 20.0, 20.0, 4.0), np.ones((2, 3, 3))
    for _ in range(3):
        painted(mosaic, maps, is_signed=True)
    assert len(made) == 2
    painted(mosaic, maps.copy(), is_signed=True)
    assert len(made) == 4


def test_a_point_lies_in_one_cell_also_at_the_edge() -> None:
    place = QRectF(10, 20, 30, 40)
    for row, column in np.ndindex(4, 3):
        assert cell_at(cell(place, row, column, 4, 3), place, 4, 3) == (row, column)
    assert cell_at(place.bottomRight(), place, 4, 3) == (3, 2)
    assert cell_at(place.topLeft(), place, 4, 3) == (0, 0)
