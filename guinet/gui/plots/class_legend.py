"""The names of classes beside their colours, in the head of a tile."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter

from guinet.gui.class_colours import class_colours
from guinet.gui.plots.legend import Legend

__all__ = ["ClassLegend"]


class ClassLegend(Legend):
    """A dot for each class."""

    what = "Classes"
    mark_px = 12

    def colours(self) -> list[QColor]:
        """Return the colours that classes have in the present theme."""
        return class_colours(len(self.names))

    def draw_mark(self, painter: QPainter, left: QPointF, colour: QColor) -> None:
        """Draw a dot."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(left + QPointF(4, 0), 3.5, 3.5)
