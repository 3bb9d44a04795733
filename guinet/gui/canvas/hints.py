"""Words and outlines over the canvas: a drop, a wire's tag, tool tips."""

from __future__ import annotations

import math
from html import escape

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter, QPen

from guinet.core.spec import FieldSpec
from guinet.graph.model import Edge
from guinet.graph.ports import input_ports, output_ports
from guinet.gui import theme
from guinet.gui.canvas.bubble import paint_tag
from guinet.gui.canvas.card import RADIUS_PX, Card
from guinet.gui.canvas.carried import WORDS, carried_by
from guinet.gui.canvas.gestures.under import PORT_REACH_PX
from guinet.gui.canvas.hover_card import hover_text
from guinet.gui.canvas.scene import CanvasScene
from guinet.gui.format import short

__all__ = ["DROP_SIZE", "edge_parts", "paint_drop", "paint_edge_tag", "tool_tip"]

DROP_SIZE = (112.0, 96.0)


def paint_drop(painter: QPainter, place: QPointF, zoom: float) -> None:
    """Outline the card that a release would place."""
    width, height = (side * zoom for side in DROP_SIZE)
    rect = QRectF(place.x() - width / 2, place.y() - height / 2, width, height)
    pen = QPen(theme.colour("accent"), 2)
    pen.setDashPattern([4, 3])
    painter.setPen(pen)
    painter.setBrush(theme.colour("accent", 0.08))
    painter.drawRoundedRect(rect, RADIUS_PX * zoom, RADIUS_PX * zoom)


def edge_parts(canvas: CanvasScene, edge: Edge) -> list[str]:
    """Return what a wire's tag says: shape, size of the activations, size of the gradient."""
    spec = _spec(canvas, edge.source, edge.source_port)
    parts = ["shape not known" if spec is None else spec.text()]
    around = canvas.graph, [edge], canvas.editor.standpoint.prefix
    activation, gradient = canvas.traffic.sizes(*around)[0].tolist()
    if not math.isnan(activation):
        parts.append(f"RMS {short(activation)}")
        words = "no gradient" if math.isnan(gradient) else f"gradient {short(gradient)}"
        parts.append(words)
    if canvas.traffic.is_frozen(*around)[0]:
        parts.append("frozen")
    return parts


def paint_edge_tag(
    painter: QPainter, canvas: CanvasScene, edge: Edge, place: QPointF, room: QRect
) -> None:
    """Draw a wire's tag above the pointer."""
    paint_tag(painter, place, edge_parts(canvas, edge), room)


def tool_tip(canvas: CanvasScene, point: QPointF, zoom: float) -> str:
    """Return what to say about a badge, a port or a card; empty where there is none."""
    badge = canvas.badge_at(point)
    if badge is not None:
        lines = [
            f"<b>{escape(p.message)}</b>" + (f"<br>{escape(p.hint)}" if p.hint else "")
            for p in badge.face.problems
        ]
        return "<qt>" + "<br>".join(lines) + "</qt>"
    hit = canvas.port_at(point, PORT_REACH_PX / zoom)
    if hit is not None:
        return _port_words(canvas, *hit)
    card = canvas.card_at(point)
    if card is not None:
        words = _instrument_words(canvas, card, point, zoom)
        return words or hover_text(canvas.editor, canvas.graph.nodes[card.node_id], card.face)
    frame = canvas.frames.header_at(point, zoom)
    item = None if frame is None else canvas.frames.items[frame]
    return item.frame.text if item is not None and item.hides_text(zoom) else ""


def _instrument_words(canvas: CanvasScene, card: Card, point: QPointF, zoom: float) -> str:
    """Return what the instrument on a card says about the place pointed at."""
    instrument, body = card.instrument, card.frame.body
    if instrument is None or card.face.collapsed or not body.contains(point - card.pos()):
        return ""
    return instrument.words_at(point - card.pos(), body, zoom, canvas.readings)


def _port_words(canvas: CanvasScene, card: Card, name: str, is_input: bool) -> str:
    graph = canvas.graph
    node = graph.nodes[card.node_id]
    ports = input_ports(graph, node) if is_input else output_ports(graph, node)
    doc = next((port.doc for port in ports if port.name == name), "")
    if is_input:
        edge = graph.edge_into(node.id, name)
        spec = None if edge is None else _spec(canvas, edge.source, edge.source_port)
        state = "no wire yet" if edge is None else "shape not known"
    else:
        spec, state = _spec(canvas, node.id, name), "shape not known"
    side = "input" if is_input else "output"
    carried = carried_by(spec)
    flows = state if spec is None or carried is None else f"{WORDS[carried]}, {spec.text()}"
    words = [f"{side} {name}", doc, flows]
    return "\n".join(word for word in words if word)


def _spec(canvas: CanvasScene, node_id: str, port: str) -> FieldSpec | None:
    node = canvas.graph.nodes[node_id]
    names = [p.name for p in output_ports(canvas.graph, node)]
    specs = canvas.editor.analysis.outputs_of(canvas.editor.path_of(node))
    return dict(zip(names, specs, strict=False)).get(port)
