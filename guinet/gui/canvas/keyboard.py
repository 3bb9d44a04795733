"""The keys of the canvas that the table of actions does not bind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["Keyboard"]

_NUDGE_PX = 8.0
_PAN_PX = 64.0
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Keyboard:
    """Esc gives up, arrows move what is selected or else the view, Space lets the hand pan.

    Attributes
    ----------
    space
        Whether Space is held.
    """

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self.space = False

    def press(self, event: QKeyEvent) -> bool:
        """Take a key; False if it means nothing here."""
        if event.key() == Qt.Key.Key_Escape:
            self._view.give_up()
        elif event.key() == Qt.Key.Key_Space:
            self.space = True
        elif event.key() in _ARROWS:
            fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._arrow(*_ARROWS[Qt.Key(event.key())], step=1.0 if fine else _NUDGE_PX)
        else:
            return False
        return True

    def release(self, event: QKeyEvent) -> bool:
        """Take a key that was let go; False if it means nothing here."""
        if event.key() != Qt.Key.Key_Space:
            return False
        if not event.isAutoRepeat():
            self.space = False
        return True

    def _arrow(self, dx: int, dy: int, *, step: float) -> None:
        if self._view.editor.selected or self._view.canvas.frames.selected:
            self._view.commands.nudge(dx * step, dy * step)
        else:
            self._view.pan(-dx * _PAN_PX, -dy * _PAN_PX)
