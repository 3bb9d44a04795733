"""What the hand does with the mouse on the canvas: one gesture at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter

from guinet.gui.canvas.gestures.base import Gesture, Pointer
from guinet.gui.canvas.gestures.choice import choose, choose_double

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["Hand"]


class Hand(QObject):
    """Begins, follows, finishes and cancels gestures.

    Signals
    -------
    at_work
        Whether a gesture is under way now.

    Attributes
    ----------
    gesture
        The one under way, or None.
    """

    at_work = Signal(bool)

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self.gesture: Gesture | None = None
        self._button = Qt.MouseButton.NoButton

    @property
    def cursor(self) -> Qt.CursorShape | None:
        """The pointer's shape while something is dragged."""
        return self.gesture.cursor if self.gesture is not None and self.gesture.dragging else None

    def press(self, event: QMouseEvent, *, space: bool) -> None:
        """Begin what the table says; a right click gives up what another button drags."""
        if self.gesture is not None and event.button() == Qt.MouseButton.RightButton:
            self.cancel()
        elif self.gesture is None:
            self.gesture = choose(self._view, self.pointer(event), event.button(), space=space)
            self._button = event.button()
            self.at_work.emit(self.gesture is not None)

    def move(self, event: QMouseEvent) -> None:
        """Let the gesture follow."""
        if self.gesture is not None:
            self.gesture.follow(self.pointer(event))

    def release(self, event: QMouseEvent) -> None:
        """Finish the gesture; another button than its own ends nothing."""
        gesture = self.gesture
        if gesture is not None and event.button() == self._button:
            self.gesture = None
            pointer = self.pointer(event)
            gesture.follow(pointer)
            gesture.finish(pointer)
            self._view.canvas.settle()
            self._view.viewport().update()
            self.at_work.emit(False)

    def double_click(self, event: QMouseEvent, *, space: bool) -> bool:
        """Do what a double-click is bound to here; False if it is a press like another."""
        pointer = self.pointer(event)
        gesture = choose_double(self._view, pointer, event.button(), space=space)
        if gesture is not None:
            gesture.finish(pointer)
        return gesture is not None

    def cancel(self) -> bool:
        """Put back what a gesture shows; False if there was none."""
        gesture, self.gesture = self.gesture, None
        if gesture is None:
            return False
        gesture.cancel()
        self._view.canvas.settle()
        self._view.viewport().update()
        self.at_work.emit(False)
        return True

    def paint(self, painter: QPainter) -> None:
        """Draw what the gesture draws."""
        if self.gesture is not None:
            self.gesture.paint(painter)

    def pointer(self, event: QMouseEvent) -> Pointer:
        """Return where the pointer is."""
        place = event.position()
        return Pointer(self._view.event_point(place), place, event.modifiers())
