"""A press of which nobody knows yet whether it becomes a click or a drag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter

from guinet.gui.actions.spec import GestureSpec
from guinet.gui.canvas.gestures.base import Gesture, Pointer
from guinet.gui.canvas.gestures.under import Under

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["Press"]


class Press(Gesture):
    """Is the click's gesture until the pointer has moved, and from then on the drag's.

    Parameters
    ----------
    click, drag
        The rows that match; without one for the drag, a drag does nothing.
    """

    def __init__(
        self,
        view: CanvasView,
        start: Pointer,
        under: Under,
        *,
        click: GestureSpec,
        drag: GestureSpec | None,
    ) -> None:
        super().__init__(view, start)
        self._under = under
        self._drag = drag
        self._inner: Gesture | None = click.begin(view, start, under)

    def follow(self, pointer: Pointer) -> None:
        """Take a movement; the first that is far enough decides."""
        if self.dragging and self._inner is not None:
            self._inner.follow(pointer)
        else:
            super().follow(pointer)

    def move(self, pointer: Pointer) -> None:
        """Let the drag begin in place of the click."""
        if self._inner is not None:
            self._inner.cancel()
            self._inner = None
            if self._drag is not None:
                self._inner = self._drag.begin(self.view, self.start, self._under)
                self.cursor = self._inner.cursor
                self._inner.follow(pointer)

    def finish(self, pointer: Pointer) -> None:
        """Do what it has become."""
        if self._inner is not None:
            self._inner.finish(pointer)

    def cancel(self) -> None:
        """Put everything back as it was."""
        if self._inner is not None:
            self._inner.cancel()

    def paint(self, painter: QPainter) -> None:
        """Draw what the gesture draws."""
        if self._inner is not None:
            self._inner.paint(painter)
