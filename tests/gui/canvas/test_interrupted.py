"""What a hand is doing when the graph changes under it: it lets go, and nothing breaks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtTest import QTest

from guinet.gui.canvas.rename import RenameField
from guinet.project.project import Project

LEFT = Qt.MouseButton.LeftButton


def fields(canvas) -> list[RenameField]:
    found = canvas.view.viewport().findChildren(RenameField)
    return [field for field in found if field.isVisible()]


def paint(canvas) -> None:
    canvas.view.viewport().render(QPixmap(canvas.view.viewport().size()))


def test_the_card_in_hand_can_be_deleted(canvas) -> None:
    canvas.press(canvas.at("hidden"))
    canvas.move(canvas.at("hidden") + QPoint(20, 20), LEFT)
    canvas.view.commands.delete()
    assert "hidden" not in canvas.names()
    canvas.move(canvas.at("tanh"), LEFT)
    paint(canvas)
    canvas.release(canvas.at("tanh"))
    assert canvas.document.undo_label == "Delete hidden"


def test_the_node_of_the_wire_in_hand_can_be_deleted(canvas) -> None:
    before = canvas.edges()
    canvas.press(canvas.port("tanh", "y"))
    canvas.move(canvas.at("y"), LEFT)
    canvas.editor.select([canvas.node("tanh").id])
    canvas.view.commands.delete()
    canvas.move(canvas.at("loss"), LEFT)
    paint(canvas)
    canvas.release(canvas.at("loss"))
    assert canvas.edges() < before
    assert canvas.document.undo_label == "Delete tanh"


def test_undo_puts_a_card_back_that_is_in_hand(canvas) -> None:
    canvas.drag(canvas.at("hidden"), canvas.at("hidden") + QPoint(0, 40))
    canvas.press(canvas.at("hidden"))
    canvas.move(canvas.at("hidden") + QPoint(0, 80), LEFT)
    canvas.document.undo()
    canvas.move(canvas.at("hidden") + QPoint(0, 90), LEFT)
    canvas.release(canvas.at("hidden") + QPoint(0, 90))
    assert canvas.place("hidden") == (160.0, 0.0)
    card = canvas.view.card(canvas.node("hidden").id)
    assert (card.pos().x(), card.pos().y()) == (160.0, 0.0)
    assert not canvas.document.can_undo


def test_another_button_neither_ends_nor_moves_a_drag(canvas) -> None:
    canvas.press(canvas.at("hidden"))
    canvas.move(canvas.at("hidden") + QPoint(0, 40), LEFT)
    place = canvas.at("hidden")
    canvas.press(place, button=Qt.MouseButton.MiddleButton)
    canvas.release(place, button=Qt.MouseButton.MiddleButton)
    assert not canvas.document.can_undo
    canvas.move(place + QPoint(0, 40), LEFT)
    canvas.release(place + QPoint(0, 40))
    assert canvas.place("hidden") == (160.0, 80.0)


@pytest.mark.parametrize("what", ["card", "wire"])
def test_a_right_click_gives_up_a_drag_and_asks_nothing(canvas, what: str) -> None:
    before, asked = canvas.document.project, []
    canvas.view.menu_wanted.connect(lambda place, _: asked.append(place))
    start = canvas.at("tanh") if what == "card" else canvas.port("tanh", "y")
    canvas.press(start)
    place = start + QPoint(40, 160)
    canvas.move(place, LEFT)
    canvas.press(place, button=Qt.MouseButton.RightButton)
    canvas.release(place, button=Qt.MouseButton.RightButton)
    assert canvas.view._hand.gesture is None
    canvas.release(place)
    assert canvas.document.project == before
    assert canvas.view.searching.popup is None
    assert asked == []


def test_a_defect_while_painting_leaves_no_painter_open(canvas, monkeypatch) -> None:
    held: list[QPainter] = []

    def fail(painter) -> None:
        held.append(painter)
        raise ValueError("a defect")

    # Put right at once: a timer may have the canvas painted once more before it is gone.
    with monkeypatch.context() as broken:
        broken.setattr(canvas.view, "paint_moving", fail)
        with pytest.raises(ValueError, match="a defect"):
            paint(canvas)
    assert not held[0].isActive()


def test_the_field_for_a_name_goes_with_its_project(canvas) -> None:
    canvas.editor.select([canvas.node("hidden").id])
    canvas.view.rename_selected()
    assert fields(canvas)
    canvas.document.new(Project())
    assert not fields(canvas)
    assert canvas.names() == []


@pytest.mark.parametrize("move", ["zoom_in", "frame_all", "pan"])
def test_the_field_for_a_name_takes_it_when_the_view_moves(canvas, move: str) -> None:
    canvas.editor.select([canvas.node("hidden").id])
    canvas.view.rename_selected()
    QTest.keyClicks(fields(canvas)[0], "first")
    canvas.view.pan(30, 0) if move == "pan" else getattr(canvas.view, move)()
    assert not fields(canvas)
    assert "first" in canvas.names()


def test_what_is_wrong_with_a_name_stands_below_the_field(canvas) -> None:
    canvas.editor.select([canvas.node("hidden").id])
    canvas.view.rename_selected()
    (field,) = fields(canvas)
    field.setText("tanh")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.complaint.isVisible()
    assert "already" in field.complaint.text()
    assert field.complaint.y() > field.geometry().bottom()
    QTest.keyClicks(field, "2")
    assert not field.complaint.isVisible()
