"""What a gesture is: it begins at a press, follows the pointer, and is finished or cancelled."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["Gesture", "Pointer"]

_DRAG_PX = 4.0


@dataclass(frozen=True)
class Pointer:
    """Where the pointer is.

    Attributes
    ----------
    point
        In the scene.
    place
        On the viewport, in pixels.
    modifiers
        Keys held.
    """

    point: QPointF
    place: QPointF
    modifiers: Qt.KeyboardModifier

    def holds(self, key: Qt.KeyboardModifier) -> bool:
        """Whether a modifier is held."""
        return bool(self.modifiers & key)


class Gesture(ABC):
    """One press of a mouse button until it is released.

    Parameters
    ----------
    view
        The canvas.
    start
        Where the button went down.

    Attributes
    ----------
    dragging
        Whether the pointer has moved far enough for it to be more than a click.
    """

    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, view: CanvasView, start: Pointer) -> None:
        self.view = view
        self.start = start
        self.dragging = False

    def follow(self, pointer: Pointer) -> None:
        """Take a movement of the pointer."""
        if not self.dragging:
            moved = pointer.place - self.start.place
            self.dragging = moved.manhattanLength() >= _DRAG_PX
        if self.dragging:
            self.move(pointer)

    @abstractmethod
    def move(self, pointer: Pointer) -> None:
        """Show what a release here would do; nothing is edited yet."""

    @abstractmethod
    def finish(self, pointer: Pointer) -> None:
        """Do it: at most one step of the history."""

    def cancel(self) -> None:  # noqa: B027  (most gestures have nothing to put back)
        """Put everything back as it was."""

    def paint(self, painter: QPainter) -> None:  # noqa: B027  (most gestures draw nothing)
        """Draw over the canvas, in pixels of the viewport."""
