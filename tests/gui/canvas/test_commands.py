"""What menus and keys do: one undo step each, places included."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from guinet.gui.canvas.rename import RenameField
from guinet.gui.mime import MODULE_MIME, dragged_module, module_mime
from guinet.project.library_save import save_composite
from guinet.project.project import Project
from tests.graph.graphs import with_nested_composite


def hover(canvas, data: QMimeData, place: QPoint) -> None:
    """Send the events of a drag from the palette that has not been let go of."""
    copy, left, none = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    for kind in (QDragEnterEvent, QDragMoveEvent):
        QApplication.sendEvent(canvas.view.viewport(), kind(place, copy, data, left, none))


def drop(canvas, data: QMimeData, place: QPoint) -> list[bool]:
    """Send the events that a drag from the palette sends; return what was accepted."""
    port = canvas.view.viewport()
    copy, left, none = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    accepted = []
    for event in (
        QDragEnterEvent(place, copy, data, left, none),
        QDragMoveEvent(place, copy, data, left, none),
        QDropEvent(QPointF(place), copy, data, left, none),
    ):
        QApplication.sendEvent(port, event)
        accepted.append(event.isAccepted())
    return accepted


def test_the_drag_carries_the_type(canvas) -> None:
    data = module_mime("Linear")
    assert data.hasFormat(MODULE_MIME)
    assert dragged_module(data) == "Linear"
    assert dragged_module(QMimeData()) is None


def test_a_drop_places_the_module_with_its_middle_there(canvas) -> None:
    before = canvas.document.project
    place = canvas.room()
    assert drop(canvas, module_mime("ReLU"), place) == [True, True, True]
    node = canvas.node("relu1")
    middle = canvas.view.card(node.id).scene_rect().center()
    wanted = canvas.view.event_point(place)
    assert abs(middle.x() - wanted.x()) <= 4
    assert abs(middle.y() - wanted.y()) <= 4
    assert canvas.editor.selected == {node.id}
    assert canvas.document.undo_label == "Add ReLU"
    canvas.document.undo()
    assert canvas.document.project == before
    canvas.document.redo()
    assert canvas.view.card(node.id).scene_rect().center() == middle


def test_a_drop_over_cards_lands_at_the_nearest_place_where_it_covers_none(canvas) -> None:
    rects = canvas.view.canvas.rects()
    tanh = rects[canvas.node("tanh").id]
    canvas.view.add_module("Concat", tanh.center() + QPointF(0, tanh.height() / 2 - 8))
    rect = canvas.view.card(canvas.node("concat1").id).scene_rect()
    assert not any(rect.intersects(other) for other in rects.values())
    assert rect.center().x() == pytest.approx(tanh.center().x(), abs=8)
    assert 16 <= rect.top() - tanh.bottom() <= 40


def test_the_first_module_on_an_empty_canvas_stays_where_it_was_dropped(make_canvas) -> None:
    canvas = make_canvas(Project())
    drop(canvas, module_mime("Input"), QPoint(200, 150))
    middle = canvas.view.card(canvas.node("input1").id).scene_rect().center()
    seen = canvas.view.viewportTransform().map(middle) - QPointF(200, 150)
    assert seen.manhattanLength() <= 8


def test_a_foreign_drag_is_refused(canvas) -> None:
    data = QMimeData()
    data.setText("Linear")
    assert drop(canvas, data, QPoint(300, 450)) == [False, False, False]
    assert not canvas.document.can_undo


def test_an_unknown_type_is_said_in_words(canvas) -> None:
    drop(canvas, module_mime("Nonsense"), QPoint(300, 450))
    assert not canvas.document.can_undo
    assert canvas.messages == ["There is no module named Nonsense."]


def test_a_composite_comes_with_its_definitions_in_one_step(canvas) -> None:
    before = canvas.document.project
    places = {"c1": {"n2": (160.0, 8.0)}}
    save_composite(with_nested_composite(), "c2", layout=places)
    place = canvas.room()
    assert drop(canvas, module_mime("block"), place) == [True, True, True]
    node = canvas.node("block1")
    middle = canvas.view.card(node.id).scene_rect().center()
    wanted = canvas.view.event_point(place)
    assert abs(middle.x() - wanted.x()) <= 4
    assert abs(middle.y() - wanted.y()) <= 4
    assert canvas.view.card(node.id).face.type_text == "block"
    assert [c.name for c in canvas.graph.composites.values()] == ["cell", "block"]
    assert canvas.document.project.layout["c1"] == places["c1"]
    assert canvas.document.undo_label == "Add block"
    # A second one uses the definitions that are there.
    drop(canvas, module_mime("block"), QPoint(500, 450))
    assert canvas.node("block2").module == node.module
    assert len(canvas.graph.composites) == 2
    canvas.document.undo()
    canvas.document.undo()
    assert canvas.document.project == before


def test_modules_added_without_a_place_do_not_cover_anything(canvas) -> None:
    for _ in range(4):
        canvas.view.add_module("Linear")
    rects = list(canvas.view.canvas.rects().values())
    for number, rect in enumerate(rects):
        assert not any(rect.intersects(other) for other in rects[number + 1 :])


def test_delete_takes_nodes_and_wires_in_one_step(canvas) -> None:
    before = canvas.document.project
    canvas.editor.select([canvas.node("tanh").id])
    canvas.view.canvas.select_edges([canvas.edge("y", "loss")])
    canvas.view.commands.delete()
    assert canvas.edges() == {"x.y>hidden.x", "out.y>loss.prediction"}
    assert "tanh" not in canvas.names()
    assert len(canvas.document.project.layout[""]) == 5
    assert canvas.document.undo_label == "Delete 2 items"
    canvas.document.undo()
    assert canvas.document.project == before


def test_delete_without_a_selection_is_no_edit(canvas) -> None:
    canvas.view.commands.delete()
    assert not canvas.document.can_undo


def test_copy_and_paste_keep_the_wires_between_the_copies(canvas) -> None:
    canvas.editor.select([canvas.node("hidden").id, canvas.node("tanh").id])
    canvas.view.commands.copy()
    assert not canvas.document.can_undo
    canvas.view.paste()
    new = canvas.editor.selected
    assert len(new) == 2
    assert len(canvas.names()) == len(set(canvas.names())) == 8
    inner = [e for e in canvas.graph.edges if e.source in new or e.target in new]
    assert len(inner) == 1
    assert {inner[0].source, inner[0].target} == new
    layout = canvas.document.project.layout[""]
    (first, y), (second, other_y) = sorted(layout[id] for id in new)
    assert (second - first, other_y - y) == (160.0, 0.0)
    assert canvas.document.undo_label == "Paste 2 nodes"
    canvas.document.undo()
    assert len(canvas.names()) == 6


def test_pasting_twice_does_not_stack_copies_exactly(canvas) -> None:
    canvas.editor.select([canvas.node("hidden").id])
    canvas.view.commands.copy()
    canvas.view.paste()
    canvas.view.paste()
    places = list(canvas.document.project.layout[""].values())
    assert len(places) == len(set(places)) == 8


def test_what_was_copied_out_of_sight_is_pasted_in_sight(canvas) -> None:
    canvas.editor.select([canvas.node("hidden").id])
    canvas.view.commands.copy()
    canvas.view.pan(-5000, 0)
    canvas.view.paste()
    (new,) = canvas.editor.selected
    seen = canvas.view.viewportTransform().map(canvas.view.card(new).scene_rect().center())
    assert canvas.view.viewport().rect().contains(seen.toPoint())


def test_cut_copies_and_deletes(canvas) -> None:
    canvas.editor.select([canvas.node("tanh").id])
    canvas.view.commands.cut()
    assert "tanh" not in canvas.names()
    assert canvas.document.undo_label == "Cut tanh"
    canvas.view.paste()
    assert "tanh" in canvas.names()


def test_a_clipboard_with_something_else_is_said_in_words(canvas) -> None:
    QGuiApplication.clipboard().setText("hello")
    canvas.view.paste()
    assert not canvas.document.can_undo
    assert len(canvas.messages) == 1
    assert "clipboard" in canvas.messages[0]


def test_duplicate_leaves_the_clipboard_alone(canvas) -> None:
    QGuiApplication.clipboard().setText("mine")
    canvas.editor.select([canvas.node("tanh").id])
    canvas.view.commands.duplicate()
    assert QGuiApplication.clipboard().text() == "mine"
    assert canvas.document.undo_label == "Duplicate tanh1"
    assert canvas.place("tanh1") == (352.0, 32.0)


def test_select_all_takes_nodes_and_wires(canvas) -> None:
    canvas.view.select_all()
    assert canvas.editor.selected == set(canvas.graph.nodes)
    assert canvas.view.canvas.selected_edges == set(canvas.graph.edges)
    QTest.keyClick(canvas.view, Qt.Key.Key_Escape)
    assert not canvas.view.has_selection()


def rename_field(canvas) -> RenameField:
    (field,) = [f for f in canvas.view.viewport().findChildren(RenameField) if f.isVisible()]
    return field


def test_a_double_click_on_the_name_renames(canvas) -> None:
    place = canvas.at("hidden", 30, 16)
    QTest.mouseDClick(canvas.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    field = rename_field(canvas)
    assert field.text() == "hidden"
    QTest.keyClicks(field, "first layer")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert "first layer" in canvas.names()
    assert canvas.document.undo_label == "Rename hidden to first layer"
    assert not field.isVisible()
    canvas.document.undo()
    assert "hidden" in canvas.names()


@pytest.mark.parametrize(("name", "word"), [("tanh", "already"), ("a.b", "dot"), ("", "empty")])
def test_a_name_that_cannot_be_had_is_said_and_the_field_stays(canvas, name, word) -> None:
    canvas.editor.select([canvas.node("hidden").id])
    canvas.view.rename_selected()
    field = rename_field(canvas)
    field.setText(name)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.isVisible()
    assert word in canvas.messages[-1]
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not field.isVisible()
    assert "hidden" in canvas.names()
    assert not canvas.document.can_undo


def test_deleting_letters_deletes_no_node(canvas) -> None:
    canvas.editor.select([canvas.node("hidden").id])
    canvas.view.rename_selected()
    QTest.keyClick(rename_field(canvas), Qt.Key.Key_Backspace)
    assert len(canvas.names()) == 6


def test_reveal_brings_a_node_into_the_middle(canvas) -> None:
    node = canvas.node("loss")
    canvas.view.pan(3000, 3000)
    canvas.view.reveal("loss")
    middle = canvas.view.viewportTransform().map(canvas.view.card(node.id).scene_rect().center())
    assert (middle - QPointF(canvas.view.viewport().rect().center())).manhattanLength() <= 2
    assert canvas.editor.selected == {node.id}
    canvas.view.reveal("gone")


TORCH = "nn.Sequential(nn.Linear(2, 6), nn.Tanh(), nn.Linear(6, 3))"


def test_pasted_pytorch_text_on_an_empty_canvas_is_a_whole_network(make_canvas) -> None:
    canvas = make_canvas(Project())
    QGuiApplication.clipboard().setText(TORCH)
    canvas.view.paste()
    types = [node.module.type_name() for node in canvas.editor.graph.nodes.values()]
    assert types[:4] == ["Input", "Linear", "Tanh", "Linear"]
    assert canvas.editor.problems == ()
    places = canvas.editor.project.layout[""]
    assert len(set(places.values())) == len(types)
    canvas.document.undo()
    assert not canvas.editor.graph.nodes


def test_pasted_pytorch_text_beside_a_network_is_its_modules(canvas) -> None:
    before = canvas.editor.graph
    QGuiApplication.clipboard().setText(TORCH)
    canvas.view.paste()
    fresh = canvas.editor.selected
    assert len(fresh) == 3
    assert set(before.nodes) | fresh == set(canvas.editor.graph.nodes)
    assert len(canvas.editor.graph.edges) == len(before.edges) + 2
    rects = canvas.view.canvas.rects()
    assert not any(rects[a].intersects(rects[b]) for a in fresh for b in fresh if a != b)


def test_pytorch_text_that_cannot_be_read_says_why(canvas) -> None:
    said: list[str] = []
    canvas.view.status_message.connect(said.append)
    QGuiApplication.clipboard().setText("nn.Sequential(nn.Liner(2, 3))")
    canvas.view.paste()
    assert said == ["Line 1: guinet has no module for 'Liner'; did you mean Linear?"]
