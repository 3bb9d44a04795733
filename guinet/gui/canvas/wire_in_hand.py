"""A wire that is not in the graph yet, drawn from a port to where the hand is."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from guinet.gui import theme
from guinet.gui.canvas.curves import wire_path

__all__ = ["paint_wire"]

_WIRE_PX = 4.0
_DASHES = (6.0, 5.0)


def paint_wire(
    painter: QPainter,
    begin: QPointF,
    end: QPointF,
    *,
    forward: bool,
    bad: bool = False,
    barred: bool = False,
) -> None:
    """Draw the wire with both of its ends.

    Parameters
    ----------
    begin, end
        The port it is held at, and the hand, in pixels of what is painted.
    forward
        Whether it begins at an output.
    bad, barred
        Whether it would not fit, and whether it may not be dropped there at all.
    """
    colour = theme.colour("error" if bad else "accent")
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(colour, _WIRE_PX)
    if bad:
        pen.setDashPattern([dash / _WIRE_PX for dash in _DASHES])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    ends = (begin, end) if forward else (end, begin)
    path = wire_path(*ends)
    painter.strokePath(path, QPen(theme.colour("canvas"), _WIRE_PX + 4))
    painter.strokePath(path, pen)
    if barred:
        painter.setPen(QPen(theme.colour("error"), 2.5))
        painter.setBrush(theme.colour("canvas"))
        painter.drawEllipse(end, 8, 8)
        painter.drawLine(end + QPointF(-5, 5), end + QPointF(5, -5))
    for place in (begin,) if barred else (begin, end):
        painter.setPen(QPen(theme.colour("canvas"), 2))
        painter.setBrush(colour)
        painter.drawEllipse(place, 6, 6)
