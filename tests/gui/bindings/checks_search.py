"""Checks of what adds modules where the hand is, of copies by hand, and of cutting wires."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtWidgets import QApplication

from tests.gui.bindings.desk import Desk
from tests.gui.bindings.registry import Do, check


def _choose(desk: Desk, words: str) -> None:
    """Type into the search that is open, and take the first that is found."""
    popup = desk.view.searching.popup
    assert popup is not None
    assert popup.field.hasFocus()
    popup.field.setText(words)
    desk.keys("Return", popup.field)
    assert desk.view.searching.popup is None
    assert desk.view.hasFocus()


@check("add_module")
def _(desk: Desk, do: Do) -> None:
    QApplication.sendEvent(desk.view.viewport(), QEvent(QEvent.Type.Leave))
    desk.view.pan(0, 2000)
    do()
    _choose(desk, "gelu")
    assert desk.selected() == {"gelu1"}
    middle = desk.view.event_point(desk.view.viewport().rect().center())
    assert desk.view.card(desk.id("gelu1")).scene_rect().contains(middle)
    desk.only_step("Add GELU")


@check("add_here")
def _(desk: Desk, do: Do) -> None:
    place = desk.on_empty() + QPoint(100, -20)
    do(place)
    _choose(desk, "gelu")
    point = desk.view.event_point(place)
    assert desk.view.card(desk.id("gelu1")).scene_rect().contains(point)
    desk.only_step("Add GELU")


@check("insert_here")
def _(desk: Desk, do: Do) -> None:
    do(desk.on_edge("hidden1", "tanh1"))
    _choose(desk, "dropout")
    assert desk.has_edge("hidden1", "dropout1")
    assert desk.has_edge("dropout1", "tanh1")
    assert not desk.has_edge("hidden1", "tanh1")
    desk.only_step("Add Dropout")


@check("duplicate_by_hand")
def _(desk: Desk, do: Do) -> None:
    before = desk.view.canvas.places()[desk.id("tanh1")]
    do(desk.on_card("tanh1"), (40, 200))
    (copy,) = desk.selected()
    assert desk.view.canvas.places()[desk.id("tanh1")] == before
    assert desk.place(copy) == (before[0] + 40, before[1] + 200)
    desk.only_step(f"Duplicate {copy}")


@check("cut_wires")
def _(desk: Desk, do: Do) -> None:
    do(desk.on_edge("hidden1", "tanh1") - QPoint(0, 40), (0, 80))
    assert not desk.has_edge("hidden1", "tanh1")
    desk.only_step("Cut hidden1 → tanh1")


@check("insert_module")
def _(desk: Desk, do: Do) -> None:
    desk.view.canvas.select_edges([desk.edge("hidden1", "tanh1")])
    do()
    _choose(desk, "gelu")
    assert desk.has_edge("hidden1", "gelu1")
    assert desk.has_edge("gelu1", "tanh1")
    desk.only_step("Add GELU")
