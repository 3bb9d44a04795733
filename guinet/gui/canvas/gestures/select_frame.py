"""Selecting a comment frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guinet.gui.canvas.frames.item import FrameItem
from guinet.gui.canvas.gestures.base import Gesture, Pointer
from guinet.gui.canvas.gestures.select_node import Mode

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["SelectFrame"]


class SelectFrame(Gesture):
    """Selects the frame under the pointer, alone, in addition, or no longer.

    As with cards, it is selected at the press, and what may be the beginning of a drag of the
    whole selection waits for the release.
    """

    def __init__(
        self, view: CanvasView, start: Pointer, item: FrameItem, *, mode: Mode = "replace"
    ) -> None:
        super().__init__(view, start)
        self._id = item.frame_id
        self._mode = mode
        if mode == "add":
            self._select(view.canvas.frames.selected | {self._id})
        elif mode == "replace" and self._id not in view.canvas.frames.selected:
            self._select_alone()

    def move(self, pointer: Pointer) -> None:
        """Do nothing: a click does not move."""

    def finish(self, pointer: Pointer) -> None:
        """Select."""
        if self._mode == "replace":
            self._select_alone()
        elif self._mode == "toggle":
            self._select(self.view.canvas.frames.selected ^ {self._id})

    def _select(self, ids: frozenset[str]) -> None:
        self.view.canvas.select_edges(self.view.canvas.selected_edges, ids)

    def _select_alone(self) -> None:
        self.view.editor.select(())
        self.view.canvas.select_edges((), (self._id,))
