"""Commands of the menu Help."""

from __future__ import annotations

from guinet.gui.actions.spec import ActionSpec

__all__ = ["HELP"]

HELP: tuple[ActionSpec | str, ...] = (
    ActionSpec(
        "node_help",
        "Help on the node",
        "Help",
        lambda w: w.show_node_help(),
        ("F1",),
        None,
        context=("card",),
    ),
    ActionSpec("bindings", "Keys and gestures", "Help", lambda w: w.show_bindings(), ("Shift+F1",)),
    ActionSpec("examples", "The examples", "Help", lambda w: w.show_examples()),
    ActionSpec("watching", "Watching it learn", "Help", lambda w: w.show_watching()),
    ActionSpec("training", "Training", "Help", lambda w: w.show_training()),
    ActionSpec("about", "About guinet", "Help", lambda w: w.show_about()),
)
