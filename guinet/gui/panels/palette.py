"""The palette: every module there is, by family, to be dragged or called onto the canvas."""

from __future__ import annotations

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
from guinet.core.module import Module
from guinet.gui import theme
from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.mathematics import formula_html
from guinet.gui.mime import module_mime
from guinet.gui.panels.palette_delegate import COUNT_ROLE, TYPE_ROLE, PaletteDelegate
from guinet.gui.panels.widgets import EmptyState
from guinet.modules import modules
from guinet.modules.composite.inlet import Inlet
from guinet.modules.composite.outlet import Outlet

__all__ = ["PalettePanel"]

_INSIDE_ONLY: tuple[type[Module], ...] = (Inlet, Outlet)
_Index = QModelIndex | QPersistentModelIndex


class PalettePanel(QWidget):
    """Search, and below it the modules under the headings of their families.

    Signals
    -------
    module_chosen
        Name of a module type that the person wants, by double-click or Enter.
    """

    module_chosen = Signal(str)

    def __init__(self, editor: Editor, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumWidth(120)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Search modules")
        self.search.setToolTip("Find a module by its name, family or description")
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
        self.view.collapsed.connect(lambda index: self._closed.add(index.data()))
        self.view.expanded.connect(lambda index: self._closed.discard(index.data()))
        theme.themes.changed.connect(self.view.viewport().update)
        self.refresh()

    def focus_search(self) -> None:
        """Bring the cursor to the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def shown(self) -> list[str]:
        """Return the names of the modules that are listed now."""
        heads = [self._model.item(row) for row in range(self._model.rowCount())]
        return [
            head.child(row).data(TYPE_ROLE).type_name()
            for head in heads
            for row in range(head.rowCount())
        ]

    def refresh(self) -> None:
        """List what the search finds."""
        words = self.search.text().casefold().split()
        found = [t for t in modules.types().values() if _listed(t) and _matches(t, words)]
        self._model.clear()
        for category in Category:
            members = [t for t in found if t.category == category]
            if members:
                self._model.appendRow(_heading(category, members))
        for row in range(self._model.rowCount()):
            index = self._model.index(row, 0)
            open_now = bool(words) or index.data() not in self._closed
            self.view.blockSignals(True)  # opening for a search is not the person's choice
            self.view.setExpanded(index, open_now)
            self.view.blockSignals(False)
        if found and words:
            self.view.setCurrentIndex(self._nearest("".join(words)))
        self.empty.say(
            "No module matches", f"Nothing is called or described as “{self.search.text()}”."
        )
        self._stack.setCurrentWidget(self.view if found else self.empty)

    def _nearest(self, text: str) -> _Index:
        """Return the first find that is called so, else that begins so, else the first."""
        heads = [self._model.item(row) for row in range(self._model.rowCount())]
        rows = [head.child(row) for head in heads for row in range(head.rowCount())]

        def distance(row: QStandardItem) -> int:
            name = row.text().casefold()
            return 0 if name == text else 1 if name.startswith(text) else 2

        return min(rows, key=distance).index()

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
        """Tell that the module at an index is wanted; False for a heading."""
        module_type = index.data(TYPE_ROLE) if index.isValid() else None
        if module_type is None:
            return False
        self.chosen.emit(module_type.type_name())
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
        module_type = self.currentIndex().data(TYPE_ROLE)
        if module_type is None:
            return
        drag = QDrag(self)
        drag.setMimeData(module_mime(module_type.type_name()))
        picture = self._picture(module_type)
        drag.setPixmap(picture)
        drag.setHotSpot(QPoint(16, 16))
        self.execute(drag)

    def execute(self, drag: QDrag) -> None:
        """Run the drag until it is dropped."""
        drag.exec(Qt.DropAction.CopyAction)

    def viewportEvent(self, event: QEvent) -> bool:
        """Show on hover what a module does and its formula; drawn only when asked for."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            module_type = self.indexAt(event.pos()).data(TYPE_ROLE)
            if module_type is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), tool_tip(module_type), self)
            return True
        return super().viewportEvent(event)

    def _toggle(self, index: _Index) -> None:
        if index.isValid() and index.data(TYPE_ROLE) is None:
            self.setExpanded(index, not self.isExpanded(index))

    def _picture(self, module_type: type[Module]) -> QPixmap:
        delegate = self.itemDelegate()
        assert isinstance(delegate, PaletteDelegate)
        return delegate.drag_picture(module_type, self.devicePixelRatioF())


def tool_tip(module_type: type[Module]) -> str:
    """Return what a module does and its formula, as rich text."""
    formulas = "".join(
        f"<p style='margin:6px 0 0 0'>{formula_html(latex)}</p>"
        for latex in module_type.formula.forward
    )
    return (
        f"<div style='max-width:280px'><b>{escape(module_type.type_name())}</b>"
        f"<p style='margin:3px 0 0 0'>{escape(module_type.summary())}</p>{formulas}</div>"
    )


def _heading(category: Category, members: list[type[Module]]) -> QStandardItem:
    head = QStandardItem(category.value)
    head.setData(len(members), COUNT_ROLE)
    head.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    for member in members:
        row = QStandardItem(member.type_name())
        row.setData(member, TYPE_ROLE)
        row.setData(f"{member.type_name()}. {member.summary()}", Qt.ItemDataRole.AccessibleTextRole)
        row.setFlags(
            Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
        )
        head.appendRow(row)
    return head


def _listed(module_type: type[Module]) -> bool:
    # Inlets and Outlets mean something inside a composite only.
    return not issubclass(module_type, _INSIDE_ONLY)


def _matches(module_type: type[Module], words: list[str]) -> bool:
    text = f"{module_type.type_name()} {module_type.category.value} {module_type.summary()}"
    return all(word in text.casefold() for word in words)
