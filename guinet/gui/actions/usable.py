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
    "nodes_selected",
    "one_node_selected",
    "several_selected",
    "three_selected",
    "weights_selected",
]


def anything_drawn(window: MainWindow) -> bool:
    """Whether there are nodes on the canvas."""
    return bool(window.editor.graph.nodes)


def anything_selected(window: MainWindow) -> bool:
    """Whether nodes or wires are selected."""
    return window.canvas.has_selection()


def nodes_selected(window: MainWindow) -> bool:
    """Whether nodes are selected."""
    return bool(window.editor.selected)


def one_node_selected(window: MainWindow) -> bool:
    """Whether exactly one node is selected."""
    return len(window.editor.selected) == 1


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
