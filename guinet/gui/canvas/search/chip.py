"""The chip that says what a search is narrowed to; a press takes that away."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from guinet.gui import theme

__all__ = ["Chip"]

_CROSS = 3.5
_WIDEST = 200


class Chip(QAbstractButton):
    """Words in a rounded outline with a cross; it never takes the keyboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def say(self, words: str, tool_tip: str) -> None:
        """Show other words."""
        self.setText(words)
        self.setToolTip(tool_tip)
        self.setAccessibleName(words)
        self.setAccessibleDescription(tool_tip)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """Be as wide as the words."""
        words = QFontMetricsF(theme.font(11, tabular=True)).horizontalAdvance(self.text())
        return QSize(min(_WIDEST, round(words) + 36), 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chip."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 1.5, -0.5, -1.5)
        painter.setPen(QPen(theme.colour("outline"), 1))
        ground = "pressed" if self.isDown() else "hover" if self.underMouse() else "card"
        painter.setBrush(theme.colour(ground))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setFont(theme.font(11, tabular=True))
        painter.setPen(theme.colour("text"))
        room = box.adjusted(11, 0, -22, 0)
        words = QFontMetricsF(painter.font()).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width() + 1
        )
        painter.drawText(room.adjusted(0, 0, 2, 0), Qt.AlignmentFlag.AlignVCenter, words)
        middle = QPointF(box.right() - 13, box.center().y())
        painter.setPen(QPen(theme.colour("muted"), 1.3))
        for dy in (_CROSS, -_CROSS):
            painter.drawLine(middle + QPointF(-_CROSS, -dy), middle + QPointF(_CROSS, dy))
        painter.end()
