"""Moving cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from guinet.gui.canvas.card import Card
from guinet.gui.canvas.gestures.base import Gesture, Pointer
from guinet.gui.canvas.layout import snap
from guinet.gui.canvas.moving import Moving

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["MoveNodes"]

_SHIFT = Qt.KeyboardModifier.ShiftModifier


class MoveNodes(Gesture):
    """Drags the card under the pointer together with what is selected.

    Shift during the drag snaps to the grid. The project changes once, on release.
    """

    def __init__(self, view: CanvasView, start: Pointer, card: Card) -> None:
        super().__init__(view, start)
        if card.node_id not in view.editor.selected:
            view.editor.select((card.node_id,))
            view.canvas.select_edges(())
        self._moving = Moving(view.canvas, view.editor.selected, view.canvas.frames.selected)
        self._corner = (card.pos().x(), card.pos().y())
        self._step = (0.0, 0.0)

    def move(self, pointer: Pointer) -> None:
        """Let cards and wires follow."""
        step = pointer.point - self.start.point
        dx, dy = step.x(), step.y()
        if pointer.holds(_SHIFT):
            x, y = self._corner
            dx, dy = snap(x + dx) - x, snap(y + dy) - y
        self._step = (dx, dy)
        self._moving.show(dx, dy)

    def finish(self, pointer: Pointer) -> None:
        """Store the new places as one step."""
        if self._step != (0.0, 0.0):
            self.view.editor.apply(
                lambda project: self._moving.move(project, *self._step),
                f"Move {self._moving.words()}",
            )

    def cancel(self) -> None:
        """Put the cards back."""
        self._moving.put_back()
