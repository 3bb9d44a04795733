"""Moving cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from guinet.gui.canvas.card import Card
from guinet.gui.canvas.gestures.base import Gesture, Pointer
from guinet.gui.canvas.layout import Point, move_nodes, snap

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
        self._card = card
        if card.node_id not in view.editor.selected:
            view.editor.select((card.node_id,))
            view.canvas.select_edges(())
        places = view.canvas.places()
        self._places = {id: places[id] for id in view.editor.selected}
        self._now: dict[str, Point] = {}

    def move(self, pointer: Pointer) -> None:
        """Let cards and wires follow."""
        if not self._places:
            return
        step = pointer.point - self.start.point
        dx, dy = step.x(), step.y()
        if pointer.holds(_SHIFT):
            x, y = self._places.get(self._card.node_id, (0.0, 0.0))
            dx, dy = snap(x + dx) - x, snap(y + dy) - y
        self._now = {id: (x + dx, y + dy) for id, (x, y) in self._places.items()}
        self.view.canvas.show_at(self._now)

    def finish(self, pointer: Pointer) -> None:
        """Store the new places as one step."""
        editor, now = self.view.editor, self._now
        if not now:
            return
        if len(now) == 1:
            label = f"Move {editor.graph.nodes[next(iter(now))].name}"
        else:
            label = f"Move {len(now)} nodes"
        # Places that the automatic layout gave become part of the project with the first move,
        # so that no card wanders off because another one was dragged.
        everywhere = self.view.canvas.places() | now
        editor.apply(lambda project: move_nodes(project, everywhere, editor.scope), label)

    def cancel(self) -> None:
        """Put the cards back."""
        self.view.canvas.show_at(self._places)
