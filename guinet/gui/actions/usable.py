"""When a command can be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guinet.gui.canvas.node_commands import learning_nodes

if TYPE_CHECKING:
    from guinet.gui.window import MainWindow

__all__ = [
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
