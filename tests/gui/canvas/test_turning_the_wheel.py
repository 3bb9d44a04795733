"""While the wheel turns, a frame shows what was painted, and looks for nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from guinet.gui.canvas.kept_picture import KeptPicture

ROOM = QRect(0, 0, 640, 480)
SEEN = ROOM.adjusted(100, 100, -100, -100)


class Stripes:
    """A kept picture of fine lines, which scaling blurs."""

    def __init__(self) -> None:
        self.parts: list[QRect] = []
        self.picture = KeptPicture(self._paint, lambda: QColor("white"))
        self.picture.fit(ROOM.size(), 1.0)
        self.picture.refresh(ROOM, blank=True)
        self.parts.clear()

    def _paint(self, painter: QPainter, part: QRect) -> None:
        self.parts.append(QRect(part))
        for x in range(-part.x() % 4, part.width(), 4):
            painter.fillRect(x, 0, 1, part.height(), Qt.GlobalColor.black)

    def seen(self) -> QImage:
        return self.picture.pixmap.copy(SEEN).toImage()


@pytest.fixture
def stripes(qapp) -> Stripes:
    return Stripes()


def scaling(factor: float) -> QTransform:
    """Return the way of places about the middle of the picture."""
    middle = QPointF(320, 240)
    away = QTransform.fromTranslate(-middle.x(), -middle.y())
    return away * QTransform(factor, 0, 0, factor, middle.x(), middle.y())


def test_larger_and_back_is_as_sharp_as_before_though_other_colours_are_due(stripes) -> None:
    before = stripes.seen()
    stripes.picture.stale([ROOM], soon=True)  # as thirty times a second while a run goes on
    for factor in (1.2, 1.2, 1 / 1.2, 1 / 1.2):
        stripes.picture.rescale(scaling(factor), SEEN)
    assert stripes.seen() == before
    assert stripes.parts == []


def test_what_was_refined_is_what_the_next_turn_begins_with(stripes) -> None:
    stripes.picture.rescale(scaling(1.2), SEEN)
    stripes.picture.refine(1e12)
    before = stripes.seen()
    for factor in (1.2, 1 / 1.2):
        stripes.picture.rescale(scaling(factor), SEEN)
    assert stripes.seen() == before


def test_what_nobody_sees_is_painted_once_the_wheel_rests(stripes) -> None:
    stripes.picture.rescale(scaling(1.2), SEEN)
    stripes.picture.refine(1e12, blank_within=SEEN)
    assert stripes.parts == []
    stripes.picture.rescale(scaling(1 / 1.44), SEEN)
    stripes.picture.refine(1e12)
    assert stripes.picture.complete
    assert stripes.picture.pixmap.toImage() == Stripes().picture.pixmap.toImage()


def test_the_pointer_looks_what_is_under_it_when_a_large_canvas_rests(
    canvas, qtbot, monkeypatch
) -> None:
    view = canvas.view
    view.grab()
    card = next(iter(view.canvas.cards.values()))
    place = view.viewportTransform().map(card.pos() + QPointF(50, 60)).toPoint()
    canvas.move(place)
    looked: list[float] = []
    monkeypatch.setattr(view._hover, "look_again", lambda: looked.append(view.zoom))
    for picture in view._pictures:
        picture.cost_s = 0.0
    view.zoom_to(view.zoom * 1.1, QPointF(place))
    assert len(looked) == 1  # once, though bars and zoom moved
    view.grab()
    for picture in view._pictures:
        picture.cost_s = 1.0  # as in a network of thousands of nodes
    looked.clear()
    for _ in range(3):
        view.zoom_to(view.zoom * 1.1, QPointF(place))
    assert looked == []
    qtbot.waitUntil(lambda: bool(looked))
    assert looked == [view.zoom]
