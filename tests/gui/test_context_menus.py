"""Menus on the canvas, tool tips with keys, two fingers: what follows the table of bindings."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtWidgets import QApplication, QMenu, QPinchGesture
from pytestqt.qtbot import QtBot

from guinet.gui.actions import action_specs
from guinet.gui.context_menu import context_menu
from tests.gui.bindings.desk import Desk
from tests.gui.test_bindings import desk  # noqa: F401  (a fixture)

PLACES = ("card", "edge", "frame", "port", "empty")


def opened(desk: Desk) -> list[str]:  # noqa: F811
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    names = [action.objectName() for action in menu.actions() if not action.isSeparator()]
    menu.close()
    return names


@pytest.mark.parametrize("place", PLACES)
def test_the_menu_of_a_place_has_the_rows_that_name_it(desk: Desk, place: str) -> None:  # noqa: F811
    menu = context_menu(desk.window, place)
    shown = [action for action in menu.actions() if not action.isSeparator()]
    wanted = [spec.id for spec in action_specs() if place in spec.context]
    assert [action.objectName() for action in shown] == wanted
    assert wanted
    assert not menu.actions()[0].isSeparator()
    assert not menu.actions()[-1].isSeparator()
    menu.deleteLater()


def test_rows_name_only_places_that_there_are() -> None:
    assert {place for spec in action_specs() for place in spec.context} <= set(PLACES)


def test_a_right_click_on_what_is_selected_keeps_the_selection(desk: Desk) -> None:  # noqa: F811
    desk.select("x", "tanh1")
    desk.mouse("RightClick", desk.on_card("tanh1"))
    assert "duplicate" in opened(desk)
    assert desk.selected() == {"x", "tanh1"}


def test_a_right_click_on_another_card_selects_it(desk: Desk) -> None:  # noqa: F811
    desk.select("x")
    desk.mouse("RightClick", desk.on_card("tanh1"))
    opened(desk)
    assert desk.selected() == {"tanh1"}


def test_a_port_stands_for_its_wires(desk: Desk) -> None:  # noqa: F811
    desk.mouse("RightClick", desk.on_port("tanh1", "x", is_input=True))
    assert opened(desk) == [spec.id for spec in action_specs() if "port" in spec.context]
    assert desk.view.canvas.selected_edges == {desk.edge("hidden1", "tanh1")}


def test_a_right_drag_opens_no_menu(desk: Desk) -> None:  # noqa: F811
    desk.mouse("RightDrag", desk.on_card("tanh1"), (60, 0))
    assert QApplication.activePopupWidget() is None


def test_tool_tips_name_the_key_and_follow_it(desk: Desk) -> None:  # noqa: F811
    bar = desk.window._run_bar
    tip = bar._tips[bar.reset]
    tip.say("Begin anew")
    assert bar.reset.toolTip() == "Begin anew (Ctrl+Shift+R)"
    desk.window.bindings.bind("reset", ["Ctrl+Alt+R"])
    assert bar.reset.toolTip() == "Begin anew (Ctrl+Alt+R)"
    desk.window.bindings.bind("reset", [])
    assert bar.reset.toolTip() == "Begin anew"
    tip.say_why_not("No data")
    desk.window.bindings.reset_all()
    assert bar.reset.toolTip() == "No data"


def test_menus_show_the_key_that_is_bound_now(desk: Desk) -> None:  # noqa: F811
    action = desk.window.actions_by_id["duplicate"]
    desk.window.bindings.bind("duplicate", ["Ctrl+J"])
    assert [keys.toString() for keys in action.shortcuts()] == ["Ctrl+J"]


class Pinched(QPinchGesture):
    """Two fingers that have moved apart."""


def test_two_fingers_on_a_screen_zoom_about_their_middle(desk: Desk, qtbot: QtBot) -> None:  # noqa: F811
    place = QPointF(400, 200)
    point = desk.view.event_point(place)
    pinch = Pinched()
    pinch.setScaleFactor(1.5)
    pinch.setCenterPoint(QPointF(desk.view.viewport().mapToGlobal(place.toPoint())))
    pinch.setChangeFlags(QPinchGesture.ChangeFlag.ScaleFactorChanged)
    desk.view._pinch._follow(pinch)
    assert desk.view.zoom == pytest.approx(1.5)
    assert (desk.view.viewportTransform().map(point) - place).manhattanLength() <= 2


def test_pinching_does_nothing_once_it_is_not_bound(desk: Desk) -> None:  # noqa: F811
    desk.window.bindings.bind("zoom", ["Wheel"])
    desk.mouse("Pinch")
    assert desk.view.zoom == pytest.approx(1.0)


def test_the_menu_key_that_the_system_sends_besides_opens_no_second_menu(desk: Desk) -> None:  # noqa: F811
    from PySide6.QtGui import QContextMenuEvent

    spot = desk.on_card("tanh1")
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Keyboard, spot, desk.view.mapToGlobal(spot), Qt.KeyboardModifier(0)
    )
    assert event.type() == QEvent.Type.ContextMenu
    QApplication.sendEvent(desk.view.viewport(), event)
    assert QApplication.activePopupWidget() is None
