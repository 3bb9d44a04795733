"""Dragging copies away from what is copied."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from guinet.graph.edits import copy_nodes, paste
from guinet.gui import theme
from guinet.gui.canvas.card import Card
from guinet.gui.canvas.commands import with_graph
from guinet.gui.canvas.curves import wire_path
from guinet.gui.canvas.gestures.base import Gesture, Pointer
from guinet.gui.canvas.layout import Point, move_nodes, snap, whole_step
from guinet.project.annotation_edits import annotations_of, set_collapsed

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["DuplicateNodes"]

_OPACITY = 0.75
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class DuplicateNodes(Gesture):
    """Drags copies of the selection, or of a card outside of it, with the wires among them.

    Shift during the drag snaps to the grid.
    """

    cursor = Qt.CursorShape.DragCopyCursor

    def __init__(self, view: CanvasView, start: Pointer, card: Card) -> None:
        super().__init__(view, start)
        self._card = card
        selected, places = view.editor.selected, view.canvas.places()
        ids = selected if card.node_id in selected else frozenset((card.node_id,))
        self._fragment = copy_nodes(view.editor.graph, ids)
        self._places = {node.id: places[node.id] for node in self._fragment.nodes}
        self._now: dict[str, Point] = {}
        self._ghosts: dict[str, Card] = {}

    def move(self, pointer: Pointer) -> None:
        """Let the copies follow; the project has none of them yet."""
        x, y = self._places[self._card.node_id]
        dx, dy = whole_step((x, y), pointer.point - self.start.point)
        if pointer.holds(_SHIFT):
            dx, dy = snap(x + dx) - x, snap(y + dy) - y
        self._now = {id: (x + dx, y + dy) for id, (x, y) in self._places.items()}
        canvas = self.view.canvas
        for id, place in self._now.items():
            if id not in self._ghosts:
                self._ghosts[id] = _ghost(canvas.cards[id], canvas.readings)
            self._ghosts[id].setPos(*place)
        self.view.viewport().update()

    def finish(self, pointer: Pointer) -> None:
        """Add the copies where they are, as one step, and select them."""
        editor, scope = self.view.editor, self.view.editor.scope
        self._ghosts = {}
        graph, ids = paste(editor.graph, self._fragment)
        copies = {ids[old]: place for old, place in self._now.items()}
        places = {**self.view.canvas.places(), **copies}
        one = len(ids) == 1
        what = graph.nodes[next(iter(ids.values()))].name if one else f"{len(ids)} nodes"
        small = annotations_of(editor.project, scope).collapsed & ids.keys()
        project = move_nodes(with_graph(editor.project, scope, graph), places, scope)
        project = set_collapsed(project, [ids[old] for old in small], True, scope)
        editor.apply(lambda _: project, f"Duplicate {what}")
        self.view.canvas.select_edges(())
        editor.select(copies)

    def cancel(self) -> None:
        """Leave no copy."""
        self._ghosts = {}

    def paint(self, painter: QPainter) -> None:
        """Draw the wires among the copies, and the copies."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        transform = self.view.viewportTransform()
        for edge in self._fragment.edges if self._ghosts else ():
            source = self._ghosts[edge.source].port_at(edge.source_port, is_input=False)
            target = self._ghosts[edge.target].port_at(edge.target_port, is_input=True)
            if source is not None and target is not None:
                path = transform.map(wire_path(source, target))
                painter.strokePath(path, QPen(theme.colour("accent"), 3 * self.view.zoom))
        for ghost in self._ghosts.values():
            painter.save()
            painter.setTransform(transform, True)
            painter.translate(ghost.pos())
            painter.setOpacity(_OPACITY)
            ghost.paint(painter, QStyleOptionGraphicsItem())
            painter.restore()


def _ghost(card: Card, readings: object) -> Card:
    ghost = Card(card.node_id, readings)  # type: ignore[arg-type]
    ghost.show_face(replace(card.face, problems=()), card.instrument)
    ghost.set_selected(True)
    return ghost
