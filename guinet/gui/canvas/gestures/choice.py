"""Which gesture a press begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from guinet.gui.canvas.gestures.base import Gesture, Pointer
from guinet.gui.canvas.gestures.box_select import BoxSelect
from guinet.gui.canvas.gestures.draw_wire import DrawWire
from guinet.gui.canvas.gestures.move_frame import MoveFrame
from guinet.gui.canvas.gestures.move_nodes import MoveNodes
from guinet.gui.canvas.gestures.pan import Pan
from guinet.gui.canvas.gestures.resize_frame import ResizeFrame
from guinet.gui.canvas.gestures.select_edge import SelectEdge

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["EDGE_REACH_PX", "PORT_REACH_PX", "choose"]

PORT_REACH_PX = 12.0
"""Half of the 24 pixels that a hand is given to hit a port of ten."""

EDGE_REACH_PX = 5.0


def choose(
    view: CanvasView, pointer: Pointer, button: Qt.MouseButton, *, space: bool
) -> Gesture | None:
    """Return the gesture that begins here, or None."""
    if button == Qt.MouseButton.MiddleButton:
        return Pan(view, pointer)
    if button != Qt.MouseButton.LeftButton:
        return None
    if space:
        return Pan(view, pointer)
    canvas = view.canvas
    port = canvas.port_at(pointer.point, PORT_REACH_PX / view.zoom)
    if port is not None:
        return DrawWire(view, pointer, *port)
    card = canvas.card_at(pointer.point)
    if card is not None:
        return MoveNodes(view, pointer, card)
    edge = canvas.layer.at(pointer.point, EDGE_REACH_PX / view.zoom)
    if edge is not None:
        return SelectEdge(view, pointer, edge)
    part = canvas.frames.part_at(pointer.point, view.zoom)
    if part is not None:
        item, side = part
        if side == "header":
            return MoveFrame(view, pointer, item)
        return ResizeFrame(view, pointer, item, side)
    return BoxSelect(view, pointer)
