"""Which gesture a press begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from guinet.gui.canvas.gestures.base import Gesture, Pointer
from guinet.gui.canvas.gestures.box_select import BoxSelect
from guinet.gui.canvas.gestures.draw_wire import DrawWire
from guinet.gui.canvas.gestures.lay_reroutes import LayReroutes
from guinet.gui.canvas.gestures.move_frame import MoveFrame
from guinet.gui.canvas.gestures.move_nodes import MoveNodes
from guinet.gui.canvas.gestures.pan import Pan
from guinet.gui.canvas.gestures.resize_frame import ResizeFrame
from guinet.gui.canvas.gestures.select_edge import SelectEdge

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["EDGE_REACH_PX", "PORT_REACH_PX", "choose", "open_at"]

PORT_REACH_PX = 12.0
"""Half of the 24 pixels that a hand is given to hit a port of ten."""

EDGE_REACH_PX = 5.0

_SHIFT = Qt.KeyboardModifier.ShiftModifier


def choose(
    view: CanvasView, pointer: Pointer, button: Qt.MouseButton, *, space: bool
) -> Gesture | None:
    """Return the gesture that begins here, or None."""
    if button == Qt.MouseButton.MiddleButton:
        return Pan(view, pointer)
    if button == Qt.MouseButton.RightButton and pointer.holds(_SHIFT):
        return LayReroutes(view, pointer)
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


def open_at(view: CanvasView, point: QPointF) -> bool:
    """Do what a double-click does at a point of the scene; False if it is a press like another.

    A collapsed card opens; a name, or the header of a comment frame, can be written anew.
    """
    card = view.canvas.card_at(point)
    frame = view.canvas.frames.header_at(point, view.zoom) if card is None else None
    if card is not None and card.face.collapsed:
        view.toggles.open(card.node_id)
    elif card is not None and card.is_name_at(point):
        view.editor.select((card.node_id,))
        view.rename_selected()
    elif frame is not None:
        view.frames.write(frame)
    else:
        return False
    return True
