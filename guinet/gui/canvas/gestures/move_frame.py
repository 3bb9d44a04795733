"""Moving comment frames with what stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from guinet.gui.canvas.carried import Carried
from guinet.gui.canvas.frames.item import FrameItem
from guinet.gui.canvas.gestures.base import Gesture, Pointer
from guinet.gui.canvas.layout import snap

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["MoveFrame"]

_SHIFT, _CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier


class MoveFrame(Gesture):
    """Selects the frame by its header and drags it, with the cards and frames wholly in it.

    Shift at the press adds to the selection, Ctrl toggles; during the drag Shift snaps to the
    grid, and Alt moves the frame alone.
    """

    def __init__(self, view: CanvasView, start: Pointer, item: FrameItem) -> None:
        super().__init__(view, start)
        self._id = item.frame_id
        self._corner = (item.frame.x, item.frame.y)
        self._narrow = False
        self._select()
        self._carried = Carried(view.canvas, view.editor.selected, view.canvas.frames.selected)
        self._step = (0.0, 0.0)
        self._alone = False

    def move(self, pointer: Pointer) -> None:
        """Let everything follow."""
        if not self._carried:
            return
        step = pointer.point - self.start.point
        dx, dy = step.x(), step.y()
        if pointer.holds(_SHIFT):
            x, y = self._corner
            dx, dy = snap(x + dx) - x, snap(y + dy) - y
        self._step, self._alone = (dx, dy), pointer.holds(_ALT)
        self._carried.show(dx, dy, alone=self._alone)

    def finish(self, pointer: Pointer) -> None:
        """Store the new places as one step; a click leaves this one frame selected."""
        if not self.dragging:
            if self._narrow:
                self.view.editor.select(())
                self.view.canvas.select_edges((), (self._id,))
        elif self._step != (0.0, 0.0):
            self.view.editor.apply(
                lambda project: self._carried.move(project, *self._step, alone=self._alone),
                f"Move {self._carried.words()}",
            )

    def cancel(self) -> None:
        """Put everything back."""
        self._carried.put_back()

    def _select(self) -> None:
        canvas = self.view.canvas
        selected = canvas.frames.selected
        if self.start.holds(_CTRL):
            canvas.select_edges(canvas.selected_edges, selected ^ {self._id})
        elif self.start.holds(_SHIFT):
            canvas.select_edges(canvas.selected_edges, selected | {self._id})
        elif self._id not in selected:
            self.view.editor.select(())
            canvas.select_edges((), (self._id,))
        else:
            # Perhaps the whole selection is to be dragged: a mere click narrows it later.
            self._narrow = True
