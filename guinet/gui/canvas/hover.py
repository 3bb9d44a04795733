"""What lies under the pointer while no button is down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from guinet.graph.model import Edge
from guinet.gui.canvas.card import Card
from guinet.gui.canvas.frames.geometry import cursor_of
from guinet.gui.canvas.gestures.base import Pointer
from guinet.gui.canvas.gestures.under import EDGE_REACH_PX, PORT_REACH_PX

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["Hover"]


class Hover:
    """Emphasises the port, card or wire under the pointer.

    Attributes
    ----------
    edge
        The wire under the pointer, or None.
    place
        Where the pointer is, on the viewport.
    cursor
        The shape that tells what a press would do.
    """

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._card: Card | None = None
        self.edge: Edge | None = None
        self.place = QPointF()
        self.cursor = Qt.CursorShape.ArrowCursor

    def over(self, pointer: Pointer) -> None:
        """Look what is there now."""
        canvas, zoom = self._view.canvas, self._view.zoom
        port = canvas.port_at(pointer.point, PORT_REACH_PX / zoom)
        card = canvas.card_at(pointer.point) if port is None else port[0]
        edge = None
        if card is None:
            edge = canvas.layer.at(pointer.point, EDGE_REACH_PX / zoom)
        part = None
        if card is None and edge is None:
            part = canvas.frames.part_at(pointer.point, zoom)
        self._show(card, None if port is None else (port[1], port[2]), edge)
        canvas.frames.hover(None if part is None else part[0].frame_id)
        self.place = pointer.place
        if port is not None:
            self.cursor = Qt.CursorShape.CrossCursor
        elif edge is not None or canvas.badge_at(pointer.point) is not None:
            self.cursor = Qt.CursorShape.PointingHandCursor
        elif part is not None:
            self.cursor = cursor_of(part[1])
        else:
            self.cursor = Qt.CursorShape.ArrowCursor

    def look_again(self) -> None:
        """Look what is there once things moved away under a pointer that rests."""
        place = self._view.whereabouts.place
        if place is None:
            self.leave()
        else:
            nothing = Qt.KeyboardModifier.NoModifier
            self.over(Pointer(self._view.event_point(place), QPointF(place), nothing))

    def leave(self) -> None:
        """Show nothing: the pointer went away, or a gesture began."""
        self._show(None, None, None)
        self._view.canvas.frames.hover(None)
        self.cursor = Qt.CursorShape.ArrowCursor

    def _show(self, card: Card | None, port: tuple[str, bool] | None, edge: Edge | None) -> None:
        if self._card is not None and self._card is not card:
            self._card.set_hovered(False)
            self._card.light_port(None)
        self._card = card
        if card is not None:
            card.set_hovered(True)
            card.light_port(port)
        if edge is not None or self.edge is not None:
            self._view.viewport().update()
        self.edge = edge
        self._view.canvas.hover_edge(edge)
