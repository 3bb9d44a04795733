"""Words and signs on a card."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from guinet.gui import theme

__all__ = ["paint_lock", "write"]


def paint_lock(painter: QPainter, x: float, y: float) -> None:
    """Draw a closed lock, 9 pixels wide and 11 high."""
    colour = theme.colour("text")
    painter.setPen(QPen(colour, 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawArc(QRectF(x + 2, y + 0.7, 5, 7), 0, 180 * 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(QRectF(x, y + 4.5, 9, 6.5), 1.5, 1.5)


def write(
    painter: QPainter,
    baseline: QPointF,
    text: str,
    font: QFont,
    role: str,
    room: float,
    cut: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> None:
    """Write a line, cut with an ellipsis where there is less room."""
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(theme.colour(role))
    if metrics.horizontalAdvance(text) > room + 0.5:
        text = metrics.elidedText(text, cut, room)
    painter.drawText(baseline, text)
