"""A collapsed card: the glyph of its module, and its name."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from guinet.gui import theme
from guinet.gui.canvas.face import Face, Frame
from guinet.gui.canvas.legible import small_words
from guinet.gui.panels.glyphs import GLYPH_PX, paint_glyph

__all__ = ["paint_collapsed", "small_name_rect"]

_INSET_PX = 5.0
_NAME_PX = 16.0
_ALONE = 1.5
"""How much larger the glyph is where the name is left out."""


def small_name_rect(frame: Frame) -> QRectF:
    """Return where the name of a collapsed card stands, on the card's own coordinates."""
    width = frame.width - 2 * _INSET_PX
    return QRectF(_INSET_PX, frame.height - _NAME_PX - 3, width, _NAME_PX)


def paint_collapsed(painter: QPainter, face: Face, frame: Frame) -> None:
    """Draw what stands on the ground of a collapsed card."""
    name = small_name_rect(frame)
    if face.module is not None:
        painter.save()
        if small_words(painter):
            painter.translate((frame.width - GLYPH_PX) / 2, (name.top() + 3 - GLYPH_PX) / 2 + 1)
        else:
            painter.translate(frame.rect.center() + QPointF(0, 1))
            painter.scale(_ALONE, _ALONE)
            painter.translate(-GLYPH_PX / 2, -GLYPH_PX / 2)
        paint_glyph(painter, face.module, theme.category_colour(face.category))
        painter.restore()
    if not small_words(painter):
        return
    font = theme.font(11, 600)
    metrics = QFontMetricsF(font)
    words = metrics.elidedText(face.name, Qt.TextElideMode.ElideMiddle, name.width())
    x = name.center().x() - metrics.horizontalAdvance(words) / 2
    painter.setFont(font)
    painter.setPen(theme.colour("text"))
    painter.drawText(QPointF(x, name.bottom() - 4), words)
