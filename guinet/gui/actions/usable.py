"""When a command can be used."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from guinet.gui.canvas.node_commands import learning_nodes

if TYPE_CHECKING:
    from guinet.gui.window import MainWindow

__all__ = [
    "WHY_NOT",
    "anything_drawn",
    "anything_selected",
    "can_run",
    "can_toggle",
    "composite_chosen",
    "frames_selected",
    "inside_composite",
    "nodes_or_frames_selected",
    "nodes_selected",
    "one_to_name_selected",
    "one_wire_selected",
    "several_selected",
    "shared_composite_chosen",
    "three_selected",
    "use_selected",
    "uses_selected",
    "weights_selected",
    "wires_selected",
]


def anything_drawn(window: MainWindow) -> bool:
    """Whether there are nodes on the canvas."""
    return bool(window.editor.graph.nodes)


def anything_selected(window: MainWindow) -> bool:
    """Whether nodes, wires or comment frames are selected."""
    return window.canvas.has_selection()


def nodes_selected(window: MainWindow) -> bool:
    """Whether nodes are selected."""
    return bool(window.editor.selected)


def wires_selected(window: MainWindow) -> bool:
    """Whether wires are selected."""
    return bool(window.canvas.canvas.selected_edges)


def one_wire_selected(window: MainWindow) -> bool:
    """Whether exactly one wire is selected."""
    return len(window.canvas.canvas.selected_edges) == 1


def frames_selected(window: MainWindow) -> bool:
    """Whether comment frames are selected."""
    return bool(window.canvas.canvas.frames.selected)


def nodes_or_frames_selected(window: MainWindow) -> bool:
    """Whether something is selected that can be copied and looked at by itself."""
    return nodes_selected(window) or frames_selected(window)


def one_to_name_selected(window: MainWindow) -> bool:
    """Whether exactly one node is selected, or no node and one comment frame."""
    nodes, frames = len(window.editor.selected), len(window.canvas.canvas.frames.selected)
    return nodes == 1 or (not nodes and frames == 1)


def can_toggle(window: MainWindow) -> bool:
    """Whether a node is selected that can be collapsed or bypassed."""
    return window.canvas.toggles.can_toggle()


def several_selected(window: MainWindow) -> bool:
    """Whether at least two nodes are selected."""
    return len(window.editor.selected) >= 2


def three_selected(window: MainWindow) -> bool:
    """Whether at least three nodes are selected: between two there is nothing to spread."""
    return len(window.editor.selected) >= 3


def weights_selected(window: MainWindow) -> bool:
    """Whether nodes are selected that learn."""
    return bool(learning_nodes(window.editor))


def can_run(window: MainWindow) -> bool:
    """Whether the project can be trained as it is."""
    return window.bridge.can_run


def use_selected(window: MainWindow) -> bool:
    """Whether exactly one node is selected, and that is a composite."""
    return window.canvas.composites.selected_use is not None


def uses_selected(window: MainWindow) -> bool:
    """Whether composites are among the selected nodes."""
    return bool(window.canvas.composites.selected_uses)


def inside_composite(window: MainWindow) -> bool:
    """Whether the inside of a composite is on the canvas."""
    return bool(window.editor.scope)


def composite_chosen(window: MainWindow) -> bool:
    """Whether a composite is selected, or on the canvas."""
    return window.canvas.composites.chosen is not None


def shared_composite_chosen(window: MainWindow) -> bool:
    """Whether the composite that is selected, or on the canvas, is used more than once."""
    composites = window.canvas.composites
    return composites.chosen is not None and composites.uses_of(composites.chosen) > 1


_SELECT_COMPOSITE = "Select a composite first."

WHY_NOT: dict[Callable[[MainWindow], bool], str] = {
    anything_drawn: "There is nothing on the canvas yet.",
    anything_selected: "Nothing is selected.",
    nodes_selected: "Select a node first.",
    wires_selected: "Select a wire first.",
    one_wire_selected: "Select one wire first.",
    frames_selected: "Select a comment frame first.",
    nodes_or_frames_selected: "Select a node or a comment frame first.",
    one_to_name_selected: "Select the one node, or the one comment frame, that is to be renamed.",
    can_toggle: "Select a node first; a reroute point stays as it is.",
    several_selected: "Select at least two nodes first.",
    three_selected: "Select at least three nodes first.",
    weights_selected: "Select a node with weights first.",
    use_selected: "Select one composite first.",
    uses_selected: _SELECT_COMPOSITE,
    composite_chosen: _SELECT_COMPOSITE,
    shared_composite_chosen: "Select a composite first that is used more than once.",
    inside_composite: "The whole network is on the canvas: there is nothing to leave.",
}
"""What a person is told who presses the key of a command that cannot be used now."""
