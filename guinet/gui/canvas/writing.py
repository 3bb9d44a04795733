"""Words and signs on a card."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from guinet.gui import theme
from guinet.gui.canvas.legible import near_name_px, small_words

__all__ = ["paint_lock", "write", "write_name"]


_MIDDLE_PX = 25.0
"""Where the middle of a name is that stands alone: a little below the band, beside the port."""
_CAP_HEIGHT, _NEARER_PX = 0.73, 3.0


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
    """Write a line, cut with an ellipsis where there is less room; nothing if it is too small."""
    if not small_words(painter):
        return
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(theme.colour(role))
    if metrics.horizontalAdvance(text) > room + 0.5:
        text = metrics.elidedText(text, cut, room)
    painter.drawText(baseline, text)


def write_name(painter: QPainter, name: str, left: float, room: float) -> None:
    """Write a card's name: over its type, or large beside the port where the type is left out."""
    if not small_words(painter):  # alone, it may come nearer to the ports
        left, room = left - _NEARER_PX, room + 2 * _NEARER_PX
    size_px = near_name_px(painter, name, room)
    font = theme.font(size_px, 600)
    # Cut in the middle: names that a module's type made differ in their numbers.
    middle = Qt.TextElideMode.ElideMiddle
    baseline = 21.0 if small_words(painter) else _MIDDLE_PX + _CAP_HEIGHT * size_px / 2
    painter.setFont(font)
    painter.setPen(theme.colour("text"))
    painter.drawText(
        QPointF(left, baseline), QFontMetricsF(font).elidedText(name, middle, room + 0.5)
    )
