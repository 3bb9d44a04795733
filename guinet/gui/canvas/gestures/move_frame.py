"""Moving comment frames with what stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from guinet.gui.canvas.frames.item import FrameItem
from guinet.gui.canvas.gestures.base import Gesture, Pointer
from guinet.gui.canvas.layout import snap, whole_step
from guinet.gui.canvas.moving import Moving

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["MoveFrame"]

_SHIFT, _ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier


class MoveFrame(Gesture):
    """Drags the frame by its header together with what is selected, and with what stands in it.

    Shift during the drag snaps to the grid, and Alt moves the frame alone.
    """

    def __init__(self, view: CanvasView, start: Pointer, item: FrameItem) -> None:
        super().__init__(view, start)
        self._corner = (item.frame.x, item.frame.y)
        if item.frame_id not in view.canvas.frames.selected:
            view.editor.select(())
            view.canvas.select_edges((), (item.frame_id,))
        self._moving = Moving(view.canvas, view.editor.selected, view.canvas.frames.selected)
        self._step = (0.0, 0.0)
        self._alone = False

    def move(self, pointer: Pointer) -> None:
        """Let everything follow."""
        x, y = self._corner
        dx, dy = whole_step(self._corner, pointer.point - self.start.point)
        if pointer.holds(_SHIFT):
            dx, dy = snap(x + dx) - x, snap(y + dy) - y
        self._step, self._alone = (dx, dy), pointer.holds(_ALT)
        self._moving.show(dx, dy, alone=self._alone)

    def finish(self, pointer: Pointer) -> None:
        """Store the new places as one step."""
        if self._step != (0.0, 0.0):
            self.view.editor.apply(
                lambda project: self._moving.move(project, *self._step, alone=self._alone),
                f"Move {self._moving.words()}",
            )
        else:
            self._moving.put_back()

    def cancel(self) -> None:
        """Put everything back."""
        self._moving.put_back()
