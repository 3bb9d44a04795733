"""The palette: every module and composite, by family, to be dragged or called onto the canvas."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QDrag, QHelpEvent, QKeyEvent, QPixmap, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QStackedLayout,
    QToolTip,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from guinet.core.category import Category
from guinet.gui import theme
from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.hear_first import hear_first
from guinet.gui.mime import module_mime
from guinet.gui.panels.palette_delegate import (
    COUNT_ROLE,
    ITEM_ROLE,
    NOTE_ROLE,
    PaletteDelegate,
)
from guinet.gui.panels.palette_items import PaletteItem, items, search_words, tool_tip
from guinet.gui.panels.palette_menu import PaletteMenu
from guinet.gui.panels.widgets import EmptyState
from guinet.project.library import Library, read_library

__all__ = ["PalettePanel"]

_MOST_SAID = 8
_MENTIONED = "In the help text"
_Index = QModelIndex | QPersistentModelIndex


class PalettePanel(QWidget):
    """Search, and below it modules and composites under the headings of their families.

    Signals
    -------
    module_chosen
        Name of a module type, or of a composite of the library, that the person wants, by
        double-click or Enter.
    """

    module_chosen = Signal(str)

    def __init__(self, editor: Editor, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumWidth(120)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Search modules")
        self.search.setToolTip("Find a module by its name, family or help text")
        self.search.textChanged.connect(self.refresh)
        self.view = _PaletteView()
        self.view.chosen.connect(self.module_chosen)
        self._model = QStandardItemModel(self)
        self.view.setModel(self._model)
        self.empty = EmptyState()
        self._stack = QStackedLayout()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(6)
        head = QVBoxLayout()
        head.setContentsMargins(8, 0, 8, 0)
        head.addWidget(self.search)
        layout.addLayout(head)
        layout.addLayout(self._stack, 1)
        self.search.installEventFilter(self)
        self._closed: set[str] = set()
        self._library = Library()
        self.view.collapsed.connect(lambda index: self._closed.add(index.data()))
        self.view.expanded.connect(lambda index: self._closed.discard(index.data()))
        theme.themes.changed.connect(self.view.viewport().update)
        editor.library_changed.connect(self._read_again)
        self.menu = PaletteMenu(self.view, editor, self._read_again)
        self.refresh()

    def focus_search(self) -> None:
        """Bring the cursor to the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def shown(self) -> list[str]:
        """Return the names of the modules and composites that are listed now."""
        heads = [self._model.item(row) for row in range(self._model.rowCount())]
        rows = [head.child(row) for head in heads for row in range(head.rowCount())]
        return [row.data(ITEM_ROLE).name for row in rows if row.data(ITEM_ROLE) is not None]

    def refresh(self) -> None:
        """List what the search finds."""
        self._library = read_library()
        words = search_words(self.search.text())
        offered = items(self._library)
        found = [item for item in offered if item.matches(words)]
        mentioned = [item for item in offered if item not in found and item.mentions(words)]
        broken = () if words else self._library.broken
        self._model.clear()
        for category in Category:
            members = [item for item in found if item.category == category]
            unread = broken if category is Category.COMPOSITE else ()
            if members or unread:
                head = _heading(category.value, members)
                if unread:
                    head.appendRow(_note(unread))
                self._model.appendRow(head)
        if mentioned:
            self._model.appendRow(_heading(_MENTIONED, mentioned))
        for row in range(self._model.rowCount()):
            index = self._model.index(row, 0)
            open_now = bool(words) or index.data() not in self._closed
            if index.data() == _MENTIONED:  # whoever finds it by its name is not to read on
                open_now = not found
            self.view.blockSignals(True)  # opening for a search is not the person's choice
            self.view.setExpanded(index, open_now)
            self.view.blockSignals(False)
        if (found or mentioned) and words:
            self.view.setCurrentIndex(self._nearest("".join(words)))
        self.empty.say(
            "No module matches", f"Nothing is called or described as “{self.search.text()}”."
        )
        self._stack.setCurrentWidget(self.view if found or mentioned else self.empty)

    def _nearest(self, text: str) -> _Index:
        """Return the first find called so, else beginning so, else holding it, else the first."""
        heads = [self._model.item(row) for row in range(self._model.rowCount())]
        rows = [head.child(row) for head in heads for row in range(head.rowCount())]

        def distance(row: QStandardItem) -> int:
            name = "".join(search_words(row.text()))
            return 0 if name == text else 1 if name.startswith(text) else 2 if text in name else 3

        return min(rows, key=distance).index()

    def changeEvent(self, event: QEvent) -> None:
        """Look whether the library has changed while the person was in another window."""
        super().changeEvent(event)
        if (
            event.type() == QEvent.Type.ActivationChange
            and self.isActiveWindow()
            and read_library() != self._library
        ):
            self._read_again()

    def _read_again(self) -> None:
        """List what the library holds now, and let the list stand where it stood."""
        place = self.view.verticalScrollBar().value()
        self.refresh()
        self.view.verticalScrollBar().setValue(place)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Let the arrow keys and Enter of the search field work on the list."""
        if (
            watched is self.search
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and self._on_search_key(event)
        ):
            return True
        return super().eventFilter(watched, event)  # type: ignore[arg-type]

    def _on_search_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
            if not self.view.currentIndex().isValid():
                self.view.setCurrentIndex(self._model.index(0, 0))
            self.view.keyPressEvent(event)
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return self.view.choose(self.view.currentIndex())
        if key == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
            return True
        return False


class _PaletteView(QTreeView):
    """The list itself: drags modules out and tells of double-click and Enter."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        hear_first(self.viewport(), self._hear)
        self.setHeaderHidden(True)
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setExpandsOnDoubleClick(False)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setItemDelegate(PaletteDelegate(self))
        self.setAccessibleName("Modules")
        self.doubleClicked.connect(self.choose)
        self.clicked.connect(self._toggle)

    def choose(self, index: _Index) -> bool:
        """Tell that what is at an index is wanted; False for a heading."""
        item = index.data(ITEM_ROLE) if index.isValid() else None
        if item is None:
            return False
        self.chosen.emit(item.name)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose with Enter; open and close headings with Enter and Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if not self.choose(self.currentIndex()):
                self._toggle(self.currentIndex())
            return
        super().keyPressEvent(event)

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Drag the module under the pointer."""
        item = self.currentIndex().data(ITEM_ROLE)
        if item is None:
            return
        drag = QDrag(self)
        drag.setMimeData(module_mime(item.name))
        picture = self._picture(item)
        drag.setPixmap(picture)
        drag.setHotSpot(QPoint(16, 16))
        self.execute(drag)

    def execute(self, drag: QDrag) -> None:
        """Run the drag until it is dropped."""
        drag.exec(Qt.DropAction.CopyAction)

    def _hear(self, event: QEvent) -> bool:
        """Show on hover what a module does and its formula; drawn only when asked for."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self.indexAt(event.pos())
            item, note = index.data(ITEM_ROLE), index.data(NOTE_ROLE)
            text = note if item is None else tool_tip(item)
            if text:
                QToolTip.showText(event.globalPos(), text, self)
            else:
                QToolTip.hideText()
            return True
        return False

    def _toggle(self, index: _Index) -> None:
        if index.isValid() and not index.parent().isValid():
            self.setExpanded(index, not self.isExpanded(index))

    def _picture(self, item: PaletteItem) -> QPixmap:
        delegate = self.itemDelegate()
        assert isinstance(delegate, PaletteDelegate)
        return delegate.drag_picture(item, self.devicePixelRatioF())


