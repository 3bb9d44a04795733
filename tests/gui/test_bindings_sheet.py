"""The sheet under Shift+F1: searched, changed by keyboard and mouse, acting at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from guinet.document.settings import Settings
from guinet.gui import app as application
from guinet.gui.actions.table import bindings_of
from guinet.gui.bindings.bindings import Bindings
from guinet.gui.dialogs.bindings import BindingsSheet
from guinet.gui.dialogs.bindings.chip import KeyChip
from guinet.gui.dialogs.bindings.mouse_editor import MouseEditor

CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def bindings() -> Bindings:
    return bindings_of(Settings.load())


@pytest.fixture
def sheet(qtbot: QtBot, bindings: Bindings) -> Iterator[BindingsSheet]:
    """Return the sheet, shown."""
    application.make_application(Settings.load())
    made = BindingsSheet(bindings)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    if isValid(made):
        made.close()


def chip(sheet: BindingsSheet, id: str, place: int = 0) -> KeyChip:
    return sheet.row(id).chips()[place]


def texts(sheet: BindingsSheet, id: str) -> list[str]:
    let_go()
    return [one.text_of_binding for one in sheet.row(id).chips() if one.text_of_binding]


def let_go() -> None:
    """Have Qt delete what goes: until then it stays with its parent, hidden."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def button(sheet: BindingsSheet, id: str, words: str) -> QPushButton:
    let_go()
    found = [b for b in sheet.row(id).findChildren(QPushButton) if b.text() == words]
    assert len(found) == 1
    return found[0]


def press_new(sheet: BindingsSheet, id: str, key: Qt.Key, *, place: int = 0, keys=CTRL) -> None:
    QTest.mouseClick(chip(sheet, id, place), LEFT)
    assert chip(sheet, id, place).listening
    QTest.keyClick(chip(sheet, id, place), key, keys)


def test_new_keys_act_at_once_and_are_remembered(sheet, bindings) -> None:
    press_new(sheet, "undo", Qt.Key.Key_U)
    assert bindings.of("undo") == ("Ctrl+U",)
    assert texts(sheet, "undo") == ["Ctrl+U"]
    assert Settings.load().bindings == {"undo": ("Ctrl+U",)}


def test_one_of_several_bindings_is_changed_and_one_is_added(sheet, bindings) -> None:
    press_new(sheet, "redo", Qt.Key.Key_U, place=1)
    assert bindings.of("redo") == ("Ctrl+Y", "Ctrl+U")
    press_new(sheet, "redo", Qt.Key.Key_J, place=2)
    assert bindings.of("redo") == ("Ctrl+Y", "Ctrl+U", "Ctrl+J")


def test_esc_cancels_backspace_clears(sheet, bindings) -> None:
    QTest.mouseClick(chip(sheet, "undo"), LEFT)
    QTest.keyClick(chip(sheet, "undo"), Qt.Key.Key_Escape)
    assert not chip(sheet, "undo").listening
    assert sheet.isVisible()
    assert bindings.of("undo") == ("Ctrl+Z",)
    press_new(sheet, "undo", Qt.Key.Key_Backspace, keys=Qt.KeyboardModifier.NoModifier)
    assert bindings.of("undo") == ()


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_keys_that_dialogs_take_can_be_bound(sheet, bindings, key) -> None:
    press_new(sheet, "undo", key, keys=CTRL | Qt.KeyboardModifier.AltModifier)
    assert bindings.of("undo")[0].startswith("Ctrl+Alt+")
    assert sheet.isVisible()


def test_a_conflict_is_told_and_taken_only_if_wished(sheet, bindings) -> None:
    press_new(sheet, "undo", Qt.Key.Key_D)
    words = [
        label.text()
        for label in sheet.row("undo").findChildren(type(sheet.row("undo")._words_label))
    ]
    assert any("Duplicate" in text for text in words)
    QTest.mouseClick(button(sheet, "undo", "Leave it"), LEFT)
    assert bindings.of("undo") == ("Ctrl+Z",)
    press_new(sheet, "undo", Qt.Key.Key_D)
    QTest.mouseClick(button(sheet, "undo", "Take it anyway"), LEFT)
    assert bindings.of("undo") == ("Ctrl+D",)
    assert bindings.of("duplicate") == ()
    assert texts(sheet, "duplicate") == []


def test_a_single_key_for_the_whole_window_is_refused(sheet, bindings) -> None:
    press_new(sheet, "undo", Qt.Key.Key_U, keys=Qt.KeyboardModifier.NoModifier)
    assert bindings.of("undo") == ("Ctrl+Z",)
    assert not [b for b in sheet.row("undo").findChildren(QPushButton) if "anyway" in b.text()]
    press_new(sheet, "delete", Qt.Key.Key_U, keys=Qt.KeyboardModifier.NoModifier)
    assert bindings.of("delete")[0] == "U"


