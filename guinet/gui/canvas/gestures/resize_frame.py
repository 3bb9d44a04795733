"""Making a comment frame larger or smaller."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from guinet.gui.canvas.frames.geometry import Part, cursor_of, resized
from guinet.gui.canvas.frames.item import FrameItem
from guinet.gui.canvas.gestures.base import Gesture, Pointer
from guinet.gui.canvas.words import frame_words
from guinet.project.annotation_edits import put_frames

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["ResizeFrame"]

_SHIFT = Qt.KeyboardModifier.ShiftModifier


class ResizeFrame(Gesture):
    """Drags an edge or a corner of a frame; Shift snaps to the grid. The cards stay.

    Parameters
    ----------
    item
        The frame.
    part
        Which edge or corner was taken hold of.
    """

    def __init__(self, view: CanvasView, start: Pointer, item: FrameItem, part: Part) -> None:
        super().__init__(view, start)
        self._id, self._part = item.frame_id, part
        self._before = self._now = item.frame
        self.cursor = cursor_of(part)
        view.editor.select(())
        view.canvas.select_edges((), (self._id,))

    def move(self, pointer: Pointer) -> None:
        """Show the frame as it would be."""
        step = pointer.point - self.start.point
        self._now = resized(
            self._before, self._part, step.x(), step.y(), on_grid=pointer.holds(_SHIFT)
        )
        self._show()

    def finish(self, pointer: Pointer) -> None:
        """Store it as one step."""
        if self._now == self._before:
            return
        editor, frames = self.view.editor, {self._id: self._now}
        editor.apply(
            lambda project: put_frames(project, frames, editor.scope),
            f"Resize {frame_words(self._before)}",
        )

    def cancel(self) -> None:
        """Put it back."""
        self._now = self._before
        self._show()

    def _show(self) -> None:
        self.view.canvas.frames.show_as({self._id: self._now})
