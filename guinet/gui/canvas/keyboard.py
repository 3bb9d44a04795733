"""The keys that the canvas takes itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from guinet.gui.actions.canvas_keys import CANVAS_KEYS
from guinet.gui.bindings.native import key_text
from guinet.gui.canvas.gestures.choice import holds_space
from guinet.gui.canvas.idle_keys import why_idle

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["Keyboard"]


class Keyboard:
    """Does what the table binds to a key of the canvas, and knows whether Space is held.

    Attributes
    ----------
    space
        Whether Space is held, which makes another gesture of what the mouse does.
    """

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self.space = False

    def press(self, event: QKeyEvent) -> bool:
        """Take a key; False if it means nothing here."""
        text = key_text(event)
        for row in CANVAS_KEYS:
            if text in self._view.bindings.of(row.id):
                row.call(self._view)
                return True
        if event.key() == Qt.Key.Key_Space and holds_space(self._view):
            self.space = True
            return True
        reason = why_idle(self._view, event)
        if reason:
            self._view.status_message.emit(reason)
        return bool(reason)

    def release(self, event: QKeyEvent) -> bool:
        """Take a key that was let go; False if it means nothing here."""
        if event.key() != Qt.Key.Key_Space:
            return False
        if not event.isAutoRepeat():
            self.space = False
        return True
