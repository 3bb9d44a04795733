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
from guinet.gui.canvas.gestures.cut_wires import CutWires
from guinet.gui.canvas.gestures.draw_wire import DrawWire
from guinet.gui.canvas.gestures.duplicate_nodes import DuplicateNodes
from guinet.gui.canvas.gestures.lay_reroutes import LayReroutes
from guinet.gui.canvas.gestures.move_frame import MoveFrame
from guinet.gui.canvas.gestures.move_nodes import MoveNodes
from guinet.gui.canvas.gestures.pan import Pan
from guinet.gui.canvas.gestures.pull_out import PullOut
from guinet.gui.canvas.gestures.resize_frame import ResizeFrame
from guinet.gui.canvas.gestures.select_edge import SelectEdge
from guinet.gui.canvas.gestures.select_frame import SelectFrame
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
        "open_card",
        "Open a collapsed card",
        ("folded",),
        calls.at_press(calls.open_card),
        ("DoubleClick",),
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
        "duplicate_by_hand",
        "Drag copies of nodes",
        ("card",),
        lambda v, p, u: DuplicateNodes(v, p, u.the_card()),
        ("Ctrl+Drag",),
    ),
    GestureSpec(
        "move",
        "Move nodes",
        ("card",),
        lambda v, p, u: MoveNodes(v, p, u.the_card()),
        ("Drag", "Shift+Drag"),
    ),
    GestureSpec(
        "pull_out",
        "Pull nodes out of their chain, and keep the wire",
        ("card",),
        lambda v, p, u: PullOut(v, p, u.the_card()),
        # On many a Linux desktop Alt and a drag move the window.
        ("Alt+Drag", "Ctrl+Alt+Drag"),
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
        "insert_here",
        "Search for a module to put on a wire",
        ("edge",),
        calls.at_press(calls.search_on_wire),
        ("DoubleClick",),
    ),
    GestureSpec(
        "add_here",
        "Search for a module to add",
        ("empty",),
        calls.at_press(calls.search),
        ("DoubleClick",),
    ),
    GestureSpec(
        "write_in_frame",
        "Write in a comment frame",
        ("frame header",),
        calls.at_press(calls.write_in_frame),
        ("DoubleClick",),
    ),
    GestureSpec(
        "select_frame",
        "Select a comment frame",
        ("frame edge", "frame header"),
        lambda v, p, u: SelectFrame(v, p, u.the_frame()[0]),
        ("Click",),
    ),
    GestureSpec(
        "select_frame_add",
        "Add a comment frame to the selection",
        ("frame edge", "frame header"),
        lambda v, p, u: SelectFrame(v, p, u.the_frame()[0], mode="add"),
        ("Shift+Click",),
    ),
    GestureSpec(
        "select_frame_toggle",
        "Select a comment frame, or no longer",
        ("frame edge", "frame header"),
        lambda v, p, u: SelectFrame(v, p, u.the_frame()[0], mode="toggle"),
        ("Ctrl+Click",),
    ),
    GestureSpec(
        "resize_frame",
        "Change the size of a comment frame",
        ("frame edge",),
        lambda v, p, u: ResizeFrame(v, p, *u.the_frame()),
        ("Drag", "Shift+Drag"),
    ),
    GestureSpec(
        "move_frame",
        "Move a comment frame with what stands in it; with Alt alone",
        ("frame header",),
        lambda v, p, u: MoveFrame(v, p, u.the_frame()[0]),
        ("Drag", "Shift+Drag", "Alt+Drag"),
    ),
    GestureSpec(
        "lay_reroutes",
        "Add reroute points where the line crosses wires",
        ("anything",),
        lambda v, p, _: LayReroutes(v, p),
        ("Shift+RightDrag",),
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
        "cut_wires",
        "Cut wires by drawing across them",
        ("anything",),
        lambda v, p, _: CutWires(v, p),
        ("Ctrl+RightDrag",),
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
    NoteSpec("open_by_drop", "Open a network", "drop its file on the window"),
    NoteSpec("add_to_wire", "Add what fits a wire", "drop the wire on the empty canvas"),
    NoteSpec("insert_on_wire", "Insert on a wire", "drop a module, or a node without wires, on it"),
    NoteSpec("replace_wire", "Replace a wire", "drop another one on the occupied input"),
    NoteSpec("snap", "Snap to guides, or to the grid", "hold Shift while dragging"),
)
