"""Checks of the gestures of the mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from guinet.graph.edits import disconnect
from guinet.gui.canvas.popover import ProblemPopover
from tests.gui.bindings.desk import Desk
from tests.gui.bindings.registry import Do, check


@check("show_problem")
def _(desk: Desk, do: Do) -> None:
    edge = desk.edge("x", "hidden1")
    desk.editor.apply_graph(lambda graph: disconnect(graph, edge), "cut")
    do(desk.on_badge("hidden1"))
    assert [p.isVisible() for p in desk.view.findChildren(ProblemPopover)] == [True]
    assert desk.selected() == set()


@check("draw_wire")
def _(desk: Desk, do: Do) -> None:
    begin = desk.on_port("hidden1", "y", is_input=False)
    end = desk.on_port("hidden2", "x", is_input=True)
    do(begin, ((end - begin).x(), (end - begin).y()))
    assert desk.has_edge("hidden1", "hidden2")
    assert not desk.has_edge("tanh1", "hidden2")
    assert desk.selected() == set()
    desk.only_step("Connect hidden1 → hidden2")


@check("rename_here")
def _(desk: Desk, do: Do) -> None:
    do(desk.on_name("tanh1"))
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    assert field.text() == "tanh1"


@check("select")
def _(desk: Desk, do: Do) -> None:
    do(desk.on_card("tanh1"))
    assert desk.selected() == {"tanh1"}
    desk.select("x", "hidden1")
    do(desk.on_card("x"))
    assert desk.selected() == {"x"}
    assert not desk.document.can_undo


@check("select_add")
def _(desk: Desk, do: Do) -> None:
    desk.select("x")
    do(desk.on_card("tanh1"))
    do(desk.on_card("tanh1"))
    assert desk.selected() == {"x", "tanh1"}


@check("select_toggle")
def _(desk: Desk, do: Do) -> None:
    desk.select("x")
    do(desk.on_card("tanh1"))
    assert desk.selected() == {"x", "tanh1"}
    do(desk.on_card("tanh1"))
    assert desk.selected() == {"x"}


@check("move")
def _(desk: Desk, do: Do) -> None:
    desk.select("x", "hidden1")
    before = {name: desk.place(name) for name in desk.names()}
    do(desk.on_card("hidden1"), (40, 64))
    moved = {name for name in before if desk.place(name) != before[name]}
    assert moved == {"x", "hidden1"}
    assert desk.place("hidden1") == (before["hidden1"][0] + 40, before["hidden1"][1] + 64)
    assert desk.selected() == {"x", "hidden1"}
    desk.only_step("Move 2 nodes")


@check("select_wire")
def _(desk: Desk, do: Do) -> None:
    desk.select("x")
    do(desk.on_edge("x", "hidden1"))
    assert desk.view.canvas.selected_edges == {desk.edge("x", "hidden1")}
    assert desk.selected() == set()


@check("select_wire_add")
def _(desk: Desk, do: Do) -> None:
    first, second = desk.edge("x", "hidden1"), desk.edge("hidden1", "tanh1")
    desk.view.canvas.select_edges([first])
    for _time in range(2):
        do(desk.on_edge("hidden1", "tanh1"))
        assert desk.view.canvas.selected_edges == {first, second}


@check("select_wire_toggle")
def _(desk: Desk, do: Do) -> None:
    first, second = desk.edge("x", "hidden1"), desk.edge("hidden1", "tanh1")
    desk.view.canvas.select_edges([first])
    do(desk.on_edge("hidden1", "tanh1"))
    assert desk.view.canvas.selected_edges == {first, second}
    do(desk.on_edge("hidden1", "tanh1"))
    assert desk.view.canvas.selected_edges == {first}


@check("select_nothing")
def _(desk: Desk, do: Do) -> None:
    desk.view.select_all()
    do(desk.on_empty())
    assert not desk.view.has_selection()


def _box(desk: Desk, do: Do, name: str) -> None:
    """Draw a box around one card."""
    rect = desk.view.card(desk.id(name)).scene_rect().adjusted(-12, -12, 12, 12)
    corners = (rect.topLeft(), rect.bottomRight())
    begin, end = (desk.view.viewportTransform().map(corner).toPoint() for corner in corners)
    do(begin, ((end - begin).x(), (end - begin).y()))


@check("box")
def _(desk: Desk, do: Do) -> None:
    desk.select("x")
    _box(desk, do, "tanh1")
    assert desk.selected() == {"tanh1"}


@check("box_add")
def _(desk: Desk, do: Do) -> None:
    desk.select("x")
    for _time in range(2):
        _box(desk, do, "tanh1")
        assert desk.selected() == {"x", "tanh1"}


@check("box_toggle")
def _(desk: Desk, do: Do) -> None:
    desk.select("x")
    _box(desk, do, "tanh1")
    assert desk.selected() == {"x", "tanh1"}
    _box(desk, do, "tanh1")
    assert desk.selected() == {"x"}


@check("menu_here")
def _(desk: Desk, do: Do) -> None:
    places = {
        "duplicate": desk.on_card("tanh1"),
        "delete": desk.on_edge("x", "hidden1"),
        "select_all": desk.on_empty(),
    }
    for id, place in places.items():
        do(place)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        assert id in [action.objectName() for action in menu.actions()]
        menu.close()
    assert desk.selected() == set()
    assert desk.view.canvas.selected_edges == {desk.edge("x", "hidden1")}


@check("pan")
def _(desk: Desk, do: Do) -> None:
    before = desk.document.project
    card = desk.on_card("tanh1")
    do(card, (30, 20))
    assert desk.on_card("tanh1") == card + QPoint(30, 20)
    assert desk.document.project is before
    assert desk.selected() == set()


@check("zoom")
def _(desk: Desk, do: Do) -> None:
    place = QPoint(400, 200)
    point = desk.view.event_point(place)
    do(place)
    assert desk.view.zoom == pytest.approx(1.2)
    now = desk.view.viewportTransform().map(point)
    assert (now - QPointF(place)).manhattanLength() <= 2


@check("scroll_across")
def _(desk: Desk, do: Do) -> None:
    card = desk.on_card("tanh1")
    do(QPoint(400, 200))
    assert desk.on_card("tanh1") == card + QPoint(64, 0)
    assert desk.view.zoom == pytest.approx(1.0)


@check("scroll")
def _(desk: Desk, do: Do) -> None:
    card = desk.on_card("tanh1")
    do(QPoint(400, 200))
    assert desk.on_card("tanh1") == card + QPoint(0, 64)
    assert desk.view.zoom == pytest.approx(1.0)
