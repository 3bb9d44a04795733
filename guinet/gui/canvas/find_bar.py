"""Finding a node by name, type, shape or problem, inside composites too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from guinet.graph.finding import Found, find
from guinet.gui import theme

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["FindBar"]

_WIDTH_PX = 360
_ROW_PX = 40
_MOST_ROWS = 8
_CORNER_PX = 16
_FOUND = int(Qt.ItemDataRole.UserRole)
_Index = QModelIndex | QPersistentModelIndex


class _Finds(QAbstractListModel):
    """What was found; a model of items would have each of them deleted by two owners."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: tuple[Found, ...] = ()

    def show(self, entries: Iterable[Found]) -> None:
        """List these and no others."""
        self.beginResetModel()
        self.entries = tuple(entries)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many there are."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a find itself, its path, or what is said of it."""
        entry = self.entries[index.row()]
        if role == _FOUND:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.path
        return _spoken(entry) if role == Qt.ItemDataRole.AccessibleTextRole else None


class FindBar(QFrame):
    """A field in the corner of the canvas with what it finds; the canvas shows the current find.

    Enter stays there, Esc goes back to where one was.

    Parameters
    ----------
    view
        The canvas.
    """

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)  # children of the viewport would be scrolled with it
        self._view = view
        self._before: tuple[tuple[str, ...], float, frozenset[str]] | None = None
        self.setObjectName("find-bar")
        self.field = QLineEdit()
        self.field.setPlaceholderText("Find by name, type, shape, problem")
        self.field.setAccessibleName("Find a node")
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self.refresh)
        self.field.installEventFilter(self)
        self.words = QLabel()
        self.words.setProperty("role", "muted")
        self.words.setContentsMargins(4, 2, 4, 2)
        self._model = _Finds(self)
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setItemDelegate(_Row(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName("Nodes found")
        self.list.setMouseTracking(True)
        self.list.clicked.connect(self._choose)
        self.list.selectionModel().currentChanged.connect(self._show_current)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(4)
        layout.addWidget(self.field)
        layout.addWidget(self.words)
        layout.addWidget(self.list)
        self.setFixedWidth(_WIDTH_PX)
        view.viewport().installEventFilter(self)
        theme.themes.changed.connect(self._dress)
        self._dress()
        self.hide()

    def open(self) -> None:
        """Bring the cursor to the field; what was found last stands there still."""
        if not self.isVisible():
            view = self._view
            self._before = (view.editor.standpoint.uses, view.zoom, view.editor.selected)
            self._centre = view.scene_centre()
        self.refresh()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def found(self) -> list[Found]:
        """Return what is listed."""
        return list(self._model.entries)

    def refresh(self) -> None:
        """Find anew."""
        editor, text = self._view.editor, self.field.text()
        found = find(editor.project.graph, editor.analysis, text)
        self._model.show(found)
        if found:
            words = "1 node" if len(found) == 1 else f"{len(found)} nodes"
        else:
            words = f"No node matches “{text}”." if text.strip() else ""
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.list.setVisible(bool(found))
        self.list.setFixedHeight(min(len(found), _MOST_ROWS) * _ROW_PX)
        self._place()
        if found:
            self.list.setCurrentIndex(self._model.index(0, 0))

    def stay(self) -> None:
        """Close, and leave the canvas where it is."""
        self._before = None
        self._close()

    def go_back(self) -> None:
        """Close, and show what was seen before."""
        view, before = self._view, self._before
        self._before = None
        if before is not None:
            uses, zoom, selected = before
            view.editor.enter(uses)
            view.zoom_to(zoom)
            view.centre_on(self._centre)
            view.editor.select(selected)
        self._close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let arrows, Enter and Esc of the field work on the list; keep to the corner."""
        if watched is not self.field:
            if event.type() == QEvent.Type.Resize:
                self._place()
            return False
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        return self._on_key(event)

    def _on_key(self, event: QKeyEvent) -> bool:
        key, back = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: _MOST_ROWS,
            Qt.Key.Key_PageUp: -_MOST_ROWS,
            Qt.Key.Key_F3: -1 if back else 1,
        }
        if key in steps:
            self._step(steps[Qt.Key(key)], wrap=key == Qt.Key.Key_F3)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.stay()
        elif key == Qt.Key.Key_Escape:
            self.go_back()
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.stay()
        else:
            return False
        return True

    def _step(self, step: int, *, wrap: bool) -> None:
        count = self._model.rowCount()
        if count:
            row = self.list.currentIndex().row() + step
            row = row % count if wrap else max(0, min(count - 1, row))
            self.list.setCurrentIndex(self._model.index(row, 0))

    def _show_current(self, index: _Index) -> None:
        entry = index.data(_FOUND) if index.isValid() else None
        if entry is not None:
            self._view.reveal(entry.path)

    def _choose(self, index: QModelIndex) -> None:
        self.list.setCurrentIndex(index)
        self.stay()

    def _close(self) -> None:
        self.hide()
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self) -> None:
        port = self._view.viewport()
        self.adjustSize()
        self.move(max(0, port.width() - self.width() - _CORNER_PX), port.y() + _CORNER_PX)

    def _dress(self) -> None:
        colours = {
            role: theme.colour(role).name() for role in ("panel", "outline", "selection", "hover")
        }
        self.setStyleSheet(
            "#find-bar {{ background: {panel}; border: 1px solid {outline}; border-radius: 8px; }}"
            "#find-bar QListView {{ background: transparent; }}".format(**colours)
        )


class _Row(QStyledItemDelegate):
    """One find: the band of its family, name, type and shape, and where it lies."""

    def __init__(self, rows: QListView) -> None:
        super().__init__(rows)
        self._list = rows

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Take two lines."""
        return QSize(_WIDTH_PX - 20, _ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw the row."""
        entry: Found = index.data(_FOUND)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        current = index.row() == self._list.currentIndex().row()
        if current:
            painter.fillRect(rect, theme.colour("selection"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour("hover"))
        band = QRect(rect.left(), rect.top() + 6, 3, rect.height() - 12)
        painter.fillRect(band, theme.category_colour(entry.node.module.category))
        room = rect.adjusted(14, 0, -8, 0)
        where = entry.path.rpartition(".")[0]
        _write(painter, room, 4, entry.node.name, 600, 13, "text", where)
        line = entry.problem or " · ".join(part for part in (entry.type_name, entry.shape) if part)
        _write(painter, room, 21, line, 400, 11, "error" if entry.problem else "muted", "")


def _write(
    painter: QPainter,
    room: QRect,
    top: int,
    text: str,
    weight: int,
    size: int,
    role: str,
    right: str,
) -> None:
    flags = Qt.AlignmentFlag.AlignVCenter
    line = QRect(room.left(), room.top() + top, room.width(), 16)
    if right:
        small = theme.font(11)
        metrics = QFontMetrics(small)
        shown = metrics.elidedText(f"in {right}", Qt.TextElideMode.ElideMiddle, room.width() // 2)
        width = metrics.horizontalAdvance(shown)
        painter.setFont(small)
        painter.setPen(theme.colour("muted"))
        painter.drawText(line, flags | Qt.AlignmentFlag.AlignRight, shown)
        line.setWidth(line.width() - width - 8)
    font = theme.font(size, weight)
    painter.setFont(font)
    painter.setPen(theme.colour(role))
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, line.width())
    painter.drawText(line, flags | Qt.AlignmentFlag.AlignLeft, shown)


def _spoken(entry: Found) -> str:
    parts = (entry.path, entry.type_name, entry.shape, entry.problem)
    return ", ".join(part for part in parts if part)
