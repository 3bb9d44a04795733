"""Commands of the menu Graph."""

from __future__ import annotations

from guinet.gui.actions.spec import SEPARATOR, ActionSpec
from guinet.gui.actions.usable import (
    can_toggle,
    frames_selected,
    one_wire_selected,
    weights_selected,
    wires_selected,
)
from guinet.gui.canvas.node_commands import freeze
from guinet.gui.canvas.rerouting import add_reroutes, middles

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
    ActionSpec(
        "insert_module",
        "Put a module on the wire …",
        "Graph",
        lambda w: w.canvas.searching.open_on_selected(),
        (),
        one_wire_selected,
        on_canvas=True,
        context=("edge",),
    ),
    ActionSpec("find_module", "Find a module in the list", "Graph", lambda w: w.find_module()),
    SEPARATOR,
    ActionSpec(
        "collapse",
        "Collapse or open",
        "Graph",
        lambda w: w.canvas.toggles.collapse(),
        ("H",),
        can_toggle,
        on_canvas=True,
        context=("card",),
    ),
    ActionSpec(
        "bypass",
        "Bypass, or use again",
        "Graph",
        lambda w: w.canvas.toggles.bypass(),
        ("M",),
        can_toggle,
        on_canvas=True,
        context=("card",),
    ),
    ActionSpec(
        "reroute",
        "Add a reroute point",
        "Graph",
        lambda w: add_reroutes(w.canvas.canvas, middles(w.canvas.canvas)),
        (),
        wires_selected,
        on_canvas=True,
        context=("edge",),
    ),
    SEPARATOR,
    ActionSpec(
        "frame",
        "Add a comment frame",
        "Graph",
        lambda w: w.canvas.frames.make(),
        ("C",),
        on_canvas=True,
        context=("card", "empty"),
    ),
    ActionSpec(
        "frame_colour",
        "Next colour of the comment frame",
        "Graph",
        lambda w: w.canvas.frames.next_colour(),
        (),
        frames_selected,
        on_canvas=True,
        context=("frame",),
    ),
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
