"""The kept pictures show what a fresh painting would, on every screen, and cost little."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QTransform

from guinet.data.sources.digits import Digits
from guinet.data.spec import DataSpec
from guinet.graph.builder import GraphBuilder
from guinet.graph.edits import set_bypassed
from guinet.gui import theme
from guinet.gui.canvas import layered
from guinet.gui.canvas.card import Card
from guinet.gui.canvas.card_layer import CardLayer
from guinet.gui.canvas.face import Face
from guinet.gui.canvas.kept_picture import KeptPicture
from guinet.project.project import Project
from tests.gui.canvas.nested import with_block

RATIOS = (1.0, 1.25, 1.5, 2.0)
LEFT = Qt.MouseButton.LeftButton


def large_network(nodes: int = 60) -> Project:
    """Return rows of layers with skips, wider than a window."""
    builder = GraphBuilder()
    last = builder.add("Flatten", builder.add("Input"))
    ids = [last.id]
    while len(ids) < nodes:
        first = builder.add("Linear", last, out_features=16)
        last = builder.add("Add", builder.add("Tanh", first), first)
        ids += [first.id, last.id]
    answer = builder.add("Linear", last, out_features=10)
    builder.add("CrossEntropyLoss", answer, builder.add("Target"))
    graph = builder.build()
    layout = {id: (200.0 * (n % 12), 320.0 * (n // 12)) for n, id in enumerate(graph.nodes)}
    return Project(graph, {"": layout}, DataSpec(source=Digits()))


@pytest.fixture
def large(make_canvas, monkeypatch, request) -> object:
    """A large canvas on a screen of some scale."""
    canvas = make_canvas(large_network())
    ratio = getattr(request, "param", 1.0)
    monkeypatch.setattr(canvas.view, "devicePixelRatioF", lambda: ratio)
    canvas.view.repaint_all()
    return canvas


def rest(canvas, qtbot) -> None:
    qtbot.waitUntil(lambda: canvas.view.grab() and canvas.view.at_rest, timeout=20_000)


def kept(canvas) -> list[QImage]:
    """Return what is kept and seen of both layers."""
    view = canvas.view
    size = view._seen_size()
    return [
        picture.pixmap.toImage().copy(
            view._corner.x(), view._corner.y(), size.width(), size.height()
        )
        for picture in view._pictures
    ]


def rest_now(canvas) -> None:
    """Paint all that may follow later."""
    canvas.view.grab()
    for picture in canvas.view._pictures:
        picture.refresh(picture.pixmap.rect(), blank=True)


def pan_about(canvas) -> None:
    for step in ((30, 0), (0, -17), (-205, 40), (7, 7), (-1, -1), (300, -210)):
        canvas.view.pan(*step)
        canvas.view.grab()


def zoom_about(canvas) -> None:
    for factor in (1.2, 1.2, 0.4, 1.3):
        canvas.view.zoom_to(canvas.view.zoom * factor, QPointF(300, 200))
        canvas.view.grab()


def zoom_and_pan(canvas) -> None:
    canvas.view.zoom_to(0.21)
    canvas.view.pan(90, 33)
    canvas.view.zoom_to(0.6, QPointF(20, 400))
    canvas.view.pan(-60, -133)


def drag_some(canvas) -> None:
    ids = list(canvas.graph.nodes)[13:17]
    canvas.editor.select(ids)
    begin = canvas.at(canvas.graph.nodes[ids[0]].name)
    canvas.drag(begin, begin + QPoint(37, 91))
    canvas.move(QPoint(3, 3))


def go_far(canvas) -> None:
    canvas.view.frame_all()
    canvas.editor.select(list(canvas.graph.nodes)[5:9])


def pan_where_half_pixels_are(canvas) -> None:
    # The factor of places at which a network of some size just fits.
    canvas.view.zoom_to(121 / 360)
    rest_now(canvas)
    pan_about(canvas)


def bypass_one_from_afar(canvas) -> None:
    canvas.view.frame_all()
    canvas.view.grab()
    id = list(canvas.graph.nodes)[8]
    canvas.editor.apply_graph(lambda graph: set_bypassed(graph, id, True), "Bypass")


def undo_a_deletion(canvas) -> None:
    canvas.editor.select(list(canvas.graph.nodes)[12:20])
    canvas.view.commands.delete()
    canvas.view.grab()
    canvas.document.undo()


CHANGES = (
    pan_about,
    zoom_about,
    zoom_and_pan,
    drag_some,
    go_far,
    bypass_one_from_afar,
    pan_where_half_pixels_are,
    undo_a_deletion,
)


@pytest.mark.parametrize("large", RATIOS, indirect=True)
@pytest.mark.parametrize("change", CHANGES)
def test_at_rest_every_pixel_is_that_of_a_fresh_painting(
    large, qtbot, change: Callable[[object], None]
) -> None:
    rest(large, qtbot)
    change(large)
    rest(large, qtbot)
    before = kept(large)
    large.view.canvas.deck.forget()
    large.view.repaint_all()
    rest(large, qtbot)
    for one, other in zip(before, kept(large), strict=True):
        if large.view.devicePixelRatioF().is_integer():
            assert one == other
        else:  # the last bit of a place may tip the last bit of a colour
            different = np.abs(levels(one) - levels(other))
            assert different.max() <= 1.0
            assert (different > 0).sum() <= 40


def test_a_hidden_canvas_keeps_no_picture_and_comes_back_as_it_was(canvas, qtlog) -> None:
    view = canvas.view
    before = view.grab().toImage()
    view.hide()
    assert all(picture.pixmap.isNull() for picture in view._pictures)
    view.pan(40, -30)
    view.pan(-40, 30)
    view.show()
    assert view.grab().toImage() == before
    view.hide()
    view.zoom_to(1.3)
    view.show()
    view.grab()
    assert [r.message for r in qtlog.records if "propagateSizeHints" not in r.message] == []


def test_after_zooming_the_picture_is_there_at_once_and_sharp_a_little_later(
    large, qtbot, monkeypatch
) -> None:
    rest(large, qtbot)
    for picture in large.view._pictures:
        monkeypatch.setattr(picture, "cost_s", 1.0)  # as in a network of thousands of nodes
    painted: list[Card] = []
    plain = Card.paint
    monkeypatch.setattr(Card, "paint", lambda *each: (painted.append(each[0]), plain(*each)))
    large.view.zoom_to(1.2, QPointF(480, 280))
    first = large.view.grab().toImage()
    assert not painted  # what was there is shown larger
    rest(large, qtbot)
    sharp = large.view.grab().toImage()
    assert painted
    assert first != sharp
    assert np.abs(levels(first) - levels(sharp)).mean() < 12.0


def levels(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : image.width()].astype(np.float64)


def test_dragging_paints_no_card_again_but_those_in_the_hand(large, qtbot, monkeypatch) -> None:
    rest(large, qtbot)
    names = [node.name for node in large.graph.nodes.values()]
    begin = large.at(names[13])
    large.press(begin)
    large.move(begin + QPoint(9, 9), LEFT)
    large.view.grab()
    painted: list[str] = []
    plain = Card.paint
    monkeypatch.setattr(
        Card, "paint", lambda *each: (painted.append(each[0].face.name), plain(*each))
    )
    for step in range(2, 12):
        large.move(begin + QPoint(9 * step, 4 * step), LEFT)
        large.view.grab()
    assert painted == []
    assert large.view.canvas.deck.lifted
    large.release(begin + QPoint(99, 44))
    assert not large.view.canvas.deck.lifted


def test_what_is_in_the_hand_is_seen_where_the_hand_is(large, qtbot) -> None:
    rest(large, qtbot)
    name = list(large.graph.nodes.values())[13].name
    begin = large.at(name)
    large.press(begin)
    large.move(begin + QPoint(60, 30), LEFT)
    shown = large.view.grab().toImage()
    large.release(begin + QPoint(60, 30))
    rest(large, qtbot)
    card = large.view.card(large.node(name).id)
    area = large.view.viewportTransform().mapRect(card.scene_rect().adjusted(4, 4, -4, -4))
    dropped = large.view.grab().toImage()
    different = np.abs(levels(shown.copy(area.toRect())) - levels(dropped.copy(area.toRect())))
    assert different.mean() < 2.0


def test_esc_puts_down_what_was_in_the_hand(large, qtbot) -> None:
    rest(large, qtbot)
    before = kept(large)
    begin = large.at(list(large.graph.nodes.values())[13].name)
    large.press(begin)
    large.move(begin + QPoint(60, 30), LEFT)
    large.view.grab()
    large.view.give_up()
    large.view.select_none()
    large.move(QPoint(2, 2))
    rest(large, qtbot)
    assert kept(large) == before


def test_a_card_far_away_is_a_flat_sign_of_its_category(large, qtbot) -> None:
    large.view.zoom_to(0.2)
    rest(large, qtbot)
    card = large.view.card(large.node("linear1").id)
    large.editor.select([])
    corner = large.view.viewportTransform().map(card.pos() + QPointF(40, 10)).toPoint()
    image = large.view.grab().toImage()
    assert image.pixelColor(corner) == theme.category_colour(card.face.category)


class Board:
    """A kept picture of one colour that notes what is painted."""

    def __init__(self, qapp) -> None:
        self.parts: list[QRectF] = []
        self.colour = Qt.GlobalColor.red
        self.picture = KeptPicture(self.paint, lambda: theme.colour("canvas"))

    def paint(self, painter, part) -> None:
        self.parts.append(QRectF(part))
        painter.fillRect(QRectF(0, 0, 9999, 9999), self.colour)


@pytest.fixture
def board(qapp) -> Board:
    made = Board(qapp)
    made.picture.fit(QSize(640, 480), 1.0)
    made.picture.refresh(QRect(0, 0, 640, 480), blank=True)
    made.parts.clear()
    return made


def test_what_may_wait_is_painted_in_pieces_and_pauses_in_between(board) -> None:
    whole = [QRect(0, 0, 640, 480)]
    board.picture.stale(whole, soon=True)
    board.picture.refine(0.0)
    assert board.parts == []
    board.picture.refine(1e12)
    assert board.picture.complete
    assert len(board.parts) > 4
    board.picture._pause_ends_s = 1e12
    board.picture.stale(whole, soon=True)
    count = len(board.parts)
    board.picture.refine(1e12)
    assert len(board.parts) == count
    assert not board.picture.complete
    board.picture.stale([QRect(10, 10, 5, 5)])
    board.picture.refresh(QRect(0, 0, 640, 480), blank=True)
    assert board.parts[-1] == QRectF(10, 10, 5, 5)


def test_panning_paints_only_what_comes_in(board) -> None:
    board.picture.shift(-30, 0)
    board.picture.refresh(QRect(0, 0, 640, 480), blank=True)
    assert board.parts == [QRectF(610, 0, 30, 480)]


def test_a_part_that_is_not_seen_may_wait_even_if_it_is_due(board) -> None:
    board.picture.stale([QRect(500, 0, 50, 50)])
    board.picture.refresh(QRect(0, 0, 400, 480), blank=True)
    assert board.parts == []
    assert not board.picture.complete


def test_nothing_of_the_former_graph_is_seen_in_another(make_canvas, monkeypatch, qtbot) -> None:
    canvas = make_canvas(with_block(2))
    canvas.view.zoom_to(0.6)
    rest(canvas, qtbot)
    for uses in ((canvas.node("block1").id,), ()):
        with monkeypatch.context() as slow:
            # As on a large canvas: what may follow later does.
            for name in ("_AT_ONCE_S", "_PIECE_S", "_LARGE_PIECE_S"):
                slow.setattr(layered, name, 0.0)
            canvas.editor.enter(uses)
            canvas.view.grab()
            at_once = kept(canvas)[1]
        rest(canvas, qtbot)
        assert kept(canvas)[1] == at_once


def test_a_card_that_gets_the_id_of_a_former_one_does_not_look_like_it(canvas) -> None:
    name = next(iter(canvas.graph.nodes))
    face, frame = (getattr(canvas.view.card(name), part) for part in ("face", "frame"))
    cards: dict[str, Card] = {}
    deck = CardLayer(cards, lambda: None)

    def painted(shown: Face) -> QImage:
        cards[name] = Card(name, canvas.view.canvas.readings, deck.changed)
        cards[name].show_face(shown, None)
        image = QImage(300, 200, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        area = frame.rect.adjusted(-20, -20, 20, 20)
        deck.paint(painter, area, QTransform.fromTranslate(20, 20), 1.0)
        painter.end()
        return image

    assert painted(face) == painted(face)
    assert painted(face) != painted(replace(face, name="another"))
