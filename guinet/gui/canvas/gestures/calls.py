"""Gestures that are a single call: a click, a double-click."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from guinet.gui.canvas.gestures.base import Gesture, Pointer
from guinet.gui.canvas.gestures.under import Under

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = [
    "at_press",
    "at_release",
    "enter",
    "open_card",
    "rename",
    "search",
    "search_on_wire",
    "select_nothing",
    "show_problem",
    "write_in_frame",
]

Call = Callable[["CanvasView", Pointer, Under], object]
Begin = Callable[["CanvasView", Pointer, Under], Gesture]


class _AtRelease(Gesture):
    """Calls when the button is let go."""

    def __init__(self, view: CanvasView, start: Pointer, under: Under, call: Call) -> None:
        super().__init__(view, start)
        self._under = under
        self._call = call

    def move(self, pointer: Pointer) -> None:
        """Do nothing yet."""

    def finish(self, pointer: Pointer) -> None:
        """Call."""
        self._call(self.view, self.start, self._under)


def at_release(call: Call) -> Begin:
    """Return a gesture that calls when the button is let go."""
    return lambda view, pointer, under: _AtRelease(view, pointer, under, call)


def at_press(call: Call) -> Begin:
    """Return a gesture that calls when the button goes down, and does nothing more."""

    def begin(view: CanvasView, pointer: Pointer, under: Under) -> Gesture:
        call(view, pointer, under)
        return _AtRelease(view, pointer, under, lambda *_: None)

    return begin


def open_card(view: CanvasView, pointer: Pointer, under: Under) -> None:
    """Open a collapsed card."""
    view.toggles.open(under.the_card().node_id)


def rename(view: CanvasView, pointer: Pointer, under: Under) -> None:
    """Open a field over the name of the card."""
    view.editor.select((under.the_card().node_id,))
    view.rename_selected()


def enter(view: CanvasView, pointer: Pointer, under: Under) -> None:
    """Show the inside of a composite."""
    view.composites.enter(under.the_card().node_id)


def search(view: CanvasView, pointer: Pointer, under: Under) -> None:
    """Search for a module to add."""
    view.searching.open_at(pointer.point)


def search_on_wire(view: CanvasView, pointer: Pointer, under: Under) -> None:
    """Search for a module to put on the wire."""
    view.searching.open_on_edge(under.the_edge(), pointer.point)


def select_nothing(view: CanvasView, pointer: Pointer, under: Under) -> None:
    """Select nothing."""
    view.select_none()


def show_problem(view: CanvasView, pointer: Pointer, under: Under) -> None:
    """Open what a badge has to say."""
    assert under.badge is not None
    view.show_problem(under.badge)


def write_in_frame(view: CanvasView, pointer: Pointer, under: Under) -> None:
    """Open a field over the header of the comment frame."""
    view.frames.write(under.the_frame()[0].frame_id)
