"""Points on wires: how they are drawn, and on which side of one the pointer is."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from guinet.gui import theme
from guinet.gui.canvas.face import DOT_PX, Frame

__all__ = ["paint_dot", "side_of_dot"]

_HOLD_PX = 7.0
_RING_PX = 3.0


def side_of_dot(rect: QRectF, point: QPointF, reach_px: float) -> tuple[float, bool] | None:
    """Return which port of a point on a wire is meant: its distance, and whether it is the input.

    Both stand in the middle, so the side decides. On the dot itself neither is meant: there it
    is taken hold of to be moved.
    """
    offset = point - rect.center()
    distance = math.hypot(offset.x(), offset.y())
    if distance <= _HOLD_PX or distance > max(reach_px, _HOLD_PX + _RING_PX):
        return None
    return distance, offset.x() < 0


def paint_dot(painter: QPainter, frame: Frame, tint: QColor, emphasis: str) -> None:
    """Draw a point in the colour of its wire.

    Parameters
    ----------
    frame
        Where it stands.
    tint
        The wire's colour.
    emphasis
        ``"selected"``, ``"hovered"`` or empty.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle, radius = frame.rect.center(), DOT_PX / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("canvas"))
    painter.drawEllipse(middle, radius + 2, radius + 2)
    lines = {"selected": ("accent", 2.5), "hovered": ("text", 1.5)}
    role, width = lines.get(emphasis, ("wire_casing", 1.0))
    painter.setPen(QPen(theme.colour(role), width))
    painter.setBrush(tint)
    painter.drawEllipse(middle, radius - width / 2, radius - width / 2)
