"""Selecting a card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from guinet.gui.canvas.card import Card
from guinet.gui.canvas.gestures.base import Gesture, Pointer

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["Mode", "SelectNode"]

Mode = Literal["replace", "add", "toggle"]


class SelectNode(Gesture):
    """Selects the card under the pointer, alone, in addition, or no longer.

    It is selected at the press, so that a drag takes it along. What may be the beginning of a
    drag of the whole selection waits for the release: narrowing it to one card, toggling.
    """

    def __init__(
        self, view: CanvasView, start: Pointer, card: Card, *, mode: Mode = "replace"
    ) -> None:
        super().__init__(view, start)
        self._id = card.node_id
        self._mode = mode
        selected = view.editor.selected
        if mode == "add":
            view.editor.select(selected | {self._id})
        elif mode == "replace" and self._id not in selected:
            view.editor.select((self._id,))
            view.canvas.select_edges(())

    def move(self, pointer: Pointer) -> None:
        """Do nothing: a click does not move."""

    def finish(self, pointer: Pointer) -> None:
        """Select."""
        editor = self.view.editor
        if self._mode == "replace":
            editor.select((self._id,))
            self.view.canvas.select_edges(())
        elif self._mode == "toggle":
            editor.select(editor.selected ^ {self._id})
