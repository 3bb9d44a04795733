"""Moving cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from guinet.gui.canvas.card import Card
from guinet.gui.canvas.carried import Carried
from guinet.gui.canvas.gestures.base import Gesture, Pointer
from guinet.gui.canvas.layout import snap

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["MoveNodes"]

_SHIFT, _CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


class MoveNodes(Gesture):
    """Selects the card under the pointer and drags it together with what is selected.

    Shift at the press adds to the selection, Ctrl toggles; Shift during the drag snaps to the
    grid. The project changes once, on release.
    """

    def __init__(self, view: CanvasView, start: Pointer, card: Card) -> None:
        super().__init__(view, start)
        self._card = card
        self._corner = (card.pos().x(), card.pos().y())
        self._narrow = False
        self._select()
        self._carried = Carried(view.canvas, view.editor.selected, view.canvas.frames.selected)
        self._step = (0.0, 0.0)

    def move(self, pointer: Pointer) -> None:
        """Let cards and wires follow."""
        if not self._carried:
            return
        step = pointer.point - self.start.point
        dx, dy = step.x(), step.y()
        if pointer.holds(_SHIFT):
            x, y = self._corner
            dx, dy = snap(x + dx) - x, snap(y + dy) - y
        self._step = (dx, dy)
        self._carried.show(dx, dy)

    def finish(self, pointer: Pointer) -> None:
        """Store the new places as one step."""
        if not self.dragging:
            if self._narrow:
                self.view.editor.select((self._card.node_id,))
                self.view.canvas.select_edges(())
            return
        if self._step != (0.0, 0.0):
            self.view.editor.apply(
                lambda project: self._carried.move(project, *self._step),
                f"Move {self._carried.words()}",
            )

    def cancel(self) -> None:
        """Put the cards back."""
        self._carried.put_back()

    def _select(self) -> None:
        editor, id = self.view.editor, self._card.node_id
        if self.start.holds(_CTRL):
            editor.select(editor.selected ^ {id})
        elif self.start.holds(_SHIFT):
            editor.select(editor.selected | {id})
        elif id not in editor.selected:
            editor.select((id,))
            self.view.canvas.select_edges(())
        else:
            # Perhaps the whole selection is to be dragged: a mere click narrows it later.
            self._narrow = True
