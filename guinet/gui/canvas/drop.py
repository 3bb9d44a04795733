"""Modules and composites that are dragged in from the palette."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QPainter

from guinet.gui.canvas.hints import paint_drop
from guinet.gui.mime import dragged_module

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["DropTarget"]


class DropTarget:
    """Shows where a dragged module would stand, and places it with its middle there.

    Attributes
    ----------
    place
        Where the drag is, on the viewport; None while there is none.
    """

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self.place: QPointF | None = None

    def over(self, event: QDragMoveEvent) -> None:
        """Take modules and nothing else."""
        if dragged_module(event.mimeData()) is None:
            event.ignore()
            return
        self._show(event.position())
        event.acceptProposedAction()

    def leave(self) -> None:
        """Show nothing any more."""
        self._show(None)

    def drop(self, event: QDropEvent) -> None:
        """Place the module as one step, and select it."""
        self._show(None)
        name = dragged_module(event.mimeData())
        if name is None:
            event.ignore()
            return
        event.acceptProposedAction()
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._view.add_module(name, self._view.event_point(event.position()))

    def paint(self, painter: QPainter) -> None:
        """Draw the outline of the card."""
        if self.place is not None:
            paint_drop(painter, self.place, self._view.zoom)

    def _show(self, place: QPointF | None) -> None:
        self.place = place
        self._view.beginnings.make_way(place is not None)
        self._view.viewport().update()
