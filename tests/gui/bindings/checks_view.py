"""Checks of the menu View and of the canvas's own keys."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from tests.gui.bindings.desk import Desk
from tests.gui.bindings.registry import Do, check


def _seen(desk: Desk, name: str) -> bool:
    room = desk.view.viewport().rect()
    card = desk.view.card(desk.id(name))
    return room.contains(desk.view.viewportTransform().mapRect(card.scene_rect()).toRect())


@check("frame_all")
def _(desk: Desk, do: Do) -> None:
    desk.view.pan(3000, 0)
    do()
    assert all(_seen(desk, name) for name in desk.names())


@check("frame_selection")
def _(desk: Desk, do: Do) -> None:
    desk.view.pan(3000, 0)
    desk.select("loss")
    do()
    assert _seen(desk, "loss")
    assert not _seen(desk, "x")


@check("zoom_in")
def _(desk: Desk, do: Do) -> None:
    do()
    assert desk.view.zoom == pytest.approx(1.2)


@check("zoom_out")
def _(desk: Desk, do: Do) -> None:
    do()
    assert desk.view.zoom == pytest.approx(1 / 1.2)


@check("zoom_reset")
def _(desk: Desk, do: Do) -> None:
    desk.view.zoom_to(0.5)
    do()
    assert desk.view.zoom == pytest.approx(1.0)


def _pane(desk: Desk) -> QWidget:
    focus = QApplication.focusWidget()
    assert focus is not None
    window = desk.window
    parts = [window.canvas, *window.docks.values(), *window.findChildren(QWidget, "run")]
    found = [part for part in parts if part is focus or part.isAncestorOf(focus)]
    return found[0] if found else focus


@check("next_pane")
def _(desk: Desk, do: Do) -> None:
    docks = desk.window.docks
    order = [docks["modules"], docks["inspector"]]
    for part in order:
        do()
        assert _pane(desk) is part
    do()
    assert _pane(desk) not in (desk.view, *order)
    do()
    assert _pane(desk).objectName() == "run"
    do()
    assert QApplication.focusWidget() is desk.view


@check("previous_pane")
def _(desk: Desk, do: Do) -> None:
    do()
    assert _pane(desk).objectName() == "run"
    for _step in range(2):
        do()
    assert _pane(desk) is desk.window.docks["inspector"]
    for _step in range(2):
        do()
    assert QApplication.focusWidget() is desk.view


@check("give_up")
def _(desk: Desk, do: Do) -> None:
    desk.view.select_all()
    do()
    assert not desk.view.has_selection()


@check("menu_of_selection")
def _(desk: Desk, do: Do) -> None:
    desk.select("tanh1")
    do()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert "duplicate" in [action.objectName() for action in menu.actions()]
    menu.close()


def _nudges(desk: Desk, do: Do, dx: float, dy: float) -> None:
    x, y = desk.place("tanh1")
    other = desk.place("x")
    desk.select("tanh1")
    do()
    assert desk.place("tanh1") == (x + dx, y + dy)
    assert desk.place("x") == other
    desk.only_step("Move tanh1")


@check("nudge_left")
def _(desk: Desk, do: Do) -> None:
    _nudges(desk, do, -8, 0)


@check("nudge_right")
def _(desk: Desk, do: Do) -> None:
    _nudges(desk, do, 8, 0)


@check("nudge_up")
def _(desk: Desk, do: Do) -> None:
    _nudges(desk, do, 0, -8)


@check("nudge_down")
def _(desk: Desk, do: Do) -> None:
    _nudges(desk, do, 0, 8)


@check("fine_left")
def _(desk: Desk, do: Do) -> None:
    _nudges(desk, do, -1, 0)


@check("fine_right")
def _(desk: Desk, do: Do) -> None:
    _nudges(desk, do, 1, 0)


@check("fine_up")
def _(desk: Desk, do: Do) -> None:
    _nudges(desk, do, 0, -1)


@check("fine_down")
def _(desk: Desk, do: Do) -> None:
    _nudges(desk, do, 0, 1)
