"""Gestures of the mouse on the canvas.

A gesture is added by one file in `guinet.gui.canvas.gestures` and one row here. Of the rows that
match button, keys held and what lies under the pointer, the first one wins; so what is small
stands before what it lies on.
"""

from __future__ import annotations

from guinet.gui.actions.spec import GestureSpec, NoteSpec, WheelSpec
from guinet.gui.canvas.asking import ask_here
from guinet.gui.canvas.gestures import calls
from guinet.gui.canvas.gestures.box_select import BoxSelect
from guinet.gui.canvas.gestures.draw_wire import DrawWire
from guinet.gui.canvas.gestures.move_nodes import MoveNodes
from guinet.gui.canvas.gestures.pan import Pan
from guinet.gui.canvas.gestures.select_edge import SelectEdge
from guinet.gui.canvas.gestures.select_node import SelectNode

__all__ = ["GESTURES", "NOTES", "WHEEL"]

GESTURES: tuple[GestureSpec, ...] = (
    GestureSpec(
        "show_problem",
        "Explain a problem",
        ("badge",),
        calls.at_press(calls.show_problem),
        ("Click",),
    ),
    GestureSpec(
        "draw_wire",
        "Draw a wire; off an input: move or cut it",
        ("port",),
        lambda v, p, u: DrawWire(v, p, *u.the_port()),
        ("Drag",),
    ),
    GestureSpec(
        "rename_here", "Rename a node", ("name",), calls.at_press(calls.rename), ("DoubleClick",)
    ),
    GestureSpec(
        "enter_here",
        "Enter a composite",
        ("composite",),
        calls.at_press(calls.enter),
        ("DoubleClick",),
    ),
    GestureSpec(
        "select",
        "Select a node",
        ("card",),
        lambda v, p, u: SelectNode(v, p, u.the_card()),
        ("Click",),
    ),
    GestureSpec(
        "select_add",
        "Add a node to the selection",
        ("card",),
        lambda v, p, u: SelectNode(v, p, u.the_card(), mode="add"),
        ("Shift+Click",),
    ),
    GestureSpec(
        "select_toggle",
        "Select a node, or no longer",
        ("card",),
        lambda v, p, u: SelectNode(v, p, u.the_card(), mode="toggle"),
        ("Ctrl+Click",),
    ),
    GestureSpec(
        "move",
        "Move nodes",
        ("card",),
        lambda v, p, u: MoveNodes(v, p, u.the_card()),
        ("Drag", "Shift+Drag"),
    ),
    GestureSpec(
        "select_wire",
        "Select a wire",
        ("edge",),
        lambda v, p, u: SelectEdge(v, p, u.the_edge()),
        ("Click",),
    ),
    GestureSpec(
        "select_wire_add",
        "Add a wire to the selection",
        ("edge",),
        lambda v, p, u: SelectEdge(v, p, u.the_edge(), mode="add"),
        ("Shift+Click",),
    ),
    GestureSpec(
        "select_wire_toggle",
        "Select a wire, or no longer",
        ("edge",),
        lambda v, p, u: SelectEdge(v, p, u.the_edge(), mode="toggle"),
        ("Ctrl+Click",),
    ),
    GestureSpec(
        "select_nothing",
        "Select nothing",
        ("empty",),
        calls.at_release(calls.select_nothing),
        ("Click",),
    ),
    GestureSpec("box", "Select with a box", ("empty",), lambda v, p, _: BoxSelect(v, p), ("Drag",)),
    GestureSpec(
        "box_add",
        "Add with a box",
        ("empty",),
        lambda v, p, _: BoxSelect(v, p, mode="add"),
        ("Shift+Drag",),
    ),
    GestureSpec(
        "box_toggle",
        "Toggle with a box",
        ("empty",),
        lambda v, p, _: BoxSelect(v, p, mode="toggle"),
        ("Ctrl+Drag",),
    ),
    GestureSpec(
        "menu_here",
        "Menu of what lies there",
        ("anything",),
        calls.at_release(ask_here),
        ("RightClick",),
    ),
    GestureSpec(
        "pan",
        "Move the view",
        ("anything",),
        lambda v, p, _: Pan(v, p),
        ("MiddleDrag", "Space+Drag"),
    ),
)

WHEEL: tuple[WheelSpec, ...] = (
    WheelSpec(
        "zoom",
        "Zoom at the cursor",
        lambda v, e: v.zoom_by_wheel(e),
        ("Wheel", "Ctrl+Wheel", "Pinch"),
    ),
    WheelSpec(
        "scroll_across",
        "Move the view sideways",
        lambda v, e: v.pan_by_wheel(e, across=True),
        ("Shift+Wheel",),
    ),
    WheelSpec("scroll", "Move the view up and down", lambda v, e: v.pan_by_wheel(e, across=False)),
)

NOTES: tuple[NoteSpec, ...] = (
    NoteSpec("add_by_drag", "Add a module", "drag it from the palette, or double-click it there"),
    NoteSpec("replace_wire", "Replace a wire", "drop another one on the occupied input"),
    NoteSpec("snap", "Snap to guides, or to the grid", "hold Shift while dragging a node"),
)
