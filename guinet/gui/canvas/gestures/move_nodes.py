"""Moving cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from guinet.gui import theme
from guinet.gui.canvas.card import Card
from guinet.gui.canvas.gestures.base import Gesture, Pointer
from guinet.gui.canvas.gestures.over_wire import OverWire, over_wire
from guinet.gui.canvas.guides import Aligned, Guides
from guinet.gui.canvas.layout import snap, whole_step
from guinet.gui.canvas.moving import Moving

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
        self._moving = Moving(view.canvas, view.editor.selected, view.canvas.frames.selected)
        self._corner = (card.pos().x(), card.pos().y())
        self._step = (0.0, 0.0)
        self._box = card.box()
        self._guides = self._seen_guides()
        self._aligned = Aligned()
        alone = self._moving.is_only(card.node_id)
        self._wire = over_wire(view, card.node_id) if alone else None
        self._hand = start.place

    def move(self, pointer: Pointer) -> None:
        """Let cards and wires follow."""
        x, y = self._corner
        dx, dy = whole_step(self._corner, pointer.point - self.start.point)
        reach = _REACH_PX / self.view.zoom
        aligned = self._guides.near(self._box, (x + dx, y + dy), reach)
        if pointer.holds(_SHIFT):
            dx = snap(x + dx) - x if aligned.dx is None else dx + aligned.dx
            dy = snap(y + dy) - y if aligned.dy is None else dy + aligned.dy
        self._aligned = aligned
        self.view.viewport().update()
        self._step = (dx, dy)
        # What may be put on a wire is not in its way.
        self._moving.show(dx, dy, over=self._wire is not None)
        self._hand = pointer.place
        if self._wire is not None:
            self._wire.look(self._card.scene_rect())

    def finish(self, pointer: Pointer) -> None:
        """Store the new places as one step."""
        wire = self._wire
        if wire is not None and wire.edge is not None:
            self._put_on(wire)
        elif self._step != (0.0, 0.0):
            self.view.editor.apply(
                lambda project: self._moving.move(project, *self._step),
                f"Move {self._moving.words()}",
            )
        else:
            self._moving.put_back()

    def _put_on(self, wire: OverWire) -> None:
        """Store the new place and the wires through the card as one step."""
        rect = self._card.scene_rect()
        now = {self._card.node_id: (rect.left(), rect.top())}
        label = f"Move {self._moving.words()} onto a wire"
        wire.clear()
        self.view.editor.apply(lambda project: wire.splice(project, now, rect), label)
        if wire.reason:
            self.view.status_message.emit(wire.reason)

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
        self._moving.put_back()
        if self._wire is not None:
            self._wire.clear()

    def _seen_guides(self) -> Guides:
        """Return the guides of the cards in sight that stay."""
        canvas, view = self.view.canvas, self.view
        seen = view.viewportTransform().inverted()[0].mapRect(QRectF(view.viewport().rect()))
        staying = {
            id: (rect.left(), rect.top())
            for id, rect in canvas.rects().items()
            if id not in self._moving.nodes and rect.intersects(seen)
        }
        return Guides(staying, canvas.boxes())
