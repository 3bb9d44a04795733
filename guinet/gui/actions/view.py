"""Commands of the menu View."""

from __future__ import annotations

from guinet.gui.actions.spec import SEPARATOR, ActionSpec
from guinet.gui.actions.usable import nodes_or_frames_selected

__all__ = ["VIEW"]

VIEW: tuple[ActionSpec | str, ...] = (
    ActionSpec(
        "frame_all",
        "Show all",
        "View",
        lambda w: w.canvas.frame_all(),
        ("Home",),
        on_canvas=True,
        context=("empty",),
    ),
    ActionSpec(
        "frame_selection",
        "Show selection",
        "View",
        lambda w: w.canvas.frame_selection(),
        ("F",),
        nodes_or_frames_selected,
        on_canvas=True,
        context=("card", "frame"),
    ),
    ActionSpec("zoom_in", "Zoom in", "View", lambda w: w.canvas.zoom_in(), ("Ctrl++", "Ctrl+=")),
    ActionSpec("zoom_out", "Zoom out", "View", lambda w: w.canvas.zoom_out(), ("Ctrl+-",)),
    ActionSpec("zoom_reset", "100 %", "View", lambda w: w.canvas.zoom_reset(), ("Ctrl+0",)),
    SEPARATOR,
    ActionSpec("find", "Find a node …", "View", lambda w: w.find_bar.open(), ("Ctrl+F",)),
    ActionSpec(
        "depth_ruler",
        "Depth ruler",
        "View",
        lambda w: w.toggle_ruler(),
        ("Alt+D",),
        on=lambda w: not w.ruler.isHidden(),
    ),
    ActionSpec(
        "gradient_scale",
        "Gradient scale …",
        "View",
        lambda w: w.legend.key.open_scale(),
        ("Alt+S",),
    ),
    ActionSpec(
        "minimap",
        "Map",
        "View",
        lambda w: w.toggle_minimap(),
        ("Alt+M",),
        on=lambda w: w.minimap.wanted,
    ),
    SEPARATOR,
    ActionSpec(
        "next_sample",
        "Show the next sample",
        "View",
        lambda w: w.sight.sample.step(1),
        ("Alt+Right",),
        on_canvas=True,
    ),
    ActionSpec(
        "previous_sample",
        "Show the sample before",
        "View",
        lambda w: w.sight.sample.step(-1),
        ("Alt+Left",),
        on_canvas=True,
    ),
    ActionSpec(
        "any_sample",
        "Show a sample at random",
        "View",
        lambda w: w.sight.sample.pick_any(),
        ("Alt+A",),
        on_canvas=True,
    ),
    ActionSpec(
        "other_part",
        "Show a sample of the other part",
        "View",
        lambda w: w.sight.sample.change_part(),
        ("Alt+P",),
        on_canvas=True,
    ),
    SEPARATOR,
    ActionSpec("next_pane", "Next panel", "View", lambda w: w.panes.go(1), ("F6",)),
    ActionSpec("previous_pane", "Previous panel", "View", lambda w: w.panes.go(-1), ("Shift+F6",)),
)
