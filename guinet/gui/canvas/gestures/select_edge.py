"""Selecting a wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from guinet.graph.model import Edge
from guinet.gui.canvas.gestures.base import Gesture, Pointer

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["SelectEdge"]

_SHIFT, _CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


class SelectEdge(Gesture):
    """Selects the wire under the pointer; Shift adds, Ctrl toggles."""

    def __init__(self, view: CanvasView, start: Pointer, edge: Edge) -> None:
        super().__init__(view, start)
        canvas = view.canvas
        if start.holds(_CTRL):
            canvas.select_edges(canvas.selected_edges ^ {edge}, canvas.frames.selected)
        elif start.holds(_SHIFT):
            canvas.select_edges(canvas.selected_edges | {edge}, canvas.frames.selected)
        else:
            view.editor.select(())
            canvas.select_edges((edge,))

    def move(self, pointer: Pointer) -> None:
        """Do nothing: a wire follows its cards."""

    def finish(self, pointer: Pointer) -> None:
        """Leave it selected."""
