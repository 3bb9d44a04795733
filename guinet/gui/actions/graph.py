"""Commands of the menu Graph."""

from __future__ import annotations

from guinet.gui.actions.spec import ActionSpec

__all__ = ["GRAPH"]

GRAPH: tuple[ActionSpec | str, ...] = (
    ActionSpec(
        "find_module",
        "Find a module",
        "Graph",
        lambda w: w.find_module(),
        ("Tab", "Shift+A"),
        on_canvas=True,
        context=("empty",),
    ),
)
