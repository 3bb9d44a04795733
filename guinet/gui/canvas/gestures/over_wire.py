"""A card that is dragged onto a wire, to be put on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainter

from guinet.core.loss import Loss
from guinet.graph.fitting import Fit, Hand
from guinet.graph.model import Edge, Node
from guinet.graph.ports import input_ports, output_ports
from guinet.graph.reach import upstream
from guinet.graph.scopes import inside
from guinet.gui.canvas.bubble import paint_bubble
from guinet.gui.canvas.commands import with_graph
from guinet.gui.canvas.face import HEADER_PX
from guinet.gui.canvas.joining import Joining, fit_words, join_node
from guinet.gui.canvas.layout import Point, move_nodes
from guinet.gui.canvas.measure import measure
from guinet.project.project import Project

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["OverWire", "over_wire"]


def over_wire(view: CanvasView, node_id: str) -> OverWire | None:
    """Return what finds the wire under a dragged card, None where it could be put on none.

    That takes an input and an output without a wire.
    """
    graph = view.editor.graph
    node = graph.nodes[node_id]
    wired = {edge.target_port for edge in graph.edges if edge.target == node_id}
    free = [port for port in input_ports(graph, node) if port.name not in wired]
    leads_on = any(edge.source == node_id for edge in graph.edges)
    if not free or leads_on or isinstance(node.module, Loss) or not output_ports(graph, node):
        return None
    # A wire to what already leads to the node would close a cycle.
    return OverWire(view, node, frozenset(upstream(graph, (node_id,))))


class OverWire:
    """Finds the wire that a dragged card lies on, and says what would come of a release.

    Parameters
    ----------
    view
        The canvas.
    node
        Whose card is dragged.
    taken
        Ids of the nodes whose wires are out of the question.
    """

    def __init__(self, view: CanvasView, node: Node, taken: frozenset[str]) -> None:
        self._view = view
        self._joining = Joining(view.canvas)
        self._node = node
        self._taken = taken
        self._edge: Edge | None = None
        self._fit: Fit | None = None

    @property
    def edge(self) -> Edge | None:
        """The wire that a release would put the card on, or None."""
        return self._edge

    def look(self, rect: QRectF) -> None:
        """See which wire the card lies on; of several the one nearest to its ports' height."""
        edge = self._under(rect)
        if edge != self._edge:
            fit = None
            if edge is not None:
                fit = self._joining.fitting(Hand.of_edge(edge)).fit_node(self._node)
                if fit.level == "refused":
                    edge = fit = None
            self._edge, self._fit = edge, fit
            self._view.canvas.light_edge(edge)
            self._view.viewport().update()

    def splice(self, project: Project, places: dict[str, Point], rect: QRectF) -> Project:
        """Return the project with the card put on the wire, and room made for it."""
        assert self._edge is not None
        assert self._fit is not None
        hand, scope = Hand.of_edge(self._edge), self._view.editor.scope
        id, editor = self._node.id, self._view.editor
        graph = join_node(inside(project.graph, scope), id, self._fit, hand)
        project = with_graph(project, scope, graph)
        # With its shape known it shows more than before: that is what needs the room.
        _, frame = measure(project, editor.fields, editor.standpoint, (id,))[id]
        grown = QRectF(rect.topLeft(), QSizeF(frame.width, frame.height))
        everywhere = self._joining.places_with(graph, id, grown, hand, places)
        return move_nodes(project, everywhere, scope)

    @property
    def reason(self) -> str:
        """Why it would not fit there; empty if it does."""
        return "" if self._fit is None else self._fit.reason

    def clear(self) -> None:
        """Show nothing any more."""
        self._view.canvas.light_edge(None)

    def paint(self, painter: QPainter, place: QPointF) -> None:
        """Say beside the pointer what would come of it."""
        if self._edge is None or self._fit is None:
            return
        words = fit_words(self._joining.fitting(Hand.of_edge(self._edge)), self._fit)
        if words:
            kind = "info" if self._fit.level == "ok" else "warning"
            room = self._view.viewport().rect()
            paint_bubble(painter, place + QPointF(18, 22), words, kind, room)

    def _under(self, rect: QRectF) -> Edge | None:
        layer, taken = self._view.canvas.layer, self._taken
        inner = rect.adjusted(4, 4, -4, -4)
        ports = QPointF(rect.center().x(), rect.top() + HEADER_PX / 2)
        best: tuple[float, Edge] | None = None
        for row in layer.rows_in(inner):
            edge = layer.edges[row]
            if edge.source in taken or edge.target in taken:
                continue
            points = layer.table[row]
            x, y = points[:, 0], points[:, 1]
            inside = (
                (x > inner.left()) & (x < inner.right()) & (y > inner.top()) & (y < inner.bottom())
            )
            if inside.any():
                away = np.hypot(x - ports.x(), y - ports.y()).min()
                if best is None or away < best[0]:
                    best = (float(away), edge)
        return None if best is None else best[1]
