"""Pulling cards out of their chain while the wire closes behind them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from guinet.graph.model import Edge
from guinet.graph.pulling_out import pull_out
from guinet.graph.scopes import edit_inside
from guinet.gui import theme
from guinet.gui.canvas.card import Card
from guinet.gui.canvas.curves import wire_path
from guinet.gui.canvas.gestures.base import Pointer
from guinet.gui.canvas.gestures.move_nodes import MoveNodes
from guinet.project.project import Project

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["PullOut"]

_WIRE_PX = 3.0


class PullOut(MoveNodes):
    """Moves what is selected, unplugs it, and shows the wires that will close the gaps.

    Both are one step of the history.
    """

    def __init__(self, view: CanvasView, start: Pointer, card: Card) -> None:
        super().__init__(view, start, card)
        self._wire = None  # the wires that it leaves are what this is about
        graph = view.editor.graph
        after = pull_out(graph, view.editor.selected)
        self._gone = frozenset(graph.edges) - frozenset(after.edges)
        self._new = [edge for edge in after.edges if edge not in graph.edges]

    def move(self, pointer: Pointer) -> None:
        """Let the cards follow, without the wires that go."""
        self.view.canvas.layer.leave_out(self._gone)
        super().move(pointer)
        self.view.viewport().update()

    def finish(self, pointer: Pointer) -> None:
        """Unplug and move as one step."""
        self.view.canvas.layer.leave_out(frozenset())
        if not self._gone:
            super().finish(pointer)
            return
        editor = self.view.editor
        nodes, scope = editor.selected, editor.scope

        def change(project: Project) -> Project:
            graph = edit_inside(project.graph, scope, lambda inner: pull_out(inner, nodes))
            return self._moving.move(replace(project, graph=graph), *self._step)

        editor.apply(change, f"Pull out {self._moving.words()}")

    def cancel(self) -> None:
        """Put the cards and wires back."""
        self.view.canvas.layer.leave_out(frozenset())
        super().cancel()

    def paint(self, painter: QPainter) -> None:
        """Draw the wires that will close the gaps, and what the card stands in line with."""
        super().paint(painter)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = QPen(theme.colour("accent"), _WIRE_PX)
        pen.setDashPattern([2, 2])
        for edge in self._new:
            begin, end = self._ends(edge)
            painter.strokePath(wire_path(begin, end), QPen(theme.colour("canvas"), _WIRE_PX + 4))
            painter.strokePath(wire_path(begin, end), pen)

    def _ends(self, edge: Edge) -> tuple[QPointF, QPointF]:
        """Return where an edge begins and ends, on the viewport."""
        scene, to_view = self.view.canvas, self.view.viewportTransform().map
        source, target = scene.cards[edge.source], scene.cards[edge.target]
        begin = source.port_at(edge.source_port, is_input=False) or source.pos()
        end = target.port_at(edge.target_port, is_input=True) or target.pos()
        return to_view(begin), to_view(end)
