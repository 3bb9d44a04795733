"""Qt's actions for the rows of the menus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction

from guinet.gui.actions import action_specs
from guinet.gui.bindings.native import sequences

if TYPE_CHECKING:
    from guinet.gui.window import MainWindow

__all__ = ["bind_actions", "make_actions"]


def make_actions(window: MainWindow) -> dict[str, QAction]:
    """Make the actions of the table; those of the canvas listen only there."""
    actions: dict[str, QAction] = {}
    for spec in action_specs():
        action = QAction(spec.text, window)
        action.setObjectName(spec.id)
        action.setCheckable(spec.on is not None)
        action.triggered.connect(lambda _checked=False, call=spec.call: call(window))
        if spec.on_canvas:
            # Not with its children: a field that is open over a card takes its own keys.
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            window.canvas.addAction(action)
        else:
            window.addAction(action)
        actions[spec.id] = action
    return actions


def bind_actions(window: MainWindow) -> None:
    """Let the actions listen to what they are bound to now."""
    for id, action in window.actions_by_id.items():
        action.setShortcuts(sequences(window.bindings.of(id)))
