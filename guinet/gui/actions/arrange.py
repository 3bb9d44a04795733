"""Commands of the menu Graph that place cards."""

from __future__ import annotations

from guinet.gui.actions.spec import SEPARATOR, ActionSpec
from guinet.gui.actions.usable import anything_drawn, several_selected, three_selected

__all__ = ["ARRANGE"]

ARRANGE: tuple[ActionSpec | str, ...] = (
    SEPARATOR,
    ActionSpec(
        "tidy",
        "Tidy",
        "Graph",
        lambda w: w.canvas.arranging.tidy(),
        ("Ctrl+L",),
        anything_drawn,
        on_canvas=True,
        context=("empty",),
    ),
    SEPARATOR,
    ActionSpec(
        "align_left",
        "Align left edges",
        "Graph",
        lambda w: w.canvas.arranging.align("left"),
        enabled=several_selected,
    ),
    ActionSpec(
        "align_centre",
        "Align centres",
        "Graph",
        lambda w: w.canvas.arranging.align("centre"),
        enabled=several_selected,
    ),
    ActionSpec(
        "align_right",
        "Align right edges",
        "Graph",
        lambda w: w.canvas.arranging.align("right"),
        enabled=several_selected,
    ),
    ActionSpec(
        "align_top",
        "Align top edges",
        "Graph",
        lambda w: w.canvas.arranging.align("top"),
        enabled=several_selected,
    ),
    ActionSpec(
        "align_middle",
        "Align middles",
        "Graph",
        lambda w: w.canvas.arranging.align("middle"),
        enabled=several_selected,
    ),
    ActionSpec(
        "align_bottom",
        "Align bottom edges",
        "Graph",
        lambda w: w.canvas.arranging.align("bottom"),
        enabled=several_selected,
    ),
    SEPARATOR,
    ActionSpec(
        "distribute_across",
        "Distribute across",
        "Graph",
        lambda w: w.canvas.arranging.distribute("across"),
        enabled=three_selected,
    ),
    ActionSpec(
        "distribute_down",
        "Distribute down",
        "Graph",
        lambda w: w.canvas.arranging.distribute("down"),
        enabled=three_selected,
    ),
)