def _heading(name: str, members: list[PaletteItem]) -> QStandardItem:
    head = QStandardItem(name)
    head.setData(len(members), COUNT_ROLE)
    head.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    for member in members:
        row = QStandardItem(member.name)
        row.setData(member, ITEM_ROLE)
        row.setData(f"{member.name}. {member.summary}", Qt.ItemDataRole.AccessibleTextRole)
        row.setFlags(
            Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
        )
        head.appendRow(row)
    return head


def _note(broken: Iterable[str]) -> QStandardItem:
    """Return the row that says how many files of the library offer nothing, and on hover why."""
    sentences = list(broken)
    row = QStandardItem(
        "1 file cannot be used" if len(sentences) == 1 else f"{len(sentences)} files cannot be used"
    )
    shown = [f"<p style='margin:3px 0 0 0'>{escape(each)}</p>" for each in sentences[:_MOST_SAID]]
    if len(sentences) > _MOST_SAID:
        shown.append(f"<p style='margin:3px 0 0 0'>and {len(sentences) - _MOST_SAID} more</p>")
    row.setData(f"<div style='max-width:280px'>{''.join(shown)}</div>", NOTE_ROLE)
    row.setData(" ".join([row.text(), *sentences]), Qt.ItemDataRole.AccessibleTextRole)
    row.setFlags(Qt.ItemFlag.ItemIsEnabled)
    return row
