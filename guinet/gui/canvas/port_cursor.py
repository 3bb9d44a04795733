"""Going from port to port with the keyboard, and wiring with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from guinet.graph.edits import connect
from guinet.graph.model import Edge
from guinet.graph.why_not import why_not
from guinet.gui import theme

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["PortCursor", "PortPlace"]

_RADIUS_PX = 10.0


class PortPlace(NamedTuple):
    """A port: id of its node, its name, whether it is an input."""

    node: str
    port: str
    is_input: bool


class PortCursor:
    """A ring around one port that the arrow keys move; Enter takes a wire there and drops it.

    Across, it follows the wires; from the last port of a way it goes to the nearest card that
    lies there. Up and down it goes through the ports of a card.

    Attributes
    ----------
    place
        Where it is; None while nobody uses it.
    held
        The port from which a wire is in hand, or None.
    """

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self.place: PortPlace | None = None
        self.held: PortPlace | None = None

    def across(self, step: int) -> None:
        """Go against the arrows (-1) or with them (+1)."""
        place = self._current()
        if place is None:
            return
        forward = step > 0
        if place.is_input == forward:
            # From one side of the card to the other.
            wanted = self._first(place.node, is_input=not forward)
            self._put(wanted or self._beyond(place, forward))
        else:
            self._put(self._along_wire(place) or self._beyond(place, forward))

    def along(self, step: int) -> None:
        """Go to the next port of the card, or the one before; inputs come first."""
        place = self._current()
        if place is not None:
            ports = self._ports(place.node)
            self._put(ports[(ports.index(place) + step) % len(ports)])

    def take_or_drop(self) -> bool:
        """Take a wire from the port, or join the wire in hand to it; False without a port."""
        if self.place is None:
            return False
        if self.held is None:
            self.held = self.place
            name = self._name(self.place)
            self._say(f"A wire from {name} is in hand: go to another port and press Enter.")
        else:
            self._join(self.held, self.place)
        self._view.viewport().update()
        return True

    def let_go(self) -> bool:
        """Drop the wire in hand, or else leave the ports; False if there was neither."""
        if self.held is None and self.place is None:
            return False
        if self.held is not None:
            self.held = None
        else:
            self.place = None
        self._view.viewport().update()
        return True

    def forget(self) -> None:
        """Leave ports that are gone."""
        for name in ("place", "held"):
            place = getattr(self, name)
            if place is not None and not self._exists(place):
                setattr(self, name, None)

    def paint(self, painter: QPainter) -> None:
        """Draw the ring, and the wire in hand."""
        if self.place is None:
            return
        here = self._point(self.place)
        if self.held is not None and self.held != self.place:
            pen = QPen(theme.colour("accent"), 3)
            pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawLine(self._point(self.held), here)
        painter.setPen(QPen(theme.colour("accent"), 2.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(here, _RADIUS_PX, _RADIUS_PX)

    def words(self) -> str:
        """Return where it is, in words for a screen reader."""
        if self.place is None:
            return ""
        graph = self._view.editor.graph
        node, port, is_input = self.place
        if is_input:
            edge = graph.edge_into(node, port)
            others = [] if edge is None else [edge.source]
        else:
            others = [e.target for e in graph.edges if (e.source, e.source_port) == (node, port)]
        names = ", ".join(graph.nodes[other].name for other in others)
        side, joined = ("input", "from") if is_input else ("output", "to")
        tail = f"wired {joined} {names}" if names else "not wired"
        return f"{graph.nodes[node].name}, {side} {port}, {tail}"

    def _current(self) -> PortPlace | None:
        """Return where it is; at first the selected card's output, or the first card's."""
        if self.place is not None and self._exists(self.place):
            return self.place
        editor = self._view.editor
        node = editor.selected_node() or next(iter(editor.graph.nodes.values()), None)
        if node is not None:
            self._put(self._first(node.id, is_input=False) or self._first(node.id, is_input=True))
        return None

    def _put(self, place: PortPlace | None) -> None:
        if place is None:
            return
        self.place = place
        view = self._view
        if self.held is None:
            view.editor.select((place.node,))
        view.show_rect(view.card(place.node).scene_rect())
        view.setAccessibleDescription(self.words())
        view.viewport().update()

    def _ports(self, node: str) -> list[PortPlace]:
        face = self._view.card(node).face
        inputs = [PortPlace(node, port.name, True) for port in face.inputs]
        return inputs + [PortPlace(node, port.name, False) for port in face.outputs]

    def _first(self, node: str, *, is_input: bool) -> PortPlace | None:
        return next((p for p in self._ports(node) if p.is_input == is_input), None)

    def _exists(self, place: PortPlace) -> bool:
        return place.node in self._view.canvas.cards and place in self._ports(place.node)

    def _along_wire(self, place: PortPlace) -> PortPlace | None:
        graph = self._view.editor.graph
        if place.is_input:
            edge = graph.edge_into(place.node, place.port)
            return None if edge is None else PortPlace(edge.source, edge.source_port, False)
        readers = [e for e in graph.edges if (e.source, e.source_port) == (place.node, place.port)]
        if not readers:
            return None
        highest = min(
            readers, key=lambda e: self._point(PortPlace(e.target, e.target_port, True)).y()
        )
        return PortPlace(highest.target, highest.target_port, True)

    def _beyond(self, place: PortPlace, forward: bool) -> PortPlace | None:
        """Return a port of the nearest card on that side, the straight way counting most."""
        here = self._view.card(place.node).scene_rect().center()

        def far(rect: QRectF) -> float:
            away = rect.center() - here
            return abs(away.x()) + 2 * abs(away.y())

        rects = {
            id: rect
            for id, rect in self._view.canvas.rects().items()
            if id != place.node and (rect.center().x() > here.x()) == forward
        }
        for id in sorted(rects, key=lambda id: far(rects[id])):
            found = self._first(id, is_input=forward) or self._first(id, is_input=not forward)
            if found is not None:
                return found
        return None

    def _join(self, begin: PortPlace, end: PortPlace) -> None:
        source, target = (end, begin) if begin.is_input else (begin, end)
        if begin.is_input == end.is_input:
            side = "input" if begin.is_input else "output"
            self._say(
                f"{self._name(end)} is an {side}, too; a wire leads from an output to an input."
            )
            return
        editor = self._view.editor
        edge = Edge(source.node, source.port, target.node, target.port)
        verdict = why_not(editor.graph, edge, editor.fields)
        if not verdict.allowed:
            self._say(verdict.reason)
            return
        self.held = None
        names = [editor.graph.nodes[node].name for node in (edge.source, edge.target)]
        editor.apply_graph(lambda graph: connect(graph, edge), f"Connect {names[0]} → {names[1]}")
        if verdict.reason:
            self._say(verdict.reason)

    def _point(self, place: PortPlace) -> QPointF:
        point = self._view.card(place.node).port_at(place.port, is_input=place.is_input)
        transform = self._view.viewportTransform()
        return transform.map(point if point is not None else QPointF())

    def _name(self, place: PortPlace) -> str:
        return f"{self._view.editor.graph.nodes[place.node].name}.{place.port}"

    def _say(self, sentence: str) -> None:
        self._view.status_message.emit(sentence)
        self._view.setAccessibleDescription(sentence)