def test_rows_go_back_one_by_one_and_all_at_once(sheet, bindings) -> None:
    assert not sheet.reset_all.isEnabled()
    assert sheet.row("undo").reset.isHidden()
    press_new(sheet, "undo", Qt.Key.Key_U)
    press_new(sheet, "copy", Qt.Key.Key_J)
    QTest.mouseClick(sheet.row("undo").reset, LEFT)
    assert bindings.of("undo") == ("Ctrl+Z",)
    assert bindings.of("copy") == ("Ctrl+J",)
    QTest.mouseClick(sheet.reset_all, LEFT)
    assert bindings.of("copy") == ("Ctrl+C",)
    assert Settings.load().bindings == {}


def test_keys_button_and_motion_of_a_gesture_are_chosen(sheet, bindings) -> None:
    QTest.mouseClick(chip(sheet, "pan"), LEFT)
    editor = sheet.row("pan").findChild(MouseEditor)
    editor.hold("Alt")
    editor.button.setCurrentIndex(editor.button.findData("Right"))
    QTest.mouseClick(editor.use, LEFT)
    assert bindings.of("pan") == ("Alt+RightDrag", "Space+Drag")
    QTest.mouseClick(chip(sheet, "rename_here"), LEFT)
    editor = sheet.row("rename_here").findChild(MouseEditor)
    editor.motion.setCurrentIndex(editor.motion.findData("Click"))
    QTest.mouseClick(editor.use, LEFT)
    assert bindings.of("rename_here") == ("Click",)


def test_esc_closes_the_editor_before_the_sheet(sheet, bindings) -> None:
    QTest.mouseClick(chip(sheet, "pan"), LEFT)
    editor = sheet.row("pan").findChild(MouseEditor)
    QTest.keyClick(editor.button, Qt.Key.Key_Escape)
    let_go()
    assert sheet.row("pan").findChild(MouseEditor) is None
    assert sheet.isVisible()
    QTest.keyClick(sheet.search, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_the_search_finds_words_headings_and_keys(sheet) -> None:
    sheet.search.setText("dupl")
    assert sheet.shown() == ["duplicate"]
    sheet.search.setText("ctrl+d")
    assert "duplicate" in sheet.shown()
    assert "undo" not in sheet.shown()
    sheet.search.setText("run step")
    assert sheet.shown() == ["step", "step_epoch"]
    sheet.search.setText("no such thing")
    assert sheet.shown() == []
    sheet.search.setText("")
    assert len(sheet.shown()) == len(sheet.rows())


def test_everything_is_reached_by_keyboard(sheet, bindings) -> None:
    sheet.search.setText("undo")
    sheet.search.setFocus()
    for _step in range(6):
        QTest.keyClick(sheet.focusWidget(), Qt.Key.Key_Tab)
        if isinstance(sheet.focusWidget(), KeyChip):
            break
    QTest.keyClick(sheet.focusWidget(), Qt.Key.Key_Return)
    QTest.keyClick(sheet.focusWidget(), Qt.Key.Key_U, CTRL)
    assert bindings.of("undo") == ("Ctrl+U",)


@pytest.mark.parametrize("width", [440, 800, 1110, 1500])
def test_columns_follow_the_width_and_nothing_is_cut(sheet, qtbot, width: int) -> None:
    sheet.resize(width, 700)

    def cut() -> list[str]:
        ends = {row.row.id: row.mapTo(sheet, row.rect().topRight()).x() for row in sheet.rows()}
        return [id for id, end in ends.items() if end >= sheet.width()]

    qtbot.waitUntil(lambda: cut() == [])
    for row in sheet.rows():
        for one in row.chips():
            assert one.width() >= one.sizeHint().width(), row.row.id


def test_a_new_key_leaves_focus_and_sheet_where_they_are(sheet, bindings, qtbot) -> None:
    others = [sheet.row(id).chips()[0] for id in ("save", "tidy")]
    sheet.resize(sheet.width(), 400)
    scroll = sheet._scroll.verticalScrollBar()
    row = sheet.row("bypass")
    sheet._scroll.ensureWidgetVisible(row)
    qtbot.wait(1)
    place = scroll.value()
    press_new(sheet, "bypass", Qt.Key.Key_B, keys=Qt.KeyboardModifier.NoModifier)
    assert bindings.of("bypass") == ("B",)
    qtbot.wait(1)
    assert scroll.value() == place
    assert chip(sheet, "bypass").hasFocus()
    assert [sheet.row(id).chips()[0] for id in ("save", "tidy")] == others
