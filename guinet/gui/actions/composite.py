"""Commands of the menu Graph about composites."""

from __future__ import annotations

from guinet.gui.actions.spec import SEPARATOR, ActionSpec
from guinet.gui.actions.usable import (
    composite_chosen,
    inside_composite,
    nodes_selected,
    shared_composite_chosen,
    use_selected,
    uses_selected,
)
from guinet.gui.canvas.composites.ports import INPUTS, OUTPUTS

__all__ = ["COMPOSITE"]

COMPOSITE: tuple[ActionSpec | str, ...] = (
    SEPARATOR,
    ActionSpec(
        "group",
        "Group to a composite",
        "Graph",
        lambda w: w.canvas.composites.group(),
        ("Ctrl+G",),
        nodes_selected,
        on_canvas=True,
        context=("card",),
    ),
    ActionSpec(
        "ungroup",
        "Ungroup",
        "Graph",
        lambda w: w.canvas.composites.ungroup(),
        ("Ctrl+Shift+G",),
        uses_selected,
        on_canvas=True,
        context=("card",),
    ),
    ActionSpec(
        "enter",
        "Enter the composite",
        "Graph",
        lambda w: w.canvas.composites.enter_selected(),
        ("Alt+Down",),
        use_selected,
        on_canvas=True,
        context=("card",),
    ),
    ActionSpec(
        "leave",
        "Leave the composite",
        "Graph",
        lambda w: w.canvas.composites.leave(),
        ("Alt+Up",),
        inside_composite,
        on_canvas=True,
        context=("empty",),
    ),
    ActionSpec(
        "make_own",
        "Make independent",
        "Graph",
        lambda w: w.canvas.composites.make_own(),
        (),
        shared_composite_chosen,
        context=("card",),
    ),
    ActionSpec(
        "save_composite",
        "Save to my library …",
        "Graph",
        lambda w: w.canvas.composites.save_to_library(),
        (),
        composite_chosen,
        context=("card",),
    ),
    SEPARATOR,
    ActionSpec(
        "add_input",
        "Add an input",
        "Graph",
        lambda w: w.canvas.composites.add_port(INPUTS),
        (),
        inside_composite,
        context=("empty",),
    ),
    ActionSpec(
        "add_output",
        "Add an output",
        "Graph",
        lambda w: w.canvas.composites.add_port(OUTPUTS),
        (),
        inside_composite,
        context=("empty",),
    ),
)
