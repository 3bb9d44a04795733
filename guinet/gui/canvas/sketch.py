"""A graph in little: blocks in the colours of their categories, and the wires between them.

Made once with `sketch_of`, painted into any rectangle with `paint_sketch`: a picture in a gallery,
a map of the whole canvas, the inside of a composite on its card.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QTransform

from guinet.core.category import Category
from guinet.core.types import Array
from guinet.graph.model import Graph
from guinet.gui import theme
from guinet.gui.canvas.curves import control_points, cubic_path
from guinet.gui.canvas.layout import Point, Sizes, place_all
from guinet.gui.canvas.tidy.box import Box

__all__ = ["Sketch", "fit_into", "paint_sketch", "sketch_of"]

_CARD = (112.0, 80.0)
_LARGEST_SCALE = 0.5
_PORT_Y = 24.0
_LEAST_PX = 3.0
_RADIUS = 8.0


@dataclass(frozen=True)
class Sketch:
    """Blocks and wires in scene pixels.

    Attributes
    ----------
    blocks
        Category and outline by node id.
    wires
        (E, 4, 2) control points.
    bounds
        Around all blocks; empty where there are none.
    """

    blocks: Mapping[str, tuple[Category, QRectF]]
    wires: Array
    bounds: QRectF


def sketch_of(
    graph: Graph, places: Mapping[str, Point] | None = None, sizes: Sizes | None = None
) -> Sketch:
    """Return a graph as blocks and wires.

    Parameters
    ----------
    graph
        The graph, one level of it.
    places
        Upper left corners of the cards; a node without one is placed as the canvas places it.
    sizes
        Width and height of the cards; those that are not known have the usual size.
    """
    known = dict.fromkeys(graph.nodes, _CARD) | dict(sizes or {})
    port_y = _CARD[1] / 2 if sizes is None else _PORT_Y
    at = place_all(graph, places or {}, {id: Box(*size) for id, size in known.items()})
    blocks = {
        id: (node.module.category, QRectF(*at[id], *known[id])) for id, node in graph.nodes.items()
    }
    bounds = QRectF()
    for _, rect in blocks.values():
        bounds = bounds.united(rect)
    edges = [e for e in graph.edges if e.source in blocks and e.target in blocks]
    starts = [(blocks[e.source][1].right(), blocks[e.source][1].top() + port_y) for e in edges]
    ends = [(blocks[e.target][1].left(), blocks[e.target][1].top() + port_y) for e in edges]
    wires = control_points(
        np.array(starts, dtype=float).reshape(-1, 2), np.array(ends, dtype=float).reshape(-1, 2)
    )
    return Sketch(blocks, wires, bounds)


def fit_into(bounds: QRectF, rect: QRectF, largest_scale: float = _LARGEST_SCALE) -> QTransform:
    """Return the map from scene pixels into a rectangle, proportions kept, in its middle."""
    if bounds.isEmpty():
        return QTransform()
    scale = min(rect.width() / bounds.width(), rect.height() / bounds.height(), largest_scale)
    middle, centre = bounds.center(), rect.center()
    return (
        QTransform.fromTranslate(centre.x(), centre.y())
        .scale(scale, scale)
        .translate(-middle.x(), -middle.y())
    )


def paint_sketch(
    painter: QPainter,
    sketch: Sketch,
    rect: QRectF,
    *,
    selected: Collection[str] = (),
    onto: QTransform | None = None,
) -> None:
    """Draw a sketch in the colours of the theme.

    Parameters
    ----------
    rect
        Where it is drawn, as large as proportions allow.
    selected
        Ids of the blocks that are outlined.
    onto
        The map from scene pixels, where that is given rather than to fill the rectangle.
    """
    fit = fit_into(sketch.bounds, rect) if onto is None else onto
    scale = fit.m11()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("wire_still"), max(1.5, 4.0 * scale)))
    for points in sketch.wires:
        mapped = [fit.map(QPointF(x, y)) for x, y in points]
        painter.drawPath(cubic_path(np.array([(p.x(), p.y()) for p in mapped])))
    radius = max(1.0, _RADIUS * scale)
    for id, (category, block) in sketch.blocks.items():
        painter.setPen(QPen(theme.colour("text"), 1.5) if id in selected else Qt.PenStyle.NoPen)
        painter.setBrush(theme.category_colour(category))
        painter.drawRoundedRect(_at_least(fit.mapRect(block)), radius, radius)
    painter.restore()


def _at_least(rect: QRectF) -> QRectF:
    """Return a rectangle that can be seen, however small the picture is."""
    x, y = max(0.0, _LEAST_PX - rect.width()) / 2, max(0.0, _LEAST_PX - rect.height()) / 2
    return rect.adjusted(-x, -y, x, y)
