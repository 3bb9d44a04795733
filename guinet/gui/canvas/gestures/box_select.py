"""Selecting with a box."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from guinet.gui import theme
from guinet.gui.canvas.gestures.base import Gesture, Pointer

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["BoxSelect"]

_SHIFT, _CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


class BoxSelect(Gesture):
    """Selects the cards that the box touches and the comment frames that it holds wholly.

    Shift adds them, Ctrl toggles them.

    A click on the empty canvas selects nothing.
    """

    def __init__(self, view: CanvasView, start: Pointer) -> None:
        super().__init__(view, start)
        self._before = view.editor.selected
        self._frames_before = view.canvas.frames.selected
        self._box = QRectF()

    def move(self, pointer: Pointer) -> None:
        """Draw the box and show what it would select."""
        self._box = QRectF(self.start.place, pointer.place).normalized()
        chosen = self._chosen(pointer)
        for id, card in self.view.canvas.cards.items():
            card.set_selected(id in chosen)
        self.view.canvas.frames.show_selection(self._chosen_frames(pointer))
        self.view.viewport().update()

    def finish(self, pointer: Pointer) -> None:
        """Select."""
        canvas = self.view.canvas
        chosen = self._chosen(pointer) if self.dragging else self._before
        frames = self._chosen_frames(pointer) if self.dragging else self._frames_before
        edges = canvas.selected_edges
        if not (self.start.holds(_SHIFT) or self.start.holds(_CTRL)):
            edges = frozenset()
            if not self.dragging:
                chosen = frames = frozenset()
        self.view.editor.select(chosen)
        canvas.select_edges(edges, frames)
        canvas.show_selection()

    def cancel(self) -> None:
        """Leave the selection as it was."""
        self.view.canvas.show_selection()

    def paint(self, painter: QPainter) -> None:
        """Draw the box."""
        if self.dragging:
            painter.setPen(QPen(theme.colour("accent"), 1))
            painter.setBrush(theme.colour("accent", 0.12))
            painter.drawRect(self._box)

    def _chosen(self, pointer: Pointer) -> frozenset[str]:
        area = QRectF(self.start.point, pointer.point).normalized()
        inside = frozenset(
            id for id, rect in self.view.canvas.rects().items() if rect.intersects(area)
        )
        return self._combined(self._before, inside)

    def _chosen_frames(self, pointer: Pointer) -> frozenset[str]:
        area = QRectF(self.start.point, pointer.point).normalized()
        return self._combined(self._frames_before, self.view.canvas.frames.inside(area))

    def _combined(self, before: frozenset[str], inside: frozenset[str]) -> frozenset[str]:
        if self.start.holds(_SHIFT):
            return before | inside
        if self.start.holds(_CTRL):
            return before ^ inside
        return inside
