"""When a command can be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guinet.gui.window import MainWindow

__all__ = [
    "anything_drawn",
    "anything_selected",
    "can_run",
    "can_toggle",
    "frames_selected",
    "nodes_or_frames_selected",
    "nodes_selected",
    "one_to_name_selected",
    "several_selected",
    "three_selected",
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


def can_run(window: MainWindow) -> bool:
    """Whether the project can be trained as it is."""
    return window.bridge.can_run
