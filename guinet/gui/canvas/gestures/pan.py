"""Moving the view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from guinet.gui.canvas.gestures.base import Gesture, Pointer

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["Pan"]


class Pan(Gesture):
    """Drags what is seen: with the middle button, or the left one while Space is held."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, view: CanvasView, start: Pointer) -> None:
        super().__init__(view, start)
        self._last = QPointF(start.place)
        self.dragging = True  # the hand closes with the press

    def follow(self, pointer: Pointer) -> None:
        """Follow at once: panning has no click to tell apart."""
        self.move(pointer)

    def move(self, pointer: Pointer) -> None:
        """Move what is seen with the pointer."""
        # The view moves by whole pixels; what is left over counts for the next step, or the
        # cards would lag behind the hand on a screen of fractional scale.
        step = (pointer.place - self._last).toPoint()
        self._last += QPointF(step)
        self.view.pan(step.x(), step.y())

    def finish(self, pointer: Pointer) -> None:
        """Leave it there."""
