"""What is done where the pointer is, and what is shown there once the view has moved under it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget

MIDDLE = Qt.MouseButton.MiddleButton


def leave(canvas) -> None:
    QApplication.sendEvent(canvas.view.viewport(), QEvent(QEvent.Type.Leave))


def copied(canvas, *names: str) -> None:
    canvas.editor.select([canvas.node(name).id for name in names])
    canvas.view.commands.copy()


def covers(canvas) -> bool:
    """Whether a selected card lies over another one."""
    rects = canvas.view.canvas.rects()
    chosen = [rects.pop(id) for id in canvas.editor.selected]
    return any(new.intersects(old) for new in chosen for old in rects.values())


def test_what_is_pasted_has_its_middle_at_the_pointer(canvas) -> None:
    copied(canvas, "hidden", "tanh")
    canvas.view.pan(0, -1000)
    canvas.move(QPoint(400, 300))
    canvas.view.paste()
    rects = [canvas.view.canvas.rects()[id] for id in canvas.editor.selected]
    middle = rects[0].united(rects[1]).center()
    off = canvas.view.viewportTransform().map(middle).toPoint() - QPoint(400, 300)
    assert off.manhattanLength() <= 8


def test_what_is_pasted_at_the_edge_is_seen_whole_and_near(canvas) -> None:
    copied(canvas, "tanh")
    canvas.view.pan(0, -1000)
    place = canvas.view.viewport().rect().bottomLeft() + QPoint(4, -4)
    canvas.move(place)
    canvas.view.paste()
    (id,) = canvas.editor.selected
    rect = canvas.view.canvas.rects()[id]
    assert canvas.view.seen_rect().contains(rect)
    corner = canvas.view.viewportTransform().map(rect.bottomLeft()).toPoint()
    assert (corner - place).manhattanLength() <= 48


@pytest.mark.parametrize("over", [True, False])
def test_what_is_pasted_again_and_again_covers_no_card(canvas, over: bool) -> None:
    copied(canvas, "hidden", "tanh")
    canvas.move(canvas.at("tanh"))
    if not over:
        leave(canvas)
    for _ in range(3):
        canvas.view.paste()
        assert not covers(canvas)


def test_a_menu_keeps_its_place_until_it_is_gone(canvas, qtbot) -> None:
    places = canvas.view.whereabouts
    menu = QWidget()
    canvas.move(QPoint(300, 500))
    places.stay_for(menu, QPoint(300, 500))
    canvas.move(QPoint(100, 100))
    assert places.place == QPoint(300, 500)
    menu.deleteLater()
    qtbot.waitUntil(lambda: places.place == QPoint(100, 100))
    leave(canvas)
    assert places.place is None
    assert places.point is None


def test_the_cursor_tells_what_is_there_once_the_view_moved(canvas) -> None:
    canvas.move(canvas.port("tanh", "y"))
    assert canvas.view.viewport().cursor().shape() == Qt.CursorShape.CrossCursor
    canvas.view.pan(0, 300)
    assert canvas.view.viewport().cursor().shape() == Qt.CursorShape.ArrowCursor
    canvas.view.pan(0, -300)
    assert canvas.view.viewport().cursor().shape() == Qt.CursorShape.CrossCursor


def test_the_hand_is_closed_while_it_pans(canvas) -> None:
    canvas.press(QPoint(300, 500), button=MIDDLE)
    assert canvas.view.viewport().cursor().shape() == Qt.CursorShape.ClosedHandCursor
    canvas.release(QPoint(300, 500), button=MIDDLE)
    assert canvas.view.viewport().cursor().shape() == Qt.CursorShape.ArrowCursor


def test_undo_selects_what_it_brings_back(canvas) -> None:
    names = [canvas.node("tanh").id, canvas.node("hidden").id]
    canvas.editor.select(names)
    canvas.view.commands.delete()
    canvas.editor.select([canvas.node("out").id])
    canvas.document.undo()
    assert canvas.editor.selected == set(names)
    canvas.document.redo()
    assert canvas.editor.selected == frozenset()


def test_undo_of_a_move_leaves_the_selection(canvas) -> None:
    canvas.drag(canvas.at("tanh"), canvas.at("tanh") + QPoint(0, 200))
    canvas.editor.select([canvas.node("out").id])
    canvas.document.undo()
    assert canvas.editor.selected == {canvas.node("out").id}


def test_a_hand_that_zoomed_leaves_cards_on_whole_pixels(canvas) -> None:
    canvas.view.zoom_to(0.7)
    canvas.drag(canvas.at("tanh"), canvas.at("tanh") + QPoint(13, 171))
    x, y = canvas.place("tanh")
    assert (x, y) != (320.0, 0.0)
    assert x.is_integer()
    assert y.is_integer()
