"""Moving cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from guinet.gui import theme
from guinet.gui.canvas.card import Card
from guinet.gui.canvas.gestures.base import Gesture, Pointer
from guinet.gui.canvas.gestures.over_wire import over_wire
from guinet.gui.canvas.guides import Aligned, Guides
from guinet.gui.canvas.layout import Point, move_nodes, snap

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["MoveNodes"]

_REACH_PX = 6.0
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class MoveNodes(Gesture):
    """Drags the card under the pointer together with what is selected.

    Lines show what the card under the pointer is in line with; Shift during the drag snaps to
    them, or to the grid. One card that is dragged onto a wire is put on it. The project changes
    once, on release.
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
        self._box = card.box()
        self._guides = self._seen_guides()
        self._aligned = Aligned()
        alone = tuple(self._places) == (card.node_id,)
        self._wire = over_wire(view, card.node_id) if alone else None
        self._hand = start.place

    def move(self, pointer: Pointer) -> None:
        """Let cards and wires follow."""
        if not self._places:
            return
        step = pointer.point - self.start.point
        dx, dy = step.x(), step.y()
        x, y = self._places.get(self._card.node_id, (0.0, 0.0))
        reach = _REACH_PX / self.view.zoom
        aligned = self._guides.near(self._box, (x + dx, y + dy), reach)
        if pointer.holds(_SHIFT):
            dx = snap(x + dx) - x if aligned.dx is None else dx + aligned.dx
            dy = snap(y + dy) - y if aligned.dy is None else dy + aligned.dy
        self._aligned = aligned
        self.view.viewport().update()
        self._now = {id: (x + dx, y + dy) for id, (x, y) in self._places.items()}
        # What may be put on a wire is not in its way.
        self.view.canvas.show_at(self._now, over=self._wire is not None)
        self._hand = pointer.place
        if self._wire is not None:
            self._wire.look(self._card.scene_rect())

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
        wire = self._wire
        if wire is not None and wire.edge is not None:
            rect, label = self._card.scene_rect(), f"{label} onto a wire"
            wire.clear()
            editor.apply(lambda project: wire.splice(project, now, rect), label)
            if wire.reason:
                self.view.status_message.emit(wire.reason)
            return
        editor.apply(lambda project: move_nodes(project, everywhere, editor.scope), label)

    def paint(self, painter: QPainter) -> None:
        """Draw the lines that the card stands on, and say what a release on a wire would do."""
        painter.setPen(QPen(theme.colour("accent"), 1))
        transform = self.view.viewportTransform()
        for x0, y0, x1, y1 in self._aligned.lines:
            painter.drawLine(transform.map(QLineF(x0, y0, x1, y1)))
        if self._wire is not None:
            self._wire.paint(painter, self._hand)

    def cancel(self) -> None:
        """Put the cards back."""
        self.view.canvas.show_at(self._places)
        self.view.canvas.settle()
        if self._wire is not None:
            self._wire.clear()

    def _seen_guides(self) -> Guides:
        """Return the guides of the cards in sight that stay."""
        canvas, view = self.view.canvas, self.view
        seen = view.viewportTransform().inverted()[0].mapRect(QRectF(view.viewport().rect()))
        staying = {
            id: (rect.left(), rect.top())
            for id, rect in canvas.rects().items()
            if id not in self._places and rect.intersects(seen)
        }
        return Guides(staying, canvas.boxes())
