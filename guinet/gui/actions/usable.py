"""When a command can be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guinet.gui.window import MainWindow

__all__ = [
    "anything_selected",
    "can_run",
    "composite_chosen",
    "inside_composite",
    "nodes_selected",
    "one_node_selected",
    "shared_composite_chosen",
    "use_selected",
    "uses_selected",
]


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
