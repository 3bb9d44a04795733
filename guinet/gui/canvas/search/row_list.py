"""The list of a search: what fits, a line that counts the rest, and the rest."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from guinet.gui import theme
from guinet.gui.canvas.search.listing import Listing, Row
from guinet.gui.panels.glyphs import glyph

__all__ = ["ROW_PX", "RowList"]

ROW_PX = 24
_ROW_ROLE = Qt.ItemDataRole.UserRole + 1
_NAME_X = 34
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight

_Index = QModelIndex | QPersistentModelIndex


class _Rows(QAbstractListModel):
    """Rows of a listing; between those that fit and the others a line of words."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: list[Row | str] = []

    def show(self, listing: Listing, line: str) -> None:
        self.beginResetModel()
        self._entries = list(listing.fitting)
        if listing.others:
            self._entries += [line, *listing.others] if line else [*listing.others]
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many entries there are."""
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the row itself, its name, or what is said of it."""
        entry = self._entries[index.row()]
        if isinstance(entry, str):
            return entry if role == Qt.ItemDataRole.DisplayRole else None
        if role == _ROW_ROLE:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return entry.reason or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = entry.reason or entry.result
            return f"{entry.name}. {said}" if said else entry.name
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Let all be chosen but the line of words."""
        if isinstance(self._entries[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class RowList(QListView):
    """The list itself: the field above has the keyboard, so it never takes the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = _Rows()
        self.setModel(self._rows)
        self.setItemDelegate(_Painter(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName("Modules that were found")
        self.entered.connect(self._point_at)

    def show_listing(self, listing: Listing, line: str) -> None:
        """Show what was found, the best one chosen."""
        self._rows.show(listing, line)
        self.scrollToTop()
        self._choose(0, 1)

    def chosen(self) -> Row | None:
        """Return the row that Enter would take."""
        index = self.currentIndex()
        return index.data(_ROW_ROLE) if index.isValid() else None

    def row_at(self, index: _Index) -> Row | None:
        """Return the row at an index, None for the line of words."""
        row: Row | None = index.data(_ROW_ROLE)
        return row

    def move(self, step: int) -> None:  # type: ignore[override]
        """Choose a row further down or, below zero, further up; it stops at both ends."""
        here = self.currentIndex().row()
        wanted = max(0, min(self._rows.rowCount() - 1, here + step))
        self._choose(wanted, 1 if step > 0 else -1)

    def _choose(self, place: int, direction: int) -> None:
        """Choose the row at a place, or the next one where that is the line of words."""
        for each in (place, place + direction, place - direction):
            if 0 <= each < self._rows.rowCount():
                index = self._rows.index(each, 0)
                if index.flags() & Qt.ItemFlag.ItemIsSelectable:
                    self.setCurrentIndex(index)
                    self.scrollTo(index)
                    return

    def _point_at(self, index: _Index) -> None:
        if index.flags() & Qt.ItemFlag.ItemIsSelectable:
            self.setCurrentIndex(index)


class _Painter(QStyledItemDelegate):
    """Draws a row: glyph, name with the letters that match, settings, and what comes out."""

    def __init__(self, view: RowList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Give every row the same height."""
        return QSize(100, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one entry."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        row: Row | None = index.data(_ROW_ROLE)
        if row is None:
            painter.setFont(theme.font(11))
            painter.setPen(theme.colour("muted"))
            painter.drawText(rect.adjusted(12, 0, -8, 0), _LEFT, str(index.data()))
        else:
            if option.state & QStyle.StateFlag.State_Selected:
                painter.fillRect(rect, theme.colour("hover"))
                painter.fillRect(QRect(rect.left(), rect.top(), 2, ROW_PX), theme.colour("accent"))
            self._paint_row(painter, rect, row)
        painter.restore()

    def _paint_row(self, painter: QPainter, rect: QRect, row: Row) -> None:
        painter.setOpacity(1.0 if row.fits else 0.45)
        picture = glyph(row.offer.item.module_type, self._view.devicePixelRatioF())
        painter.drawPixmap(10, rect.top() + (ROW_PX - 16) // 2, picture)
        painter.setOpacity(1.0)
        x = self._paint_name(painter, rect, row)
        if row.shown:
            painter.setFont(theme.font(12, tabular=True))
            painter.setPen(theme.colour("text" if row.fits else "muted"))
            metrics = QFontMetrics(painter.font())
            room = QRect(x + 7, rect.top(), rect.right() - x - 14, ROW_PX)
            shown = metrics.elidedText(row.shown, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, _LEFT, shown)
            x = room.left() + metrics.horizontalAdvance(shown)
        said = row.result if row.fits else row.reason.removeprefix(f"{row.name} ")
        painter.setFont(theme.font(11, tabular=True))
        painter.setPen(theme.colour("muted"))
        room = QRect(x + 10, rect.top(), rect.right() - x - 18, ROW_PX)
        metrics = QFontMetrics(painter.font())
        if row.fits and metrics.horizontalAdvance(said) > room.width():
            said = said.replace(" × ", "×")
        shown = metrics.elidedText(said, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _RIGHT, shown)

    def _paint_name(self, painter: QPainter, rect: QRect, row: Row) -> int:
        """Draw the name, letter groups that match in the accent; return where it ends."""
        plain = theme.colour("text" if row.fits else "muted")
        marked = theme.colour("accent") if row.fits else plain
        letters = set(row.match.letters)
        x, start = _NAME_X, 0
        while start < len(row.name):
            end = start
            while end < len(row.name) and (end in letters) == (start in letters):
                end += 1
            on = start in letters
            painter.setFont(theme.font(12, 600 if on else 400))
            painter.setPen(marked if on else plain)
            part = row.name[start:end]
            painter.drawText(QRect(x, rect.top(), rect.right() - x, ROW_PX), _LEFT, part)
            x += QFontMetrics(painter.font()).horizontalAdvance(part)
            start = end
        return x
