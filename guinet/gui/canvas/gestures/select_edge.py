"""Selecting a wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guinet.graph.model import Edge
from guinet.gui.canvas.gestures.base import Gesture, Pointer
from guinet.gui.canvas.gestures.select_node import Mode

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["SelectEdge"]


class SelectEdge(Gesture):
    """Selects the wire under the pointer, alone, in addition, or no longer."""

    def __init__(
        self, view: CanvasView, start: Pointer, edge: Edge, *, mode: Mode = "replace"
    ) -> None:
        super().__init__(view, start)
        canvas = view.canvas
        if mode == "toggle":
            canvas.select_edges(canvas.selected_edges ^ {edge}, canvas.frames.selected)
        elif mode == "add":
            canvas.select_edges(canvas.selected_edges | {edge}, canvas.frames.selected)
        else:
            view.editor.select(())
            canvas.select_edges((edge,))

    def move(self, pointer: Pointer) -> None:
        """Do nothing: a wire follows its cards."""

    def finish(self, pointer: Pointer) -> None:
        """Leave it selected."""
