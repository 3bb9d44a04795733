"""Commands of the menu Graph."""

from __future__ import annotations

from guinet.gui.actions.spec import SEPARATOR, ActionSpec
from guinet.gui.actions.usable import weights_selected
from guinet.gui.canvas.node_commands import freeze

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
    SEPARATOR,
    ActionSpec(
        "freeze",
        "Freeze weights, or let them learn",
        "Graph",
        lambda w: freeze(w.editor),
        ("W",),
        weights_selected,
        on_canvas=True,
        context=("card",),
    ),
)
