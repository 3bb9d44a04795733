"""What shows that a node is bypassed: the way by which a value passes through its card."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from guinet.gui import theme
from guinet.gui.canvas.face import FOOTER_PX, HEADER_PX, Face, Frame

__all__ = ["BYPASSED_OPACITY", "paint_passage"]

BYPASSED_OPACITY = 0.5
_BEND_PX = 28.0
_DASHES = (4.0, 3.0)


def paint_passage(painter: QPainter, face: Face, frame: Frame) -> None:
    """Draw a dashed line from the input that is handed on to each output."""
    names = [port.name for port in face.inputs]
    if not face.passes or face.passes not in names:
        return
    begin = frame.inputs[names.index(face.passes)]
    pen = QPen(theme.colour("text"), 2)
    pen.setDashPattern([dash / 2 for dash in _DASHES])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for end in frame.outputs:
        painter.strokePath(_passage(begin, end, face, frame), pen)


def _passage(begin: QPointF, end: QPointF, face: Face, frame: Frame) -> QPainterPath:
    path = QPainterPath(begin)
    if face.collapsed:
        middle = (begin.x() + end.x()) / 2
        path.cubicTo(QPointF(middle, begin.y()), QPointF(middle, end.y()), end)
        return path
    # Below the heading: a line through the name would make it hard to read.
    depth = (HEADER_PX + frame.height - FOOTER_PX) / 2
    bend = min(_BEND_PX, frame.width / 3)
    left, right = begin.x() + bend, end.x() - bend
    half = bend / 2
    path.cubicTo(
        QPointF(begin.x() + half, begin.y()), QPointF(left - half, depth), QPointF(left, depth)
    )
    path.lineTo(right, depth)
    path.cubicTo(QPointF(right + half, depth), QPointF(end.x() - half, end.y()), end)
    return path
