"""How keys and gestures are written, chosen and remembered; no window needed."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from guinet.document.settings import Settings
from guinet.gui.actions.table import bindings_of, rows, standard_bindings
from guinet.gui.bindings.bindings import Bindings
from guinet.gui.bindings.keys import canonical_keys, is_single_key
from guinet.gui.bindings.mouse import MouseBinding
from guinet.gui.bindings.native import key_text, native, sequences
from guinet.project.folders import config_folder


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("shift+ctrl+z", "Ctrl+Shift+Z"),
        ("Ctrl++", "Ctrl++"),
        ("+", "+"),
        ("Return", "Enter"),
        ("Delete", "Del"),
        ("l", "L"),
        ("Ctrl+", ""),
        ("Shift", ""),
        ("", ""),
    ],
)
def test_keys_have_one_spelling(text: str, spelt: str) -> None:
    assert canonical_keys(text) == spelt


def test_single_keys_are_what_one_types() -> None:
    single = ["L", "Shift+L", "1", "+", "Space", "Tab", "Left", "Enter"]
    assert [text for text in single if not is_single_key(text)] == []
    assert [text for text in ("Ctrl+L", "F2", "Shift+F1", "Alt+1") if is_single_key(text)] == []


@pytest.mark.parametrize(
    "text",
    ["Drag", "Ctrl+RightDrag", "Space+Drag", "Ctrl+Alt+Shift+MiddleClick", "DoubleClick", "Wheel"],
)
def test_gestures_are_read_as_they_are_written(text: str) -> None:
    binding = MouseBinding.parse(text)
    assert binding is not None
    assert binding.text == text


@pytest.mark.parametrize("text", ["", "Dragg", "RightWheel", "Ctrl+", "Left", "Ctrl+Z", "drag"])
def test_what_is_no_gesture_is_told(text: str) -> None:
    assert MouseBinding.parse(text) is None


@pytest.mark.parametrize("text", [t for r in rows() if not r.mouse for t in r.shortcuts])
def test_each_key_of_the_table_is_known_to_qt_and_comes_back_from_its_event(text: str) -> None:
    for sequence in sequences([canonical_keys(text)]):
        assert sequence.count() == 1
        combination = sequence[0]
        assert combination.key() != Qt.Key.Key_unknown
        event = QKeyEvent(QEvent.Type.KeyPress, combination.key(), combination.keyboardModifiers())
        assert key_text(event) == canonical_keys(text)


def test_keys_of_the_number_pad_are_keys_like_others() -> None:
    keypad = Qt.KeyboardModifier.KeypadModifier
    assert key_text(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Enter, keypad)) == "Enter"
    assert key_text(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Left, keypad)) == "Left"


def test_enter_means_both_keys_of_that_name_but_is_said_once() -> None:
    assert [s.toString() for s in sequences(["Ctrl+Enter"])] == ["Ctrl+Enter", "Ctrl+Return"]
    assert native("Ctrl+Enter") == QKeySequence("Ctrl+Enter").toString(
        QKeySequence.SequenceFormat.NativeText
    )


def test_one_may_choose_and_go_back() -> None:
    told: list[dict[str, tuple[str, ...]]] = []
    bindings = Bindings(rows(), {}, lambda own: told.append(dict(own)))
    heard: list[bool] = []
    bindings.changed.connect(lambda: heard.append(True))
    bindings.bind("delete", ["k", "Ctrl+K", "K"])
    assert bindings.of("delete") == ("K", "Ctrl+K")
    assert bindings.is_own("delete")
    bindings.bind("undo", [])
    assert bindings.of("undo") == ()
    assert told[-1] == {"delete": ("K", "Ctrl+K"), "undo": ()}
    bindings.reset("delete")
    assert bindings.of("delete") == ("Del", "Backspace")
    bindings.reset_all()
    assert told[-1] == {}
    assert not bindings.any_own()
    assert len(heard) == 4


def test_what_is_bound_as_it_comes_is_not_the_persons_own() -> None:
    told: list[dict[str, tuple[str, ...]]] = []
    bindings = Bindings(rows(), {}, lambda own: told.append(dict(own)))
    bindings.bind("delete", ["Del", "Backspace"])
    assert told == [{}]


def test_taking_a_binding_takes_it_from_all_others() -> None:
    bindings = standard_bindings()
    assert [row.id for row in bindings.conflicts("zoom_in", "Ctrl+D")] == ["duplicate"]
    bindings.bind("zoom_in", ["Ctrl+D"], take=True)
    assert bindings.of("duplicate") == ()
    bindings.bind("rename", ["Backspace"], take=True)
    assert bindings.of("delete") == ("Del",)


def test_gestures_contradict_each_other_only_where_they_can_begin_on_the_same() -> None:
    bindings = standard_bindings()
    assert [row.id for row in bindings.conflicts("box", "Ctrl+Drag")] == ["box_toggle"]
    assert [row.id for row in bindings.conflicts("move", "Ctrl+Drag")] == ["duplicate_by_hand"]
    assert bindings.conflicts("draw_wire", "Ctrl+Drag") == ()
    either = {"box_toggle", "duplicate_by_hand"}
    assert {row.id for row in bindings.conflicts("pan", "Ctrl+Drag")} == either
    assert [row.id for row in bindings.conflicts("box", "MiddleDrag")] == ["pan"]


def test_what_cannot_be_is_said_in_words() -> None:
    bindings = standard_bindings()
    assert "Ctrl or Alt" in bindings.why_not("save", "S")
    assert bindings.why_not("delete", "K") == ""
    assert "no gesture" in bindings.why_not("pan", "Ctrl+Z")
    assert "click" in bindings.why_not("pan", "RightClick")


def test_the_persons_own_is_remembered_and_what_is_unknown_is_kept() -> None:
    file = config_folder() / "settings.json"
    other = {"from_a_plugin": ["Ctrl+P"], "delete": ["no such + thing+"], "pan": ["RightDrag"]}
    file.write_text(json.dumps({"version": 1, "bindings": other}), encoding="utf-8")
    bindings = bindings_of(Settings.load())
    assert bindings.of("pan") == ("RightDrag",)
    bindings.bind("undo", ["Ctrl+U"])
    again = Settings.load()
    assert again.bindings["from_a_plugin"] == ("Ctrl+P",)
    assert again.bindings["undo"] == ("Ctrl+U",)
    assert bindings_of(again).of("undo") == ("Ctrl+U",)
    bindings_of(again).reset_all()
    assert dict(Settings.load().bindings) == {"from_a_plugin": ("Ctrl+P",)}


def test_every_id_is_given_once() -> None:
    ids = [row.id for row in rows()]
    assert len(ids) == len(set(ids))
