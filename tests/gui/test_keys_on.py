"""Keys reach the canvas after a click elsewhere, and say why where they can do nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from guinet.gui.actions import action_specs
from guinet.gui.actions.usable import WHY_NOT
from guinet.gui.panels.fix_buttons import FixButton
from guinet.gui.panels.runbar import RunBar
from tests.gui.bindings.desk import Desk
from tests.gui.test_bindings import desk  # noqa: F401  (a fixture)

LEFT = Qt.MouseButton.LeftButton


def said(desk: Desk) -> str:  # noqa: F811
    return desk.window.statusBar().currentMessage()


def test_every_command_of_the_canvas_that_can_be_idle_has_words_for_it() -> None:
    missing = [
        spec.id
        for spec in action_specs()
        if spec.on_canvas and spec.enabled is not None and spec.enabled not in WHY_NOT
    ]
    assert missing == []


def test_a_key_that_can_do_nothing_says_why(desk: Desk) -> None:  # noqa: F811
    desk.select("tanh1")
    desk.view.setFocus()
    QTest.keyClick(desk.view, Qt.Key.Key_W)
    assert said(desk) == "Select a node with weights first."
    desk.select()
    QTest.keyClick(desk.view, Qt.Key.Key_Delete)
    assert said(desk) == "Nothing is selected."
    assert not desk.document.can_undo


def test_a_key_that_is_bound_to_nothing_says_nothing(desk: Desk) -> None:  # noqa: F811
    desk.view.setFocus()
    QTest.keyClick(desk.view, Qt.Key.Key_Q)
    assert said(desk) == ""


def press_and_let_go(button, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Click; synthetic events do not tell Qt that a button of the mouse is down."""
    with monkeypatch.context() as patch:
        patch.setattr(QApplication, "mouseButtons", staticmethod(lambda: LEFT))
        QTest.mousePress(button, LEFT)
        button.setFocus(Qt.FocusReason.MouseFocusReason)
    QTest.mouseRelease(button, LEFT)
    qtbot.wait(1)


def test_after_a_click_on_play_the_keys_go_to_the_canvas(
    desk: Desk,  # noqa: F811
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    play = desk.window.findChild(RunBar).play
    monkeypatch.setattr(desk.window.bridge, "toggle", lambda: None)
    desk.view.setFocus()
    press_and_let_go(play, qtbot, monkeypatch)
    assert desk.window.focusWidget() is desk.view
    play.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.mousePress(play, LEFT)
    QTest.mouseRelease(play, LEFT)
    qtbot.wait(1)
    assert desk.window.focusWidget() is play


def test_a_chosen_module_comes_where_the_menu_was_asked_for(desk: Desk) -> None:  # noqa: F811
    spot = desk.view.viewport().rect().bottomRight() - QPoint(240, 90)
    desk.mouse("RightClick", spot)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    desk.view.viewport().setMouseTracking(True)
    QTest.mouseMove(desk.view.viewport(), spot + QPoint(-80, -60))
    add = next(each for each in menu.actions() if each.objectName() == "add_module")
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(add).center())
    popup = desk.view.searching.popup
    assert popup is not None
    QTest.keyClicks(popup.field, "gelu")
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    rect = desk.view.viewportTransform().mapRect(desk.view.card(desk.id("gelu1")).scene_rect())
    assert rect.contains(spot)


def test_a_module_can_be_put_on_a_wire_from_its_menu(desk: Desk) -> None:  # noqa: F811
    desk.mouse("RightClick", desk.on_edge("hidden1", "tanh1"))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    menu.close()
    desk.window.actions_by_id["insert_module"].trigger()
    popup = desk.view.searching.popup
    assert popup is not None
    QTest.keyClicks(popup.field, "dropout")
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    assert desk.has_edge("hidden1", "dropout1")
    assert desk.has_edge("dropout1", "tanh1")


def test_a_sentence_over_the_canvas_moves_no_card_on_the_screen(
    desk: Desk,  # noqa: F811
    qtbot: QtBot,
) -> None:
    def on_screen() -> QPoint:
        return desk.view.viewport().mapToGlobal(desk.on_card("tanh1"))

    before, top = on_screen(), desk.view.y()
    line = desk.window.banner.show_notice("Something happened.")
    qtbot.waitUntil(lambda: desk.view.y() > top)
    assert on_screen() == before
    line.put_away()
    qtbot.waitUntil(lambda: desk.view.y() == top)
    assert on_screen() == before


def test_the_map_says_where_it_is(desk: Desk) -> None:  # noqa: F811
    desk.window.toggle_minimap()
    assert said(desk) == "The map is off."
    desk.window.toggle_minimap()
    assert said(desk).startswith("The map is on")


def test_a_switch_of_the_menu_has_a_tick_while_it_is_on(desk: Desk) -> None:  # noqa: F811
    window = desk.window
    for id, toggle, is_on in (
        ("depth_ruler", window.toggle_ruler, window.ruler.isVisible),
        ("minimap", window.toggle_minimap, lambda: window.minimap.wanted),
    ):
        action = window.actions_by_id[id]
        assert action.isChecked() == is_on()  # as it was left the last time
        for switch in (action.trigger, toggle, toggle, action.trigger):
            before = is_on()
            switch()
            assert action.isChecked() == is_on() != before


def test_a_fix_gives_the_keys_back_though_its_button_is_gone(
    desk: Desk,  # noqa: F811
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    button = FixButton("Mend it", lambda: button.hide(), 200, desk.window.centralWidget())
    button.show()
    desk.view.setFocus()
    press_and_let_go(button, qtbot, monkeypatch)
    assert desk.window.focusWidget() is desk.view
