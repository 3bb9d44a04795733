"""Copies that are dragged away with Ctrl, and wires that are cut by drawing across them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from guinet.gui import theme
from guinet.gui.canvas.gestures.cut_wires import crossed

CTRL = Qt.KeyboardModifier.ControlModifier
RIGHT, LEFT = Qt.MouseButton.RightButton, Qt.MouseButton.LeftButton


def cards(canvas) -> int:
    """Return how many cards are seen, those in the hand included."""
    gesture = canvas.view._hand.gesture
    in_hand = getattr(getattr(gesture, "_inner", None), "_ghosts", {})
    return len(canvas.view.canvas.cards) + len(in_hand)


def test_ctrl_drag_drags_a_copy_away_in_one_step(canvas) -> None:
    before = canvas.document.project

    def look() -> None:
        assert canvas.document.project is before
        assert cards(canvas) == 7
        place = canvas.at("hidden") + QPoint(40, 200)
        seen = canvas.view.grab().toImage().pixelColor(place)
        ground, card = theme.colour("canvas"), theme.colour("card")
        assert min(ground.red(), card.red()) < seen.red() <= max(ground.red(), card.red())

    canvas.drag(canvas.at("hidden"), canvas.at("hidden") + QPoint(40, 200), CTRL, then=look)
    assert cards(canvas) == 7
    assert canvas.place("hidden1") == (200.0, 200.0)
    assert canvas.place("hidden") == (160.0, 0.0)
    assert canvas.node("hidden1").module == canvas.node("hidden").module
    assert canvas.document.undo_label == "Duplicate hidden1"
    assert canvas.editor.selected == {canvas.node("hidden1").id}
    canvas.document.undo()
    assert canvas.document.project == before
    assert not canvas.document.can_undo


def test_ctrl_drag_copies_the_selection_with_the_wires_inside_it(canvas) -> None:
    canvas.editor.select([canvas.node("hidden").id, canvas.node("tanh").id])
    before = canvas.edges()
    canvas.drag(canvas.at("tanh"), canvas.at("tanh") + QPoint(0, 240), CTRL)
    assert canvas.edges() - before == {"hidden1.y>tanh1.x"}
    assert canvas.place("hidden1") == (160.0, 240.0)
    assert canvas.document.undo_label == "Duplicate 2 nodes"


def test_a_card_outside_the_selection_is_copied_alone(canvas) -> None:
    canvas.editor.select([canvas.node("hidden").id])
    canvas.drag(canvas.at("tanh"), canvas.at("tanh") + QPoint(0, 240), CTRL)
    assert len(canvas.names()) == 7


def test_a_ctrl_click_still_toggles(canvas) -> None:
    canvas.click(canvas.at("hidden"), CTRL)
    canvas.click(canvas.at("tanh"), CTRL)
    assert canvas.editor.selected == {canvas.node("hidden").id, canvas.node("tanh").id}
    canvas.click(canvas.at("hidden"), CTRL)
    assert canvas.editor.selected == {canvas.node("tanh").id}
    assert not canvas.document.can_undo


def test_esc_leaves_no_copy(canvas) -> None:
    before = canvas.document.project
    begin = canvas.at("hidden")
    canvas.press(begin, CTRL)
    canvas.move(begin + QPoint(50, 90), LEFT, CTRL)
    assert cards(canvas) == 7
    QTest.keyClick(canvas.view, Qt.Key.Key_Escape)
    assert cards(canvas) == 6
    canvas.release(begin, CTRL)
    assert canvas.document.project is before


def test_wires_are_cut_by_drawing_across_them(canvas) -> None:
    before = canvas.edges()
    above, below = canvas.on_edge("hidden", "tanh"), canvas.on_edge("tanh", "out")

    def look() -> None:
        assert len(canvas.view._hand.gesture._cut) == 2
        canvas.view.grab()
        assert canvas.edges() == before

    canvas.press(above - QPoint(0, 60), CTRL, RIGHT)
    for place in (above + QPoint(0, 100), below + QPoint(0, 100), below - QPoint(0, 60)):
        canvas.move(place, RIGHT, CTRL)
    look()
    canvas.release(below - QPoint(0, 60), CTRL, RIGHT)
    assert canvas.edges() == before - {"hidden.y>tanh.x", "tanh.y>out.x"}
    assert canvas.document.undo_label == "Cut 2 wires"
    canvas.document.undo()
    assert canvas.edges() == before
    assert not canvas.document.can_undo


def test_one_wire_is_named(canvas) -> None:
    at = canvas.on_edge("y", "loss")
    canvas.drag(at - QPoint(0, 40), at + QPoint(0, 40), CTRL, RIGHT)
    assert canvas.document.undo_label == "Cut y → loss"


def test_a_line_that_crosses_nothing_cuts_nothing(canvas) -> None:
    canvas.drag(QPoint(60, 450), QPoint(400, 500), CTRL, RIGHT)
    assert not canvas.document.can_undo


def test_esc_cuts_nothing(canvas) -> None:
    at = canvas.on_edge("hidden", "tanh")
    canvas.press(at - QPoint(0, 40), CTRL, RIGHT)
    canvas.move(at + QPoint(0, 40), RIGHT, CTRL)
    QTest.keyClick(canvas.view, Qt.Key.Key_Escape)
    canvas.release(at, CTRL, RIGHT)
    assert not canvas.document.can_undo


def test_which_lines_a_piece_crosses() -> None:
    x = np.linspace(0, 10, 11)
    table = np.stack([np.stack([x, np.full_like(x, y)], axis=1) for y in (0.0, 2.0, 4.0)])
    assert crossed(table, (5.5, -1.0), (5.6, 3.0)).tolist() == [True, True, False]
    assert crossed(table, (11.0, -1.0), (11.0, 9.0)).tolist() == [False] * 3
    assert crossed(table, (5.0, 0.5), (8.0, 1.5)).tolist() == [False] * 3
    assert crossed(table[:0], (0.0, 0.0), (1.0, 1.0)).shape == (0,)


def test_the_view_knows_a_ghost_from_a_card(canvas) -> None:
    """While copies are dragged the wires of the originals stay where they are."""
    layer = canvas.view.canvas.layer
    before = layer.table.copy()
    begin = canvas.at("hidden")
    canvas.press(begin, CTRL)
    canvas.move(begin + QPoint(0, 90), LEFT, CTRL)
    assert (layer.table == before).all()
    assert canvas.view.card(canvas.node("hidden").id).pos() == QPointF(160, 0)
    QTest.keyClick(canvas.view, Qt.Key.Key_Escape)
    canvas.release(begin, CTRL)
