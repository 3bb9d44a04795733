"""When a command can be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guinet.gui.window import MainWindow

__all__ = ["anything_selected", "can_run", "nodes_selected", "one_node_selected"]


def anything_selected(window: MainWindow) -> bool:
    """Whether nodes or wires are selected."""
    return window.canvas.has_selection()


def nodes_selected(window: MainWindow) -> bool:
    """Whether nodes are selected."""
    return bool(window.editor.selected)


def one_node_selected(window: MainWindow) -> bool:
    """Whether exactly one node is selected."""
    return len(window.editor.selected) == 1


def can_run(window: MainWindow) -> bool:
    """Whether the project can be trained as it is."""
    return window.bridge.can_run
