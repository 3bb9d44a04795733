"""Tool tips that name the key: ``Play (Ctrl+Enter)``."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from guinet.gui.bindings.bindings import Bindings
from guinet.gui.bindings.native import native

__all__ = ["KeyTip", "with_keys"]


def with_keys(words: str, bindings: Bindings, id: str) -> str:
    """Return words with the first key of a row in brackets, or alone where it has none."""
    keys = bindings.of(id)
    return f"{words} ({native(keys[0])})" if keys else words


class KeyTip(QObject):
    """Keeps the tool tip of a control, which follows what its key is.

    Parameters
    ----------
    control
        A button or a field.
    bindings
        Whom to ask.
    id
        The row whose command the control gives.
    words
        What it does.
    """

    def __init__(self, control: QWidget, bindings: Bindings, id: str, words: str = "") -> None:
        super().__init__(control)
        self._control = control
        self._bindings = bindings
        self._id = id
        self._words = words
        bindings.changed.connect(self._refresh)
        self._refresh()

    def say(self, words: str) -> None:
        """Say what the control does now, with the key."""
        self._words = words
        self._refresh()

    def say_why_not(self, reason: str) -> None:
        """Say why it cannot be used now; no key helps."""
        self._words = ""
        self._control.setToolTip(reason)

    def _refresh(self) -> None:
        if isValid(self) and self._words:
            self._control.setToolTip(with_keys(self._words, self._bindings, self._id))
