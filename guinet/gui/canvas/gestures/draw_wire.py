"""Drawing a wire from port to port, with the verdict while it is in the air."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from guinet.graph.edits import connect, disconnect
from guinet.graph.model import Edge, Graph
from guinet.graph.why_not import Verdict, Verdicts
from guinet.gui.canvas.bubble import paint_bubble
from guinet.gui.canvas.card import Card
from guinet.gui.canvas.gestures.base import Gesture, Pointer
from guinet.gui.canvas.gestures.port_glow import PortGlow
from guinet.gui.canvas.joining import trials_of
from guinet.gui.canvas.wire_in_hand import paint_wire

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["DrawWire"]

_REACH_PX = 18.0


class DrawWire(Gesture):
    """Draws a wire from an output, from a free input backwards, or off an occupied input.

    A cycle or a wrong direction is refused, and the reason stands beside the pointer. A shape
    that does not fit is announced; it may be dropped and becomes a problem with fixes. A drop
    on an occupied input replaces its wire. A new wire dropped on the empty canvas opens a search
    for what fits it; one that was dragged off its input and dropped there is cut.

    Parameters
    ----------
    card, port, is_input
        Where the press was.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(
        self, view: CanvasView, start: Pointer, card: Card, port: str, is_input: bool
    ) -> None:
        super().__init__(view, start)
        graph: Graph = view.editor.graph
        self._taken = graph.edge_into(card.node_id, port) if is_input else None
        if self._taken is not None:
            self._node, self._port = self._taken.source, self._taken.source_port
            self._forward = True
            graph = disconnect(graph, self._taken)
        else:
            self._node, self._port = card.node_id, port
            self._forward = not is_input
        # While a wire is taken off its input, what flows behind that is not known already.
        known = trials_of(view.editor) if self._taken is None else None
        self._verdicts = Verdicts(graph, view.editor.fields, known)
        self._graph = graph
        self._glow = PortGlow(
            view,
            self._verdicts,
            self._edge_to,
            (self._node, self._port),
            forward=self._forward,
        )
        self._end = start.place
        self._edge: Edge | None = None
        self._verdict: Verdict | None = None
        self._lit: Card | None = None

    def move(self, pointer: Pointer) -> None:
        """Let the wire follow and judge the port it would end at."""
        if self._taken is not None:
            self.view.canvas.layer.leave_out(frozenset((self._taken,)))
        self._end = pointer.place
        self._edge, target = self._candidate(pointer)
        self._verdict = None if self._edge is None else self._verdicts.why_not(self._edge)
        self._light(target)
        if target is not None and self._edge is not None:
            card, port, is_input = target
            place = card.port_at(port, is_input=is_input)
            if place is not None:
                self._end = self.view.viewportTransform().map(place)
        self.view.viewport().update()

    def finish(self, pointer: Pointer) -> None:
        """Join the ports if that is allowed; say why if it is not."""
        edge, verdict, taken = self._edge, self._verdict, self._taken
        self._let_go()
        if not self.dragging:
            return
        if edge is None:
            if taken is not None:
                self._apply_cut(taken)
            elif self._is_empty(pointer):
                self.view.searching.open_for_wire(
                    self._node, self._port, forward=self._forward, point=pointer.point
                )
            return
        assert verdict is not None
        if not verdict.allowed:
            self.view.status_message.emit(verdict.reason)
            return
        if edge == taken:
            return

        def change(graph: Graph) -> Graph:
            return connect(graph if taken is None else disconnect(graph, taken), edge)

        self.view.editor.apply_graph(change, f"Connect {self._words(edge)}")
        if verdict.level == "mismatch":
            self.view.status_message.emit(verdict.reason)

    def cancel(self) -> None:
        """Put the wire back."""
        self._let_go()

    def paint(self, painter: QPainter) -> None:
        """Draw the wire in hand, the barred port, and what is to be said about it."""
        if not self.dragging:
            return
        verdict = self._verdict
        self._glow.paint(painter)
        paint_wire(
            painter,
            self._begin(),
            self._end,
            forward=self._forward,
            bad=verdict is not None and verdict.level != "ok",
            barred=verdict is not None and not verdict.allowed,
        )
        words = "" if verdict is None else _said(verdict)
        if verdict is not None and words:
            level = {"ok": "info", "mismatch": "warning", "refused": "error"}
            kind = level[verdict.level]
            room = self.view.viewport().rect()
            paint_bubble(painter, self._end + QPointF(16, 18), words, kind, room)

    def _begin(self) -> QPointF:
        card = self.view.canvas.cards[self._node]
        point = card.port_at(self._port, is_input=not self._forward)
        return self.view.viewportTransform().map(card.pos() if point is None else point)

    def _candidate(self, pointer: Pointer) -> tuple[Edge | None, tuple[Card, str, bool] | None]:
        canvas = self.view.canvas
        hit = canvas.port_at(pointer.point, _REACH_PX / self.view.zoom)
        if hit is not None and hit[0].node_id == self._node and hit[1] == self._port:
            return None, None
        if hit is not None and hit[0].face.is_dot:
            hit = self._best_port(hit[0])  # a point on a wire has no side that one must hit
        elif hit is None:
            card = canvas.card_at(pointer.point)
            hit = None if card is None or card.node_id == self._node else self._best_port(card)
        if hit is None:
            return None, None
        return self._edge_to(hit[0], hit[1]), hit

    def _is_empty(self, pointer: Pointer) -> bool:
        room = self.view.viewport().rect()
        return (
            room.contains(pointer.place.toPoint())
            and self.view.canvas.card_at(pointer.point) is None
        )

    def _best_port(self, card: Card) -> tuple[Card, str, bool] | None:
        """Over a card's middle: the first free port that fits, else the first port."""
        ports = card.face.inputs if self._forward else card.face.outputs
        edges = [(port.name, self._edge_to(card, port.name)) for port in ports]
        free = [
            (name, edge)
            for name, edge in edges
            if not self._forward or self._graph.edge_into(card.node_id, name) is None
        ]
        for name, edge in free:
            if self._verdicts.why_not(edge).level == "ok":
                return card, name, self._forward
        for name, _ in free or edges:
            return card, name, self._forward
        return None

    def _edge_to(self, card: Card, port: str) -> Edge:
        if self._forward:
            return Edge(self._node, self._port, card.node_id, port)
        return Edge(card.node_id, port, self._node, self._port)

    def _light(self, target: tuple[Card, str, bool] | None) -> None:
        card = None if target is None else target[0]
        if self._lit is not None and self._lit is not card:
            self._lit.light_port(None)
        self._lit = card
        allowed = self._verdict is not None and self._verdict.level == "ok"
        if target is not None:
            target[0].light_port((target[1], target[2]) if allowed else None)

    def _let_go(self) -> None:
        self.view.canvas.layer.leave_out(frozenset())
        self._light(None)

    def _apply_cut(self, edge: Edge) -> None:
        self.view.editor.apply_graph(
            lambda graph: disconnect(graph, edge), f"Disconnect {self._words(edge)}"
        )

    def _words(self, edge: Edge) -> str:
        nodes = self.view.editor.graph.nodes
        return f"{nodes[edge.source].name} → {nodes[edge.target].name}"


def _said(verdict: Verdict) -> str:
    """Return what stands beside the wire: what would come of it, or why it does not fit."""
    if verdict.level != "ok" or verdict.spec is None:
        return verdict.reason
    first = verdict.gives[0] if verdict.gives else None
    shapes = verdict.spec.text() if first is None else f"{verdict.spec.text()} → {first.text()}"
    return "\n".join(part for part in (shapes, verdict.reason) if part)
