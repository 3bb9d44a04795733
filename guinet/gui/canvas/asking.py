"""What a menu on the canvas is to be about, and where it opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF

from guinet.gui.canvas.gestures.base import Pointer
from guinet.gui.canvas.gestures.under import Under

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["ask_here", "ask_selected"]


def ask_here(view: CanvasView, pointer: Pointer, under: Under) -> None:
    """Ask for the menu of what lies under the pointer, and select that unless it is selected.

    A port stands for its wires; one without wires is a part of its card.
    """
    spot = view.viewport().mapToGlobal(pointer.place.toPoint())
    view.menu_wanted.emit(_select(view, under), spot)


def ask_selected(view: CanvasView) -> None:
    """Ask for the menu of what is selected, beside it; else for that of the empty canvas."""
    room = QRectF(view.viewport().rect())
    place, spot = "empty", room.center().toPoint()
    rects = view.canvas.rects()
    selected = [rects[id] for id in sorted(view.editor.selected)]
    if selected:
        corner = view.viewportTransform().map(selected[0].center()).toPoint()
        place, spot = "card", corner
    elif view.canvas.selected_edges:
        place = "edge"
    elif view.canvas.frames.selected:
        item = view.canvas.frames.items[min(view.canvas.frames.selected)]
        middle = item.header_rect(view.zoom).center()
        place, spot = "frame", view.viewportTransform().map(middle).toPoint()
    view.menu_wanted.emit(place, view.viewport().mapToGlobal(_within(spot, room)))


def _within(spot: QPoint, room: QRectF) -> QPoint:
    x = min(max(spot.x(), 0), int(room.width()))
    return QPoint(x, min(max(spot.y(), 0), int(room.height())))


def _select(view: CanvasView, under: Under) -> str:
    canvas, editor = view.canvas, view.editor
    card = under.card
    if under.port is not None:
        card, port, is_input = under.port
        wires = [
            edge
            for edge in canvas.graph.edges
            if (edge.target, edge.target_port, True) == (card.node_id, port, is_input)
            or (edge.source, edge.source_port, False) == (card.node_id, port, is_input)
        ]
        if wires:
            editor.select(())
            canvas.select_edges(wires)
            return "port"
    if card is not None:
        if card.node_id not in editor.selected:
            editor.select((card.node_id,))
            canvas.select_edges(())
        return "card"
    if under.edge is not None:
        if under.edge not in canvas.selected_edges:
            editor.select(())
            canvas.select_edges((under.edge,))
        return "edge"
    if under.frame is not None:
        id = under.frame[0].frame_id
        if id not in canvas.frames.selected:
            editor.select(())
            canvas.select_edges((), (id,))
        return "frame"
    return "empty"
