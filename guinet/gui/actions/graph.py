"""Commands of the menu Graph."""

from __future__ import annotations

from guinet.gui.actions.spec import ActionSpec

__all__ = ["GRAPH"]

GRAPH: tuple[ActionSpec | str, ...] = (
    ActionSpec(
        "add_module",
        "Add a module …",
        "Graph",
        lambda w: w.canvas.searching.open_here(),
        ("Tab", "Shift+A"),
        on_canvas=True,
        context=("empty",),
    ),
)
