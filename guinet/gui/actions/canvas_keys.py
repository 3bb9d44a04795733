"""Keys that the canvas takes itself; they stand in no menu."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from guinet.gui.actions.spec import KeySpec
from guinet.gui.canvas.asking import ask_selected

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["CANVAS_KEYS"]

_NUDGE_PX, _FINE_PX = 8.0, 1.0
_PAN_PX = 64.0


def _nudge(dx: float, dy: float) -> Callable[[CanvasView], object]:
    """Return a call that moves what is selected by a step, or else the view."""

    def call(view: CanvasView) -> None:
        if view.editor.selected or view.canvas.frames.selected:
            view.commands.nudge(dx * _NUDGE_PX, dy * _NUDGE_PX)
        else:
            view.pan(-dx * _PAN_PX, -dy * _PAN_PX)

    return call


def _nudge_finely(dx: float, dy: float) -> Callable[[CanvasView], object]:
    def call(view: CanvasView) -> None:
        view.commands.nudge(dx * _FINE_PX, dy * _FINE_PX)

    return call


CANVAS_KEYS: tuple[KeySpec, ...] = (
    KeySpec("give_up", "Give up, else select nothing", lambda v: v.give_up(), ("Esc",)),
    KeySpec("menu_of_selection", "Menu of what is selected", ask_selected, ("Menu",)),
    KeySpec("port_left", "To the port before", lambda v: v.ports.across(-1), ("Ctrl+Left",)),
    KeySpec("port_right", "To the port behind", lambda v: v.ports.across(1), ("Ctrl+Right",)),
    KeySpec("port_up", "To the port above", lambda v: v.ports.along(-1), ("Ctrl+Up",)),
    KeySpec("port_down", "To the port below", lambda v: v.ports.along(1), ("Ctrl+Down",)),
    KeySpec(
        "wire_here",
        "Take a wire from the port, or join the wire to it; else enter the composite",
        lambda v: v.ports.take_or_drop() or v.composites.enter_selected(),
        ("Enter",),
    ),
    KeySpec("nudge_left", "Move to the left", _nudge(-1, 0), ("Left",)),
    KeySpec("nudge_right", "Move to the right", _nudge(1, 0), ("Right",)),
    KeySpec("nudge_up", "Move up", _nudge(0, -1), ("Up",)),
    KeySpec("nudge_down", "Move down", _nudge(0, 1), ("Down",)),
    KeySpec("fine_left", "Left by one pixel", _nudge_finely(-1, 0), ("Shift+Left",)),
    KeySpec("fine_right", "Right by one pixel", _nudge_finely(1, 0), ("Shift+Right",)),
    KeySpec("fine_up", "Up by one pixel", _nudge_finely(0, -1), ("Shift+Up",)),
    KeySpec("fine_down", "Down by one pixel", _nudge_finely(0, 1), ("Shift+Down",)),
)
