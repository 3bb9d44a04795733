"""How the rows of the palette are drawn."""

from __future__ import annotations

import math

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from guinet.gui import theme
from guinet.gui.panels.glyphs import glyph
from guinet.gui.panels.palette_items import PaletteItem

__all__ = ["COUNT_ROLE", "ITEM_ROLE", "NOTE_ROLE", "PaletteDelegate"]

ITEM_ROLE = Qt.ItemDataRole.UserRole + 1
COUNT_ROLE = Qt.ItemDataRole.UserRole + 2
NOTE_ROLE = Qt.ItemDataRole.UserRole + 3

_ROW = 24
_MINE = "Mine"
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class PaletteDelegate(QStyledItemDelegate):
    """Draws headings with their counts, modules and composites with their glyphs, and notes."""

    def __init__(self, view: QTreeView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Give every row the same height."""
        return QSize(100, _ROW)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one row."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        self._paint_ground(painter, rect, state)
        item = index.data(ITEM_ROLE)
        if item is not None:
            self._paint_item(painter, rect, item)
        elif index.data(NOTE_ROLE) is not None:
            self._paint_note(painter, rect, str(index.data()))
        else:
            self._paint_heading(painter, rect, index)
        painter.restore()

    def drag_picture(self, item: PaletteItem, ratio: float) -> QPixmap:
        """Return what hangs on the pointer while an item is dragged."""
        font = theme.font(13, 600)
        name = item.name
        width = QFontMetrics(font).horizontalAdvance(name) + 48
        pixmap = QPixmap(math.ceil(width * ratio), math.ceil(32 * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("outline"), 1))
        painter.setBrush(theme.colour("card"))
        painter.drawRoundedRect(QRectF(0.5, 0.5, width - 1, 31), 8, 8)
        painter.drawPixmap(QPointF(10, 8), glyph(item.module_type, ratio))
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        painter.drawText(QRectF(34, 0, width - 40, 32), _LEFT, name)
        painter.end()
        return pixmap

    def _paint_ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        flags = QStyle.StateFlag
        ground = QRectF(rect).adjusted(4, 0.5, -4, -0.5)
        if state & flags.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selection"))
            painter.drawRoundedRect(ground, 4, 4)
        elif state & flags.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("hover"))
            painter.drawRoundedRect(ground, 4, 4)
        if state & flags.State_HasFocus and self._view.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ground, 4, 4)

    def _paint_heading(
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        middle = rect.center().y() + 0.5
        painter.setPen(QPen(theme.colour("muted"), 1.3))
        if self._view.isExpanded(index):
            corners = [QPointF(9, middle - 2), QPointF(12, middle + 1.5), QPointF(15, middle - 2)]
        else:
            corners = [QPointF(10, middle - 3), QPointF(13.5, middle), QPointF(10, middle + 3)]
        painter.drawPolyline(corners)
        painter.setFont(theme.font(12, 600))
        painter.setPen(theme.colour("muted"))
        count = str(index.data(COUNT_ROLE))
        room = rect.adjusted(23, 0, -12 - painter.fontMetrics().horizontalAdvance(count) - 6, 0)
        painter.drawText(room, _LEFT, _elided(painter, str(index.data()), room.width()))
        painter.setFont(theme.font(11, 400, tabular=True))
        painter.drawText(rect.adjusted(0, 0, -12, 0), _RIGHT, count)

    def _paint_item(self, painter: QPainter, rect: QRect, item: PaletteItem) -> None:
        place = QPointF(12, rect.top() + (rect.height() - 16) / 2)
        painter.drawPixmap(place, glyph(item.module_type, self._view.devicePixelRatioF()))
        room = rect.adjusted(34, 0, -6, 0)
        if item.entry is not None and item.entry.origin == "personal":
            painter.setFont(theme.font(11))
            painter.setPen(theme.colour("muted"))
            painter.drawText(rect.adjusted(0, 0, -12, 0), _RIGHT, _MINE)
            room.adjust(0, 0, -painter.fontMetrics().horizontalAdvance(_MINE) - 12, 0)
        painter.setFont(theme.font(12))
        painter.setPen(theme.colour("text"))
        painter.drawText(room, _LEFT, _elided(painter, item.name, room.width()))

    def _paint_note(self, painter: QPainter, rect: QRect, text: str) -> None:
        painter.setFont(theme.font(12))
        painter.setPen(theme.colour("muted"))
        room = rect.adjusted(34, 0, -6, 0)
        painter.drawText(room, _LEFT, _elided(painter, text, room.width()))


def _elided(painter: QPainter, text: str, width: int) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)
