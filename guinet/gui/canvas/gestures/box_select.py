"""Selecting with a box."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen

from guinet.gui import theme
from guinet.gui.canvas.gestures.base import Gesture, Pointer
from guinet.gui.canvas.gestures.select_node import Mode

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["BoxSelect"]


class BoxSelect(Gesture):
    """Selects the cards that the box touches, alone, in addition, or no longer.

    Of comment frames it takes those that it holds wholly.
    """

    def __init__(self, view: CanvasView, start: Pointer, *, mode: Mode = "replace") -> None:
        super().__init__(view, start)
        self._mode = mode
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
        if not self.dragging:
            return
        canvas = self.view.canvas
        edges = () if self._mode == "replace" else canvas.selected_edges
        frames = self._chosen_frames(pointer)
        self.view.editor.select(self._chosen(pointer))
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
        if self._mode == "add":
            return before | inside
        if self._mode == "toggle":
            return before ^ inside
        return inside
