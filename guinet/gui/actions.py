"""The table of actions: menus, shortcuts and the sheet of bindings are all made from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence

if TYPE_CHECKING:
    from guinet.gui.window import MainWindow

__all__ = ["ACTIONS", "GESTURES", "SEPARATOR", "ActionSpec", "make_actions"]


@dataclass(frozen=True)
class ActionSpec:
    """One command of the window.

    Attributes
    ----------
    id
        Short stable name.
    text
        Words in the menu.
    menu
        Heading of the menu it stands in.
    call
        What it does.
    shortcuts
        Key bindings, the first one is shown.
    enabled
        Whether it can be used now; None: always.
    on_canvas
        Whether its keys work only while the canvas has the focus.
    """

    id: str
    text: str
    menu: str
    call: Callable[[MainWindow], object]
    shortcuts: tuple[str, ...] = ()
    enabled: Callable[[MainWindow], bool] | None = None
    on_canvas: bool = False


def _something_selected(window: MainWindow) -> bool:
    return window.canvas.has_selection()


def _nodes_selected(window: MainWindow) -> bool:
    return bool(window.editor.selected)


SEPARATOR = "-"

# A bare SEPARATOR draws a line in the menu of the entry before it.
ACTIONS: tuple[ActionSpec | str, ...] = (
    ActionSpec("new", "New", "File", lambda w: w.files.new(), ("Ctrl+N",)),
    ActionSpec(
        "new_from_example",
        "New from example …",
        "File",
        lambda w: w.starts.gallery(),
        ("Ctrl+Shift+N",),
    ),
    ActionSpec("open", "Open …", "File", lambda w: w.files.open(), ("Ctrl+O",)),
    SEPARATOR,
    ActionSpec("save", "Save", "File", lambda w: w.files.save(), ("Ctrl+S",)),
    ActionSpec("save_as", "Save as …", "File", lambda w: w.files.save_as(), ("Ctrl+Shift+S",)),
    SEPARATOR,
    ActionSpec("quit", "Quit", "File", lambda w: w.close(), ("Ctrl+Q",)),
    ActionSpec(
        "undo",
        "Undo",
        "Edit",
        lambda w: w.editor.document.undo(),
        ("Ctrl+Z",),
        lambda w: w.editor.document.can_undo,
    ),
    ActionSpec(
        "redo",
        "Redo",
        "Edit",
        lambda w: w.editor.document.redo(),
        ("Ctrl+Y", "Ctrl+Shift+Z"),
        lambda w: w.editor.document.can_redo,
    ),
    SEPARATOR,
    ActionSpec(
        "cut", "Cut", "Edit", lambda w: w.canvas.cut(), ("Ctrl+X",), _nodes_selected, on_canvas=True
    ),
    ActionSpec(
        "copy",
        "Copy",
        "Edit",
        lambda w: w.canvas.copy(),
        ("Ctrl+C",),
        _nodes_selected,
        on_canvas=True,
    ),
    ActionSpec("paste", "Paste", "Edit", lambda w: w.canvas.paste(), ("Ctrl+V",), on_canvas=True),
    ActionSpec(
        "duplicate",
        "Duplicate",
        "Edit",
        lambda w: w.canvas.duplicate(),
        ("Ctrl+D",),
        _nodes_selected,
        on_canvas=True,
    ),
    ActionSpec(
        "delete",
        "Delete",
        "Edit",
        lambda w: w.canvas.delete_selection(),
        ("Del", "Backspace"),
        _something_selected,
        on_canvas=True,
    ),
    ActionSpec(
        "rename",
        "Rename",
        "Edit",
        lambda w: w.canvas.rename_selected(),
        ("F2",),
        lambda w: len(w.editor.selected) == 1,
        on_canvas=True,
    ),
    SEPARATOR,
    ActionSpec(
        "select_all",
        "Select all",
        "Edit",
        lambda w: w.canvas.select_all(),
        ("Ctrl+A",),
        on_canvas=True,
    ),
    ActionSpec(
        "select_none",
        "Select nothing",
        "Edit",
        lambda w: w.canvas.select_none(),
        (),
        _something_selected,
    ),
    ActionSpec(
        "frame_all", "Show all", "View", lambda w: w.canvas.frame_all(), ("Home",), on_canvas=True
    ),
    ActionSpec(
        "frame_selection",
        "Show selection",
        "View",
        lambda w: w.canvas.frame_selection(),
        ("F",),
        _nodes_selected,
        on_canvas=True,
    ),
    ActionSpec("zoom_in", "Zoom in", "View", lambda w: w.canvas.zoom_in(), ("Ctrl++", "Ctrl+=")),
    ActionSpec("zoom_out", "Zoom out", "View", lambda w: w.canvas.zoom_out(), ("Ctrl+-",)),
    ActionSpec("zoom_reset", "100 %", "View", lambda w: w.canvas.zoom_reset(), ("Ctrl+0",)),
    SEPARATOR,
    ActionSpec(
        "find_module",
        "Find a module",
        "Graph",
        lambda w: w.find_module(),
        ("Tab", "Shift+A"),
        on_canvas=True,
    ),
    ActionSpec("focus_canvas", "Go to the canvas", "View", lambda w: w.focus_next_pane(), ("F6",)),
    ActionSpec(
        "play",
        "Play or pause",
        "Run",
        lambda w: w.bridge.toggle(),
        ("Ctrl+Return", "Ctrl+Enter"),
        lambda w: w.bridge.can_run,
    ),
    ActionSpec(
        "step",
        "Step: one batch",
        "Run",
        lambda w: w.bridge.step(),
        ("F10", "F8"),
        lambda w: w.bridge.can_run,
    ),
    ActionSpec(
        "step_epoch",
        "Step: one epoch",
        "Run",
        lambda w: w.bridge.step_epoch(),
        ("Shift+F10", "Shift+F8"),
        lambda w: w.bridge.can_run,
    ),
    SEPARATOR,
    ActionSpec(
        "reset",
        "Reset: weights begin anew",
        "Run",
        lambda w: w.bridge.reset(),
        ("Ctrl+Shift+R",),
        lambda w: w.bridge.can_run,
    ),
    ActionSpec("bindings", "Keys and gestures", "Help", lambda w: w.show_bindings(), ("Shift+F1",)),
    ActionSpec("examples", "The examples", "Help", lambda w: w.show_examples()),
    ActionSpec("training", "Training", "Help", lambda w: w.show_training()),
    ActionSpec("about", "About guinet", "Help", lambda w: w.show_about()),
)

GESTURES: tuple[tuple[str, str], ...] = (
    ("Add a module", "drag it from the palette, or double-click it there"),
    ("Open a network", "drop its file on the window"),
    ("Draw a wire", "drag from a port to a port"),
    ("Replace a wire", "drop another one on the occupied input"),
    ("Move or cut a wire", "drag it off its input"),
    ("Select", "click, or drag a box; Shift adds, Ctrl toggles"),
    ("Rename a node", "double-click its name"),
    ("Move a node a little", "arrow keys; with Shift by one pixel"),
    ("Give up what is under way", "Esc; once more selects nothing"),
    ("Move the view", "drag with the middle button, or with Space held"),
    ("Zoom", "turn the wheel; the point under the cursor stays"),
    ("Snap to the grid", "hold Shift while dragging a node"),
)


def make_actions(window: MainWindow) -> dict[str, QAction]:
    """Make the actions of the table; those of the canvas listen only there."""
    actions: dict[str, QAction] = {}
    for spec in ACTIONS:
        if isinstance(spec, str):
            continue
        action = QAction(spec.text, window)
        action.setObjectName(spec.id)
        action.setShortcuts([QKeySequence(keys) for keys in spec.shortcuts])
        action.triggered.connect(lambda _checked=False, call=spec.call: call(window))
        if spec.on_canvas:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            window.canvas.addAction(action)
        else:
            window.addAction(action)
        actions[spec.id] = action
    return actions
