"""A graph as a small picture: its cards as boxes in the colours of their families, its wires."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from guinet.core.category import Category
from guinet.graph.model import Graph
from guinet.gui import theme
from guinet.gui.canvas.layout import Point, place_all

__all__ = ["paint_sketch"]

_CARD = (112.0, 96.0)
"""What a card is taken to measure: on this scale nobody sees the difference."""

_MARGIN_PX = 4.0
_LARGEST_SCALE = 0.2
_BAND_PX = 2.0


def paint_sketch(
    painter: QPainter, graph: Graph, layout: Mapping[str, Point], rect: QRectF
) -> None:
    """Draw a graph as large as a rectangle allows, in its middle.

    Parameters
    ----------
    painter
        Draws with it; its pen and brush are other ones afterwards.
    graph
        The graph.
    layout
        Where its cards stand; those without a place get one.
    rect
        Where to.
    """
    boxes = _boxes(graph, layout, rect.adjusted(_MARGIN_PX, _MARGIN_PX, -_MARGIN_PX, -_MARGIN_PX))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("outline"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for edge in graph.edges:
        if edge.source in boxes and edge.target in boxes:
            painter.drawPath(_wire(boxes[edge.source], boxes[edge.target]))
    for id, box in boxes.items():
        _paint_box(painter, box, graph.nodes[id].module.category)


def _paint_box(painter: QPainter, box: QRectF, category: Category) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    radius = min(2.0, box.width() / 4)
    painter.setBrush(theme.colour("outline"))
    painter.drawRoundedRect(box, radius, radius)
    painter.setBrush(theme.colour("card"))
    painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), radius, radius)
    band = QRectF(box.left(), box.top(), box.width(), min(_BAND_PX, box.height() / 2))
    painter.fillRect(band, theme.category_colour(category))


def _wire(source: QRectF, target: QRectF) -> QPainterPath:
    begin = QPointF(source.right(), source.top() + source.height() / 3)
    end = QPointF(target.left(), target.top() + target.height() / 3)
    bend = max(3.0, abs(end.x() - begin.x()) / 2)
    path = QPainterPath(begin)
    path.cubicTo(begin + QPointF(bend, 0), end - QPointF(bend, 0), end)
    return path


def _boxes(graph: Graph, layout: Mapping[str, Point], room: QRectF) -> dict[str, QRectF]:
    width, height = _CARD
    if not graph.nodes:
        return {}
    known = {id: layout[id] for id in graph.nodes if id in layout}
    places = known
    if len(known) < len(graph.nodes):
        places = place_all(graph, known, dict.fromkeys(graph.nodes, _CARD))
    left, top = min(x for x, _ in places.values()), min(y for _, y in places.values())
    across = max(x for x, _ in places.values()) + width - left
    down = max(y for _, y in places.values()) + height - top
    scale = min(room.width() / across, room.height() / down, _LARGEST_SCALE)
    x0 = room.center().x() - scale * across / 2
    y0 = room.center().y() - scale * down / 2
    return {
        id: QRectF(x0 + scale * (x - left), y0 + scale * (y - top), scale * width, scale * height)
        for id, (x, y) in places.items()
    }
