"""The canvas as one writes it first: an item per node and edge, painted one by one in Python.

The measure of what the real canvas gains; it draws less than that does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene, QGraphicsView

from guinet.project.project import Project

_WIDTH, _HEIGHT = 152.0, 128.0
_GROUND = QColor("#0F1417")


class PlainNode(QGraphicsItem):
    """A card with a name and a curve."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.edges: list[PlainEdge] = []
        x = np.linspace(0.0, 1.0, 81)
        y = 100.0 - 40.0 / (1.0 + np.exp(8.0 - 16.0 * x))
        self._curve = QPolygonF([QPointF(12.0 + 128.0 * a, b) for a, b in zip(x, y, strict=True)])
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemSendsGeometryChanges)

    def boundingRect(self) -> QRectF:
        """Return the card."""
        return QRectF(-6, -2, _WIDTH + 12, _HEIGHT + 4)

    def itemChange(self, change: QGraphicsItem.GraphicsItemChange, value: Any) -> Any:
        """Let the edges follow."""
        if change == QGraphicsItem.GraphicsItemChange.ItemPositionHasChanged:
            for edge in self.edges:
                edge.follow()
        return value

    def paint(self, painter: QPainter, option: Any, widget: Any = None) -> None:
        """Draw it."""
        painter.setPen(QPen(QColor("#2B3740"), 1.0))
        painter.setBrush(QBrush(QColor("#1C252B")))
        painter.drawRoundedRect(QRectF(0, 0, _WIDTH, _HEIGHT), 8, 8)
        painter.setPen(QColor("#E6EDF3"))
        painter.drawText(QPointF(12, 22), self.name)
        painter.setPen(QPen(QColor("#E8A33D"), 2.0))
        painter.drawPolyline(self._curve)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(QColor("#4FC3F7")))
        for x in (0.0, _WIDTH):
            painter.drawEllipse(QPointF(x, 24), 5, 5)


class PlainEdge(QGraphicsItem):
    """A curve with beads on it."""

    phase = 0.0

    def __init__(self, source: PlainNode, target: PlainNode) -> None:
        super().__init__()
        self._ends = source, target
        self.setZValue(-1)
        source.edges.append(self)
        target.edges.append(self)
        self.follow()

    def follow(self) -> None:
        """Run between the cards where they now are."""
        self.prepareGeometryChange()
        begin = self._ends[0].pos() + QPointF(_WIDTH, 24)
        end = self._ends[1].pos() + QPointF(0, 24)
        reach = max(24.0, abs(end.x() - begin.x()) / 2)
        self._path = QPainterPath(begin)
        self._path.cubicTo(begin + QPointF(reach, 0), end - QPointF(reach, 0), end)
        self._beads = max(1, round(self._path.length() / 185.0)) * 3
        self._box = self._path.boundingRect().adjusted(-8, -8, 8, 8)

    def boundingRect(self) -> QRectF:
        """Return the curve with its stroke."""
        return self._box

    def paint(self, painter: QPainter, option: Any, widget: Any = None) -> None:
        """Draw curve and beads."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(_GROUND, 7.0))
        painter.drawPath(self._path)
        painter.setPen(QPen(QColor("#2A788E"), 3.0))
        painter.drawPath(self._path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(QColor("#FFFFFF")))
        for bead in range(self._beads):
            part = (bead / self._beads + PlainEdge.phase) % 1.0
            painter.drawEllipse(self._path.pointAtPercent(part), 3, 3)


class PlainView(QGraphicsView):
    """Shows a project that way."""

    def __init__(self, project: Project) -> None:
        scene = QGraphicsScene(-30_000, -30_000, 60_000, 60_000)
        super().__init__(scene)
        self.kept = scene
        self.nodes: Mapping[str, PlainNode] = {
            id: PlainNode(node.name) for id, node in project.graph.nodes.items()
        }
        for id, (x, y) in project.layout[""].items():
            self.nodes[id].setPos(x, y)
            scene.addItem(self.nodes[id])
        for edge in project.graph.edges:
            scene.addItem(PlainEdge(self.nodes[edge.source], self.nodes[edge.target]))
        self.setBackgroundBrush(QBrush(_GROUND))
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
