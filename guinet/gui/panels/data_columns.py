"""The columns of a table: which ones the network reads and predicts, and what they are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from guinet.gui.panels.widgets import label

__all__ = ["ColumnFacts", "ColumnsEditor", "checked_features", "chosen_features"]

_NAME, _ROLE, _KIND = range(3)
_ROW, _MOST_ROWS = 24, 7
_CHOICES = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex
_FEATURE, _TARGET, _IGNORED = "feature", "target", "ignored"
_NUMBERS, _CATEGORY, _CLASS, _NUMBER = "numbers", "category", "classes", "a number"


@dataclass(frozen=True)
class ColumnFacts:
    """What is known of a column, and what was said of it.

    Attributes
    ----------
    numeric
        Whether its cells are numbers.
    category
        Whether its values are names, of which each becomes a column of zeros and ones; as a
        target, whether they are classes.
    """

    numeric: bool
    category: bool


def checked_features(columns: Sequence[str], features: Sequence[str], target: str) -> set[str]:
    """Return the columns that count as features: those chosen, or all but the target."""
    if features:
        return set(features)
    predicted = target or (columns[-1] if columns else "")
    return {name for name in columns if name != predicted}


def chosen_features(columns: Sequence[str], checked: set[str], target: str) -> tuple[str, ...]:
    """Return the setting for checked columns; empty where they are all but the target."""
    predicted = target or (columns[-1] if columns else "")
    kept = tuple(name for name in columns if name in checked and name != predicted)
    every = tuple(name for name in columns if name != predicted)
    return () if kept == every else kept


class ColumnsEditor(QWidget):
    """A row for each column: its name, its role, and whether its values are numbers or names.

    Signals
    -------
    features_changed
        The new setting: names of columns, or none for all but the target.
    target_changed
        The column to predict, empty for the last one, and the setting of the features with it.
    categories_changed
        The columns of numbers that are names.
    task_changed
        What the target is: ``"classification"`` or ``"regression"``.
    """

    features_changed = Signal(tuple)
    target_changed = Signal(str, tuple)
    categories_changed = Signal(tuple)
    task_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns: tuple[str, ...] = ()
        self._features: tuple[str, ...] = ()
        self._target = ""
        self._facts: dict[str, ColumnFacts] = {}
        self.list = QTreeWidget()
        self.list.setAccessibleName("Columns: role and kind")
        self.list.setHeaderLabels(["column", "role", "kind"])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setItemDelegate(_ChoiceDelegate(self.list))
        triggers = QAbstractItemView.EditTrigger
        self.list.setEditTriggers(triggers.EditKeyPressed)
        self.list.itemClicked.connect(self._on_click)
        self.list.setVerticalScrollMode(QTreeWidget.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        header = self.list.header()
        header.setSectionsMovable(False)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        for section in (_ROLE, _KIND):
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(section, 76)
        self.list.itemChanged.connect(self._on_item)
        self.refusal = label("", "error", wrap=True)
        self.refusal.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.list)
        layout.addWidget(self.refusal)

    def show_columns(
        self,
        facts: Mapping[str, ColumnFacts],
        features: Sequence[str],
        target: str,
    ) -> None:
        """Show the columns of a file and what is chosen of them."""
        self._columns, self._facts = tuple(facts), dict(facts)
        self._features, self._target = tuple(features), target
        self._fill()
        self.list.setFixedHeight((1 + min(len(facts), _MOST_ROWS)) * _ROW + 6)
        self.refusal.hide()

    def role(self, name: str) -> str:
        """Return the role of a column."""
        if name == self._predicted:
            return _TARGET
        checked = checked_features(self._columns, self._features, self._target)
        return _FEATURE if name in checked else _IGNORED

    def kind(self, name: str) -> str:
        """Return what the values of a column are taken for."""
        category = self._facts[name].category
        if name == self._predicted:
            return _CLASS if category else _NUMBER
        return _CATEGORY if category else _NUMBERS

    def set_role(self, name: str, role: str) -> None:
        """Ask for another role of a column."""
        checked = checked_features(self._columns, self._features, self._target)
        if role == _TARGET:
            target = "" if name == self._columns[-1] else name
            kept = () if not self._features else self._chosen(checked - {name}, target)
            self.target_changed.emit(target, kept)
            return
        checked = checked | {name} if role == _FEATURE else checked - {name}
        if not checked - {self._predicted}:
            self.refusal.setText("The network has to read at least one column.")
            self.refusal.show()
            self._fill()
            return
        self.refusal.hide()
        self.features_changed.emit(self._chosen(checked, self._target))

    def set_kind(self, name: str, kind: str) -> None:
        """Ask for another reading of the values of a column."""
        if name == self._predicted:
            self.task_changed.emit("classification" if kind == _CLASS else "regression")
            return
        others = {
            each
            for each, facts in self._facts.items()
            if facts.category and facts.numeric and each not in (name, self._predicted)
        }
        self.categories_changed.emit(
            self._in_order(others | {name} if kind == _CATEGORY else others)
        )

    @property
    def _predicted(self) -> str:
        return self._target or (self._columns[-1] if self._columns else "")

    def _chosen(self, checked: set[str], target: str) -> tuple[str, ...]:
        return chosen_features(self._columns, checked, target)

    def _in_order(self, names: Iterable[str]) -> tuple[str, ...]:
        wanted = set(names)
        return tuple(name for name in self._columns if name in wanted)

    def _fill(self) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for name, facts in self._facts.items():
            role, kind = self.role(name), self.kind(name)
            item = QTreeWidgetItem([name, role, kind if role != _IGNORED else ""])
            item.setToolTip(_NAME, name)
            roles = (_TARGET,) if role == _TARGET else (_FEATURE, _TARGET, _IGNORED)
            kinds = (_CLASS, _NUMBER) if role == _TARGET else (_NUMBERS, _CATEGORY)
            item.setData(_ROLE, _CHOICES, roles)
            item.setData(_KIND, _CHOICES, kinds if facts.numeric and role != _IGNORED else ())
            tip = "Make another column the target instead" if role == _TARGET else ""
            item.setToolTip(_ROLE, tip or "Click to change")
            item.setToolTip(_KIND, "Click to change" if facts.numeric else "Its cells are texts")
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            if role == _IGNORED:
                for section in range(3):
                    item.setForeground(section, self.palette().placeholderText())
            self.list.addTopLevelItem(item)
        self.list.blockSignals(False)

    def _on_click(self, item: QTreeWidgetItem, section: int) -> None:
        """Open the list of what can be chosen."""
        if len(item.data(section, _CHOICES) or ()) > 1:
            self.list.editItem(item, section)
            box = self.list.viewport().findChild(QComboBox)
            if box is not None:
                box.showPopup()

    def _on_item(self, item: QTreeWidgetItem, section: int) -> None:
        name, words = item.text(_NAME), item.text(section)
        if section == _ROLE and words != self.role(name):
            self.set_role(name, words)
        elif section == _KIND and words != self.kind(name):
            self.set_kind(name, words)


class _ChoiceDelegate(QStyledItemDelegate):
    """Edits a cell by a list of what can stand in it."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        """Make the list, unless there is nothing to choose."""
        choices = index.data(_CHOICES) or ()
        if len(choices) < 2:
            return None  # type: ignore[return-value]
        box = QComboBox(parent)
        box.addItems(list(choices))
        box.activated.connect(lambda _: self._done(box))
        return box

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        """Begin with what holds."""
        assert isinstance(editor, QComboBox)
        editor.setCurrentText(str(index.data()))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        """Take what was chosen."""
        assert isinstance(editor, QComboBox)
        model.setData(index, editor.currentText())

    def _done(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)
