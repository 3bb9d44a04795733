"""Tidying, lining up and spreading cards: each one step of the history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from guinet.gui.canvas.align import Axis, Side, align, distribute
from guinet.gui.canvas.framed import around_again, framed
from guinet.gui.canvas.glide import Glide
from guinet.gui.canvas.layout import Point, move_nodes
from guinet.gui.canvas.tidy.arrange import tidy
from guinet.project.annotations import Annotations, CommentFrame
from guinet.project.project import Project

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["Arranging"]

_SIDES: dict[Side, str] = {
    "left": "left edges",
    "centre": "centres",
    "right": "right edges",
    "top": "top edges",
    "middle": "middles",
    "bottom": "bottom edges",
}


class Arranging:
    """What the menus do to the places of cards.

    Parameters
    ----------
    view
        The canvas.
    """

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._glide = Glide(view)

    @property
    def gliding(self) -> bool:
        """Whether cards are shown on their way to places that the project has already."""
        return self._glide.running

    def tidy(self) -> None:
        """Lay out the selected nodes from left to right; all of them where fewer than two are.

        One card has nothing to be in order with: it is selected because it was dragged last.
        """
        editor, scene = self._view.editor, self._view.canvas
        places, boxes = scene.places(), scene.boxes()
        if not places:
            return
        only = editor.selected if len(editor.selected) > 1 else frozenset[str]()
        moving = only or frozenset(places)
        annotations = editor.project.annotations.get(editor.scope, Annotations())
        groups = framed(annotations.frames, places, boxes)
        # A frame of which only a part is tidied holds together nothing.
        groups = {name: nodes for name, nodes in groups.items() if nodes and nodes <= moving}
        roomy = scene.boxes(stack=True)
        after = tidy(editor.graph, roomy, places, only, list(groups.values()))
        frames = around_again(annotations.frames, groups, places | after, roomy)
        words = "Tidy" if not only or len(only) == len(places) else f"Tidy {len(only)} nodes"
        self._put(after, words, frames)

    def align(self, side: Side) -> None:
        """Put the selected cards on a line."""
        places, sizes = self._selected()
        if len(places) > 1:
            self._put(align(places, sizes, side), f"Align {_SIDES[side]}")

    def distribute(self, along: Axis) -> None:
        """Make the gaps between the selected cards equal."""
        places, sizes = self._selected()
        if len(places) > 2:
            self._put(distribute(places, sizes, along), f"Distribute {along}")

    def _selected(self) -> tuple[dict[str, Point], dict[str, Point]]:
        scene, selected = self._view.canvas, self._view.editor.selected
        places = {id: place for id, place in scene.places().items() if id in selected}
        frames = {id: scene.cards[id].frame for id in places}
        return places, {id: (frame.width, frame.height) for id, frame in frames.items()}

    def _put(
        self,
        after: Mapping[str, Point],
        words: str,
        frames: Mapping[str, CommentFrame] | None = None,
    ) -> None:
        editor = self._view.editor
        before = self._view.canvas.places()
        everywhere, scope = before | dict(after), editor.scope

        def change(project: Project) -> Project:
            moved = move_nodes(project, everywhere, scope)
            old = project.annotations.get(scope, Annotations())
            if frames is None or frames == old.frames:
                return moved
            annotations = {**project.annotations, scope: replace(old, frames=frames)}
            return replace(moved, annotations=annotations)

        if everywhere != before:
            editor.apply(change, words)
            self._glide.begin(before)
