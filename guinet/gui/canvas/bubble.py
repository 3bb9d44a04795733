"""Short words over the canvas: on a wire, or beside the pointer."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from guinet.gui import theme
from guinet.gui.format import unbroken

__all__ = ["paint_bubble", "paint_tag"]

_WIDEST = 300.0
_PAD = 10.0
_WRAP = int(Qt.TextFlag.TextWordWrap)
_BORDERS = {"info": "outline", "warning": "warning", "error": "error"}


def paint_bubble(painter: QPainter, corner: QPointF, text: str, kind: str, room: QRect) -> QRectF:
    """Draw a sentence in a box and return where it came to stand.

    Parameters
    ----------
    corner
        Where its upper left corner should be; it moves to stay inside.
    kind
        ``"info"``, ``"warning"`` or ``"error"``.
    room
        What it must stay inside of.
    """
    font, text = theme.font(12), unbroken(text)
    metrics = QFontMetricsF(font)
    limit = min(_WIDEST, room.width() - 2 * _PAD - 16)
    size = metrics.boundingRect(QRectF(0, 0, limit, 400), _WRAP, text).size()
    box = QRectF(corner, size + QSizeF(2 * _PAD, 2 * _PAD - 4))
    inside = QRectF(room).adjusted(8, 8, -8, -8)
    box.moveLeft(max(inside.left(), min(box.left(), inside.right() - box.width())))
    if box.bottom() > inside.bottom():
        box.moveBottom(corner.y() - 34)
    _box(painter, box, _BORDERS[kind])
    painter.setFont(font)
    painter.setPen(theme.colour("text"))
    painter.drawText(box.adjusted(_PAD, _PAD - 2, -_PAD + 1, -_PAD + 3), _WRAP, text)
    return box


def paint_tag(painter: QPainter, at: QPointF, parts: list[str], room: QRect) -> QRectF:
    """Draw what flows on a wire above a point of it, and return where the tag stands."""
    font = theme.font(11, tabular=True)
    metrics = QFontMetricsF(font)
    gap = 12.0
    widths = [metrics.horizontalAdvance(part) for part in parts]
    width = sum(widths) + gap * (len(parts) - 1) + 16
    box = QRectF(at.x() - width / 2, at.y() - 56, width, 24)
    inside = QRectF(room).adjusted(8, 8, -8, -8)
    box.moveLeft(max(inside.left(), min(box.left(), inside.right() - box.width())))
    if box.top() < inside.top():
        box.moveTop(at.y() + 24)
    pen = QPen(theme.colour("outline"), 1)
    pen.setStyle(Qt.PenStyle.DotLine)
    painter.setPen(pen)
    end = box.bottom() if box.bottom() < at.y() else box.top()
    painter.drawLine(QPointF(at.x(), end), at)
    _box(painter, box, "outline")
    painter.setFont(font)
    painter.setPen(theme.colour("text"))
    x = box.left() + 8
    for part, part_width in zip(parts, widths, strict=True):
        painter.drawText(QPointF(x, box.top() + 16), part)
        x += part_width + gap
    return box


def _box(painter: QPainter, box: QRectF, border: str) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour(border), 1))
    painter.setBrush(theme.colour("card"))
    painter.drawRoundedRect(box, 5, 5)
