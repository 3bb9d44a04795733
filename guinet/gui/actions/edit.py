"""Commands of the menu Edit."""

from __future__ import annotations

from guinet.gui.actions.spec import SEPARATOR, ActionSpec
from guinet.gui.actions.usable import anything_selected, nodes_selected, one_node_selected

__all__ = ["EDIT"]

EDIT: tuple[ActionSpec | str, ...] = (
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
        "cut",
        "Cut",
        "Edit",
        lambda w: w.canvas.cut(),
        ("Ctrl+X",),
        nodes_selected,
        on_canvas=True,
        context=("card",),
    ),
    ActionSpec(
        "copy",
        "Copy",
        "Edit",
        lambda w: w.canvas.copy(),
        ("Ctrl+C",),
        nodes_selected,
        on_canvas=True,
        context=("card",),
    ),
    ActionSpec(
        "paste",
        "Paste",
        "Edit",
        lambda w: w.canvas.paste(),
        ("Ctrl+V",),
        on_canvas=True,
        context=("empty",),
    ),
    ActionSpec(
        "duplicate",
        "Duplicate",
        "Edit",
        lambda w: w.canvas.duplicate(),
        ("Ctrl+D",),
        nodes_selected,
        on_canvas=True,
        context=("card",),
    ),
    ActionSpec(
        "delete",
        "Delete",
        "Edit",
        lambda w: w.canvas.delete_selection(),
        ("Del", "Backspace"),
        anything_selected,
        on_canvas=True,
        context=("card", "edge", "port"),
    ),
    ActionSpec(
        "rename",
        "Rename",
        "Edit",
        lambda w: w.canvas.rename_selected(),
        ("F2",),
        one_node_selected,
        on_canvas=True,
        context=("card",),
    ),
    SEPARATOR,
    ActionSpec(
        "select_all",
        "Select all",
        "Edit",
        lambda w: w.canvas.select_all(),
        ("Ctrl+A",),
        on_canvas=True,
        context=("empty",),
    ),
    ActionSpec(
        "select_none",
        "Select nothing",
        "Edit",
        lambda w: w.canvas.select_none(),
        (),
        anything_selected,
    ),
)
