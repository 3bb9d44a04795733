"""The empty canvas: three ways to begin, gone as soon as there is a node."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from guinet.graph.edits import add_node
from guinet.modules import modules
from guinet.project.project import Project


@pytest.fixture
def empty(make_canvas):
    return make_canvas(Project())


def test_they_stand_in_the_middle_of_the_empty_canvas_only(empty) -> None:
    view = empty.view
    assert view.beginnings.isVisible()
    middle = view.beginnings.geometry().center() - view.viewport().rect().center()
    assert middle.manhattanLength() <= 2
    view.add_module("ReLU")
    assert not view.beginnings.isVisible()
    view.editor.document.undo()
    assert view.beginnings.isVisible()


def test_a_network_has_none(canvas) -> None:
    assert not canvas.view.beginnings.isVisible()


@pytest.mark.parametrize("size", [(420, 180), (700, 300), (790, 396), (2400, 1300)])
def test_nothing_is_cut_whatever_the_room(empty, size: tuple[int, int]) -> None:
    empty.view.resize(*size)
    shown = empty.view.beginnings
    assert empty.view.viewport().rect().contains(shown.geometry())
    parts = (shown.example, shown.sizes, shown.make, shown.text)
    for part in parts:
        assert part.height() >= 24
        assert shown.rect().contains(part.geometry())
    rects = [part.geometry() for part in parts]
    assert not any(a.intersects(b) for i, a in enumerate(rects) for b in rects[i + 1 :])


def test_keys_lead_in_through_and_out(empty) -> None:
    view, shown = empty.view, empty.view.beginnings
    view.activateWindow()
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Down)
    focused = view.window().focusWidget
    assert focused() is shown.example
    ring = [shown.sizes, shown.make, shown.text, shown.example]
    for part in ring:
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
        assert focused() is part
    QTest.keyClick(focused(), Qt.Key.Key_Backtab)
    assert focused() is shown.text
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert focused() is view


def test_sizes_become_a_network_with_words_for_undo(empty) -> None:
    shown, asked = empty.view.beginnings, []
    shown.network_wanted.connect(lambda beginning, words: asked.append((beginning, words)))
    shown.sizes.setText("12 gelu")
    shown.make.click()
    ((beginning, words),) = asked
    assert words == "Layers from sizes 12 gelu"
    assert len(beginning.graph.nodes) == 6
    shown.sizes.setText("twelve")
    assert not shown.make.isEnabled()
    QTest.keyClick(shown.sizes, Qt.Key.Key_Return)
    assert len(asked) == 1


def test_the_buttons_ask(empty) -> None:
    shown, asked = empty.view.beginnings, []
    shown.example_wanted.connect(lambda: asked.append("example"))
    shown.text_wanted.connect(lambda: asked.append("text"))
    shown.example.click()
    shown.text.click()
    assert asked == ["example", "text"]


def test_they_make_way_for_a_drag(empty) -> None:
    empty.view.beginnings.make_way(True)
    assert not empty.view.beginnings.isVisible()
    empty.view.beginnings.make_way(False)
    assert empty.view.beginnings.isVisible()


def test_a_node_that_comes_takes_the_focus_back_to_the_canvas(empty) -> None:
    view = empty.view
    view.activateWindow()
    view.beginnings.example.setFocus()
    view.editor.apply_graph(lambda graph: add_node(graph, modules.types()["ReLU"]())[0], "Add")
    assert view.window().focusWidget() is view
