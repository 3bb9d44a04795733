"""Drawing a line across wires: each gets a point where the line crosses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from guinet.gui import theme
from guinet.gui.canvas.crossings import Crossings
from guinet.gui.canvas.gestures.base import Gesture, Pointer
from guinet.gui.canvas.rerouting import add_reroutes

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["LayReroutes"]

_DOT_PX = 6.0


class LayReroutes(Gesture):
    """Draws a dashed line, and shows where the points would stand."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, view: CanvasView, start: Pointer) -> None:
        super().__init__(view, start)
        self._crossings = Crossings(view.canvas.layer, start.point)
        self._stroke = [QPointF(start.point)]

    def move(self, pointer: Pointer) -> None:
        """Let the line follow."""
        self._crossings.follow(pointer.point)
        self._stroke.append(QPointF(pointer.point))
        self.view.viewport().update()

    def finish(self, pointer: Pointer) -> None:
        """Place the points as one step."""
        if self._crossings.points:
            add_reroutes(self.view.canvas, self._crossings.points)
        elif self.dragging:
            self.view.status_message.emit(
                "The line crossed no wire, so there is no reroute point to add."
            )

    def paint(self, painter: QPainter) -> None:
        """Draw the line and the points."""
        if not self.dragging:
            return
        to_view = self.view.viewportTransform().map
        pen = QPen(theme.colour("accent"), 1.5)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF([to_view(point) for point in self._stroke]))
        painter.setPen(QPen(theme.colour("canvas"), 2))
        painter.setBrush(theme.colour("accent"))
        for point in self._crossings.points.values():
            painter.drawEllipse(to_view(point), _DOT_PX, _DOT_PX)
