"""What all instruments have in common."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from guinet.gui import theme
from guinet.gui.canvas.card_instruments.base import Instrument
from guinet.gui.canvas.readings import Readings
from guinet.lens.view import SampleAt
from tests.gui.canvas.card_instruments.easel import Easel


class Plain(Instrument):
    """A recess with words in it."""

    width_px, height_px = 90.0, 40.0

    def __init__(self) -> None:
        self.path, self.module = "node", None

    def paint(self, painter: QPainter, body: QRectF, readings: Readings) -> None:
        self.well(painter, body)
        self.caption(painter, body, "some words", Qt.AlignmentFlag.AlignHCenter)


def test_words_are_written_in_the_recess_where_they_can_be_read() -> None:
    easel = Easel(Plain())
    assert easel.colours([QPointF(4, 4), QPointF(85, 35)]) == [theme.colour("well")] * 2
    assert easel.colours([QPointF(0.1, 20)], zoom=4) == [theme.colour("border")]
    assert easel.words() == ["some words"]
    assert easel.words(zoom=0.5) == []
    left = [easel.image().pixelColor(x, y) for x in range(16, 24) for y in range(30, 52)]
    assert {colour.name() for colour in left} == {theme.colour("well").name()}, "it is centred"


def test_an_instrument_looks_at_nothing_and_leaves_speaking_to_the_card() -> None:
    easel = Easel(Plain())
    assert easel.instrument.views(SampleAt(3)) == ()
    assert easel.at(QPointF(20, 20)) == ""
    assert tuple(easel.instrument.watches) == ()
