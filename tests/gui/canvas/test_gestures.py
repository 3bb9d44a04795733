"""Each gesture, through real mouse events, changes the project as expected and is undone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
MIDDLE = Qt.MouseButton.MiddleButton


def test_dragging_a_card_moves_it_in_one_step(canvas) -> None:
    before = canvas.document.project
    canvas.drag(canvas.at("hidden"), canvas.at("hidden") + QPoint(50, 30))
    assert canvas.place("hidden") == (210.0, 30.0)
    assert canvas.document.undo_label == "Move hidden"
    assert canvas.editor.selected == {canvas.node("hidden").id}
    canvas.document.undo()
    assert canvas.document.project == before
    assert canvas.view.card(canvas.node("hidden").id).pos() == QPointF(160, 0)
    assert not canvas.document.can_undo


def test_the_project_is_untouched_until_the_release(canvas) -> None:
    before = canvas.document.project

    def look() -> None:
        assert canvas.document.project is before
        assert canvas.view.card(canvas.node("hidden").id).pos() == QPointF(210, 30)

    canvas.drag(canvas.at("hidden"), canvas.at("hidden") + QPoint(50, 30), then=look)
    assert canvas.document.project is not before


def test_wires_follow_the_card_while_it_is_dragged(canvas) -> None:
    layer = canvas.view.canvas.layer
    row = layer.edges.index(canvas.edge("x", "hidden"))
    end = layer.table[row, -1].copy()
    canvas.press(canvas.at("hidden"))
    canvas.move(canvas.at("hidden") + QPoint(0, 40), Qt.MouseButton.LeftButton)
    assert (layer.table[row, -1] - end).tolist() == [0.0, 40.0]
    canvas.release(canvas.at("hidden"))


def test_shift_during_a_drag_snaps_to_the_grid(canvas) -> None:
    begin = canvas.at("hidden")
    none = Qt.KeyboardModifier.NoModifier
    canvas.drag(begin, begin + QPoint(51, 29), SHIFT, press_keys=none)
    assert canvas.place("hidden") == (208.0, 32.0)


def test_a_selection_moves_together(canvas) -> None:
    canvas.editor.select([canvas.node("x").id, canvas.node("hidden").id])
    canvas.drag(canvas.at("hidden"), canvas.at("hidden") + QPoint(0, 40))
    assert canvas.place("x") == (0.0, 40.0)
    assert canvas.place("hidden") == (160.0, 40.0)
    assert canvas.place("tanh") == (320.0, 0.0)
    assert canvas.document.undo_label == "Move 2 nodes"


def test_esc_puts_dragged_cards_back(canvas) -> None:
    before = canvas.document.project
    begin = canvas.at("hidden")
    canvas.press(begin)
    canvas.move(begin + QPoint(60, 60), Qt.MouseButton.LeftButton)
    QTest.keyClick(canvas.view, Qt.Key.Key_Escape)
    assert canvas.view.card(canvas.node("hidden").id).pos() == QPointF(160, 0)
    canvas.release(begin + QPoint(60, 60))
    assert canvas.document.project is before


def test_a_click_selects_and_shift_and_ctrl_change_the_selection(canvas) -> None:
    x, hidden = canvas.node("x").id, canvas.node("hidden").id
    canvas.click(canvas.at("x"))
    assert canvas.editor.selected == {x}
    canvas.click(canvas.at("hidden"), SHIFT)
    assert canvas.editor.selected == {x, hidden}
    canvas.click(canvas.at("x"), CTRL)
    assert canvas.editor.selected == {hidden}
    canvas.editor.select([x, hidden])
    canvas.click(canvas.at("x"))
    assert canvas.editor.selected == {x}
    canvas.click(QPoint(20, 500))
    assert canvas.editor.selected == frozenset()
    assert not canvas.document.can_undo


def test_a_box_selects_what_it_touches(canvas) -> None:
    ids = {name: canvas.node(name).id for name in canvas.names()}
    canvas.drag(QPoint(20, 500), QPoint(260, 130))
    assert canvas.editor.selected == {ids["x"], ids["hidden"]}
    canvas.drag(QPoint(330, 420), QPoint(420, 200), SHIFT)
    assert canvas.editor.selected == {ids["x"], ids["hidden"], ids["tanh"]}
    canvas.drag(QPoint(20, 500), QPoint(260, 130), CTRL)
    assert canvas.editor.selected == {ids["tanh"]}
    assert not canvas.document.can_undo


def test_a_wire_from_an_output_replaces_the_one_in_the_input(canvas) -> None:
    before = canvas.edges()
    canvas.drag(canvas.port("hidden", "y"), canvas.port("out", "x"))
    assert canvas.edges() == before - {"tanh.y>out.x"} | {"hidden.y>out.x"}
    assert canvas.document.undo_label == "Connect hidden → out"
    canvas.document.undo()
    assert canvas.edges() == before
    assert set(canvas.view.canvas.layer.edges) == set(canvas.graph.edges)


def test_a_wire_can_be_drawn_backwards_from_a_free_input(canvas) -> None:
    canvas.editor.apply_graph(_cut(canvas.edge("hidden", "tanh")), "cut")
    canvas.drag(canvas.port("tanh", "x"), canvas.port("x", "y"))
    assert "x.y>tanh.x" in canvas.edges()


def test_a_wire_dropped_on_a_card_takes_its_free_input(canvas) -> None:
    canvas.editor.apply_graph(_cut(canvas.edge("y", "loss")), "cut")
    canvas.drag(canvas.port("y", "y"), canvas.at("loss", 60, 130))
    assert "y.y>loss.target" in canvas.edges()


def test_a_wire_dropped_on_the_empty_canvas_is_gone(canvas) -> None:
    before = canvas.document.project
    canvas.drag(canvas.port("hidden", "y"), QPoint(300, 500))
    assert canvas.document.project is before
    assert not canvas.document.can_undo


def test_dragging_off_an_input_rewires(canvas) -> None:
    before = canvas.edges()
    canvas.editor.apply_graph(_cut(canvas.edge("y", "loss")), "cut")
    canvas.drag(canvas.port("loss", "prediction"), canvas.port("loss", "target"))
    after = before - {"y.y>loss.target", "out.y>loss.prediction"} | {"out.y>loss.target"}
    assert canvas.edges() == after
    canvas.document.undo()
    assert canvas.edges() == before - {"y.y>loss.target"}


def test_dragging_a_wire_off_its_input_and_dropping_it_cuts_it(canvas) -> None:
    before = canvas.edges()
    canvas.drag(canvas.port("out", "x"), QPoint(400, 500))
    assert canvas.edges() == before - {"tanh.y>out.x"}
    assert canvas.document.undo_label == "Disconnect tanh → out"


def test_a_wire_put_back_on_its_input_is_no_edit(canvas) -> None:
    begin = canvas.port("out", "x")
    canvas.press(begin)
    canvas.move(QPoint(400, 500), Qt.MouseButton.LeftButton)
    canvas.move(begin, Qt.MouseButton.LeftButton)
    canvas.release(begin)
    assert not canvas.document.can_undo
    assert "tanh.y>out.x" in canvas.edges()


def test_esc_gives_up_a_wire(canvas) -> None:
    before = canvas.edges()
    canvas.press(canvas.port("out", "x"))
    canvas.move(QPoint(400, 500), Qt.MouseButton.LeftButton)
    QTest.keyClick(canvas.view, Qt.Key.Key_Escape)
    canvas.release(QPoint(400, 500))
    assert canvas.edges() == before
    assert not canvas.document.can_undo


def test_a_cycle_is_refused_and_the_reason_shown(canvas, monkeypatch) -> None:
    shown: list[tuple[str, str]] = []
    monkeypatch.setattr(
        "guinet.gui.canvas.gestures.draw_wire.paint_bubble",
        lambda _painter, _at, text, kind, _room: shown.append((text, kind)),
    )
    canvas.editor.apply_graph(_cut(canvas.edge("x", "hidden")), "cut")
    before = canvas.document.project
    canvas.drag(
        canvas.port("tanh", "y"),
        canvas.port("hidden", "x"),
        then=lambda: canvas.view.grab(),
    )
    assert canvas.document.project is before
    assert shown
    assert shown[-1][1] == "error"
    assert "cycle" in shown[-1][0]
    assert canvas.messages == [shown[-1][0]]


def test_two_outputs_cannot_be_joined(canvas) -> None:
    before = canvas.document.project
    canvas.drag(canvas.port("x", "y"), canvas.port("tanh", "y"))
    assert canvas.document.project is before
    assert len(canvas.messages) == 1


def test_a_mismatch_is_announced_and_becomes_a_problem(canvas, monkeypatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(
        "guinet.gui.canvas.gestures.draw_wire.paint_bubble",
        lambda _painter, _at, _text, kind, _room: shown.append(kind),
    )
    assert not canvas.editor.problems
    canvas.drag(
        canvas.port("hidden", "y"),
        canvas.port("loss", "prediction"),
        then=lambda: canvas.view.grab(),
    )
    assert shown[-1] == "warning"
    assert "hidden.y>loss.prediction" in canvas.edges()
    problems = [p for p in canvas.editor.problems if p.path == "loss"]
    assert [p.severity for p in problems] == ["error"]
    assert canvas.view.card(canvas.node("loss").id).face.severity == "error"


def test_an_edge_is_selected_by_a_click_and_deleted(canvas) -> None:
    canvas.click(canvas.on_edge("out", "loss"))
    assert canvas.view.canvas.selected_edges == {canvas.edge("out", "loss")}
    assert canvas.view.has_selection()
    before = canvas.edges()
    canvas.view.commands.delete()
    assert canvas.edges() == before - {"out.y>loss.prediction"}
    assert canvas.document.undo_label == "Delete out → loss"
    canvas.document.undo()
    assert canvas.edges() == before


@pytest.mark.parametrize("how", ["middle", "space"])
def test_panning(canvas, how: str) -> None:
    before = canvas.view.viewportTransform().map(QPointF(0, 0))
    if how == "middle":
        canvas.drag(canvas.at("hidden"), canvas.at("hidden") + QPoint(70, -40), button=MIDDLE)
    else:
        QTest.keyPress(canvas.view, Qt.Key.Key_Space)
        canvas.drag(canvas.at("hidden"), canvas.at("hidden") + QPoint(70, -40))
        QTest.keyRelease(canvas.view, Qt.Key.Key_Space)
    after = canvas.view.viewportTransform().map(QPointF(0, 0))
    assert after - before == QPointF(70, -40)
    assert not canvas.document.can_undo


def test_space_that_was_let_go_selects_again(canvas) -> None:
    QTest.keyPress(canvas.view, Qt.Key.Key_Space)
    QTest.keyRelease(canvas.view, Qt.Key.Key_Space)
    canvas.click(canvas.at("tanh"))
    assert canvas.editor.selected == {canvas.node("tanh").id}


def test_arrows_nudge_in_one_step(canvas) -> None:
    canvas.click(canvas.at("tanh"))
    for _ in range(3):
        QTest.keyClick(canvas.view, Qt.Key.Key_Right)
    QTest.keyClick(canvas.view, Qt.Key.Key_Down)
    assert canvas.place("tanh") == (344.0, 8.0)
    canvas.document.undo()
    assert canvas.place("tanh") == (320.0, 0.0)


def _cut(edge):
    from guinet.graph.edits import disconnect

    return lambda graph: disconnect(graph, edge)


def test_a_box_and_a_click_select_no_wire_besides(canvas) -> None:
    select = canvas.view.canvas.select_edges
    select([canvas.edge("x", "hidden")])
    canvas.drag(canvas.at("y", -30, -10), canvas.at("y", 20, 40))
    assert canvas.editor.selected == {canvas.node("y").id}
    assert not canvas.view.canvas.selected_edges
    canvas.view.select_all()
    canvas.click(canvas.at("hidden"))
    assert canvas.editor.selected == {canvas.node("hidden").id}
    assert not canvas.view.canvas.selected_edges
    select([canvas.edge("x", "hidden")])
    canvas.drag(canvas.at("y", -30, -10), canvas.at("y", 20, 40), SHIFT)
    assert len(canvas.editor.selected) == 2
    assert canvas.view.canvas.selected_edges
