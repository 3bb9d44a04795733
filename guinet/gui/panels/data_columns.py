"""The columns of a table: which ones the network reads, and which one it predicts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from guinet.gui.forms.editors import ChoiceEditor
from guinet.gui.panels.widgets import label

__all__ = ["ColumnsEditor", "checked_features", "chosen_features"]

_LAST = "\0last"
_ROW, _MOST_ROWS = 24, 7


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
    """A list to check the features in, and a box for the target.

    Signals
    -------
    features_changed
        The new setting: names of columns, or none for all but the target.
    target_changed
        Name of the column to predict; empty for the last one.
    """

    features_changed = Signal(tuple)
    target_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns: tuple[str, ...] = ()
        self._target = ""
        self.list = QListWidget()
        self.list.setAccessibleName("Columns that the network reads")
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.list.itemChanged.connect(self._on_item)
        self.target = ChoiceEditor()
        self.target.setAccessibleName("Column to predict")
        self.target.offered.connect(
            lambda name: self.target_changed.emit("" if name == _LAST else name)
        )
        self.refusal = label("", "error", wrap=True)
        self.refusal.hide()
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(0, 43)
        grid.setColumnStretch(1, 57)
        grid.addWidget(label("target", "muted"), 0, 0)
        grid.addWidget(self.target, 0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(grid)
        layout.addWidget(label("features", "muted"))
        layout.addWidget(self.list)
        layout.addWidget(self.refusal)

    def show_columns(self, columns: tuple[str, ...], features: Sequence[str], target: str) -> None:
        """Show the columns of a file and what is chosen of them."""
        self._columns, self._target = columns, target
        checked = checked_features(columns, features, target)
        predicted = target or (columns[-1] if columns else "")
        with QSignalBlocker(self.list):
            self.list.clear()
            for name in columns:
                item = QListWidgetItem(name)
                item.setToolTip(name)
                if name == predicted:
                    item.setText(f"{name} (target)")
                    item.setFlags(Qt.ItemFlag.NoItemFlags)
                else:
                    on = name in checked
                    item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
                item.setData(Qt.ItemDataRole.UserRole, name)
                self.list.addItem(item)
        self.list.setFixedHeight(min(len(columns), _MOST_ROWS) * _ROW + 6)
        last = f"last column ({columns[-1]})" if columns else "last column"
        self.target.set_choices([(_LAST, last), *((name, name) for name in columns)])
        self.target.set_value(target or _LAST)
        self.refusal.hide()

    def _on_item(self, _: QListWidgetItem) -> None:
        items = [self.list.item(row) for row in range(self.list.count())]
        checked = {
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.flags() and item.checkState() == Qt.CheckState.Checked
        }
        if not checked:
            self.refusal.setText("The network has to read at least one column.")
            self.refusal.show()
            return
        self.refusal.hide()
        self.features_changed.emit(chosen_features(self._columns, checked, self._target))
