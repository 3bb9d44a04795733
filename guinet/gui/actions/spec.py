"""What a row of the tables says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from guinet.gui.bindings.mouse import Motion, MouseBinding

if TYPE_CHECKING:
    from PySide6.QtGui import QWheelEvent

    from guinet.gui.canvas.gestures.base import Gesture, Pointer
    from guinet.gui.canvas.gestures.under import Under
    from guinet.gui.canvas.view import CanvasView
    from guinet.gui.window import MainWindow

__all__ = ["SEPARATOR", "ActionSpec", "GestureSpec", "KeySpec", "NoteSpec", "WheelSpec"]

SEPARATOR = "-"


@dataclass(frozen=True)
class ActionSpec:
    """One command of the window.

    Attributes
    ----------
    id
        Short stable name.
    text
        Words in the menu.
    menu
        Heading of the menu it stands in.
    call
        What it does.
    shortcuts
        Default key bindings, the first one is shown.
    enabled
        Whether it can be used now; None: always.
    on
        Of a switch: whether it is on now; None: it is no switch.
    on_canvas
        Whether its keys work only while the canvas has the focus.
    context
        What it is offered on by a right click: ``"card"``, ``"edge"``, ``"port"``, ``"frame"``,
        ``"empty"``.
    """

    id: str
    text: str
    menu: str
    call: Callable[[MainWindow], object]
    shortcuts: tuple[str, ...] = ()
    enabled: Callable[[MainWindow], bool] | None = None
    on: Callable[[MainWindow], bool] | None = None
    on_canvas: bool = False
    context: tuple[str, ...] = ()

    mouse = False
    places: ClassVar[tuple[str, ...]] = ()
    motions: ClassVar[tuple[Motion, ...]] = ()

    @property
    def everywhere(self) -> bool:
        """Whether its keys work in the whole window."""
        return not self.on_canvas

    @property
    def heading(self) -> str:
        """Where it stands on the sheet of bindings."""
        return self.menu


@dataclass(frozen=True)
class KeySpec:
    """Keys that the canvas takes itself, and that stand in no menu.

    Attributes
    ----------
    id
        Short stable name.
    text
        What it does, in words.
    call
        What it does.
    shortcuts
        Default key bindings.
    """

    id: str
    text: str
    call: Callable[[CanvasView], object]
    shortcuts: tuple[str, ...] = ()

    mouse = False
    everywhere = False
    places: ClassVar[tuple[str, ...]] = ()
    motions: ClassVar[tuple[Motion, ...]] = ()
    heading = "Canvas"


@dataclass(frozen=True)
class GestureSpec:
    """One gesture of the mouse on the canvas.

    Attributes
    ----------
    id
        Short stable name.
    text
        What it does, in words.
    places
        What it may begin on, see `guinet.gui.canvas.gestures.under`.
    begin
        Makes the gesture when the button goes down; it must edit nothing yet.
    shortcuts
        Default bindings, such as ``"Ctrl+RightDrag"``.
    """

    id: str
    text: str
    places: tuple[str, ...]
    begin: Callable[[CanvasView, Pointer, Under], Gesture]
    shortcuts: tuple[str, ...] = ()

    mouse = True
    everywhere = False
    heading = "Mouse"

    @property
    def motions(self) -> tuple[Motion, ...]:
        """What the hand may do: a drag is no click."""
        parsed = [MouseBinding.parse(text) for text in self.shortcuts]
        drags = any(binding is not None and binding.motion == "Drag" for binding in parsed)
        return ("Drag",) if drags else ("Click", "DoubleClick")


@dataclass(frozen=True)
class WheelSpec:
    """What turning the wheel does over the canvas.

    Attributes
    ----------
    id
        Short stable name.
    text
        What it does, in words.
    turn
        What it does.
    shortcuts
        Default bindings, such as ``"Ctrl+Wheel"``.
    """

    id: str
    text: str
    turn: Callable[[CanvasView, QWheelEvent], object]
    shortcuts: tuple[str, ...] = ()

    mouse = True
    everywhere = False
    places = ("anything",)
    motions: ClassVar[tuple[Motion, ...]] = ("Wheel", "Pinch")
    heading = "Mouse"


@dataclass(frozen=True)
class NoteSpec:
    """What the hand finds out by itself and nobody would bind otherwise.

    Attributes
    ----------
    id
        Short stable name.
    text
        What it does, in words.
    how
        How it is done, in words.
    """

    id: str
    text: str
    how: str
