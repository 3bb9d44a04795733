"""Keys between Qt and text, and as people of this system write them."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from guinet.gui.bindings.keys import canonical_keys, split_modifiers
from guinet.gui.bindings.mouse import MouseBinding

__all__ = ["key_text", "modifier_names", "native", "native_parts", "sequences"]

_FLAGS = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Meta": Qt.KeyboardModifier.MetaModifier,
}
_BARE = {
    Qt.Key.Key_Control,
    Qt.Key.Key_Shift,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
    Qt.Key.Key_unknown,
}
_SIGNS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}


def modifier_names(modifiers: Qt.KeyboardModifier) -> frozenset[str]:
    """Return the names of the modifiers that are held."""
    return frozenset(name for name, flag in _FLAGS.items() if modifiers & flag)


def key_text(event: QKeyEvent) -> str:
    """Return what was pressed; empty while only modifiers are held."""
    if event.key() in _BARE or not event.key():
        return ""
    held = event.modifiers()
    wanted = Qt.KeyboardModifier.NoModifier
    for flag in _FLAGS.values():
        wanted |= held & flag
    combination = QKeyCombination(wanted, Qt.Key(event.key()))
    return canonical_keys(QKeySequence(combination).toString(_PORTABLE))


def sequences(texts: Iterable[str]) -> list[QKeySequence]:
    """Return what Qt is to listen to: where Enter is meant, both keys of that meaning."""
    found = []
    for text in texts:
        found.append(QKeySequence(text))
        held, key = split_modifiers(text)
        if key == "Enter":
            found.append(QKeySequence("+".join([*sorted(held), "Return"])))
    return found


def native(text: str) -> str:
    """Return a binding on one line, as tool tips and menus write it."""
    if MouseBinding.parse(text) is not None:
        return " + ".join(native_parts(text))
    return QKeySequence(text).toString(_NATIVE)


def native_parts(text: str) -> list[str]:
    """Return a binding as the caps of its keys, then what the hand does with the mouse."""
    mouse = MouseBinding.parse(text)
    if mouse is not None:
        return [*(_cap(name) for name in mouse.held()), mouse.words()]
    held, key = split_modifiers(text)
    return [*(_cap(name) for name in _FLAGS if name in held), _cap(key)]


def _cap(name: str) -> str:
    if name in _FLAGS:
        return QKeySequence(f"{name}+A").toString(_NATIVE).removesuffix("A").removesuffix("+")
    if name == "Space":
        return name
    return _SIGNS.get(name) or QKeySequence(name).toString(_NATIVE) or name


_PORTABLE = QKeySequence.SequenceFormat.PortableText
_NATIVE = QKeySequence.SequenceFormat.NativeText
