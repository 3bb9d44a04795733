"""Why a key that is bound does nothing now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeyEvent

from guinet.gui.actions.usable import WHY_NOT
from guinet.gui.bindings.native import key_text

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["why_idle"]


def why_idle(view: CanvasView, event: QKeyEvent) -> str:
    """Return what would have to be so for a key of the canvas to act; empty if it is no such key.

    Qt hands on the keys of an action that cannot be used as if they were bound to nothing.
    """
    # The menu's commands are made of this canvas: importing them at the top would go in a circle.
    from guinet.gui.actions import action_specs

    text = key_text(event)
    idle = {action.objectName() for action in view.actions() if not action.isEnabled()}
    for spec in action_specs():
        if spec.id in idle and text in view.bindings.of(spec.id) and spec.enabled is not None:
            return WHY_NOT.get(spec.enabled, "")
    return ""
