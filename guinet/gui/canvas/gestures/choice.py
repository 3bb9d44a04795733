"""Which gesture a press begins: the first row of the table that matches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent

from guinet.gui.actions.gestures import GESTURES, WHEEL
from guinet.gui.actions.spec import GestureSpec
from guinet.gui.bindings.mouse import Button, Motion, MouseBinding
from guinet.gui.bindings.native import modifier_names
from guinet.gui.canvas.gestures.base import Gesture, Pointer
from guinet.gui.canvas.gestures.press import Press
from guinet.gui.canvas.gestures.under import PLACES, Under, look_under

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["choose", "choose_double", "holds_space", "turn_wheel"]

_BUTTONS: dict[Qt.MouseButton, Button] = {
    Qt.MouseButton.LeftButton: "Left",
    Qt.MouseButton.MiddleButton: "Middle",
    Qt.MouseButton.RightButton: "Right",
}
_ANYTHING = PLACES.index("anything")


def choose(
    view: CanvasView, pointer: Pointer, button: Qt.MouseButton, *, space: bool
) -> Gesture | None:
    """Return the gesture that begins here, or None."""
    under = look_under(view, pointer)
    drag = _first(view, pointer, under, button, "Drag", space=space)
    click = _first(view, pointer, under, button, "Click", space=space)
    if drag is not None and click is not None and _is_aside(under, drag, click):
        click = None
    if click is not None:
        return Press(view, pointer, under, click=click, drag=drag)
    return None if drag is None else drag.begin(view, pointer, under)


def choose_double(
    view: CanvasView, pointer: Pointer, button: Qt.MouseButton, *, space: bool
) -> Gesture | None:
    """Return the gesture of a double-click, or None where it is a click like another."""
    under = look_under(view, pointer)
    row = _first(view, pointer, under, button, "DoubleClick", space=space)
    return None if row is None else row.begin(view, pointer, under)


def turn_wheel(view: CanvasView, event: QWheelEvent, *, space: bool) -> bool:
    """Do what the wheel is bound to; False if it is bound to nothing with these keys."""
    held = modifier_names(event.modifiers())
    text = MouseBinding("Wheel", modifiers=held, space=space).text
    for row in WHEEL:
        if text in view.bindings.of(row.id):
            row.turn(view, event)
            return True
    return False


def holds_space(view: CanvasView) -> bool:
    """Whether some gesture is bound to Space and the mouse."""
    ids = [*(row.id for row in GESTURES), *(row.id for row in WHEEL)]
    return any("Space+" in text for id in ids for text in view.bindings.of(id))


def _first(
    view: CanvasView,
    pointer: Pointer,
    under: Under,
    button: Qt.MouseButton,
    motion: Motion,
    *,
    space: bool,
) -> GestureSpec | None:
    if button not in _BUTTONS:
        return None
    held = modifier_names(pointer.modifiers)
    text = MouseBinding(motion, _BUTTONS[button], held, space).text
    for row in GESTURES:
        if under.rank(row.places) is not None and text in view.bindings.of(row.id):
            return row
    return None


def _is_aside(under: Under, drag: GestureSpec, click: GestureSpec) -> bool:
    """Whether a click is about something larger than the drag: a port's drag selects no card."""
    small, large = under.rank(drag.places), under.rank(click.places)
    assert small is not None
    assert large is not None
    return small < large < _ANYTHING
