"""The first rows of a table of samples."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

__all__ = ["SamplesTable"]

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class _Model(QAbstractTableModel):
    """Text in rows and columns; the last column is marked as the target."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.rows: list[list[str]] = []
        self.alignment = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

    def replace(self, names: list[str], rows: list[list[str]], *, prose: bool) -> None:
        """Exchange everything."""
        self.beginResetModel()
        self.names, self.rows = names, rows
        side = Qt.AlignmentFlag.AlignLeft if prose else Qt.AlignmentFlag.AlignRight
        self.alignment = side | Qt.AlignmentFlag.AlignVCenter
        self.endResetModel()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """Return the number of samples shown."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        """Return the number of columns shown."""
        return 0 if parent.isValid() else len(self.names)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self.rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.alignment
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the name of a column; rows have none."""
        horizontal = orientation == Qt.Orientation.Horizontal
        if role == Qt.ItemDataRole.DisplayRole:
            return self.names[section] if horizontal else None
        if role == Qt.ItemDataRole.ToolTipRole and horizontal:
            return self.names[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.alignment
        return None


class SamplesTable(QTableView):
    """A table that is only looked at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Model()
        self.setModel(self._model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(24)
        self.verticalHeader().setMinimumSectionSize(24)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setMinimumSectionSize(48)
        self.setMinimumSize(120, 90)

    def show_rows(self, names: list[str], rows: list[list[str]], *, prose: bool = False) -> None:
        """Show these cells; prose stands at the left, as wide as it is."""
        self._model.replace(names, rows, prose=prose)
        self.resizeColumnsToContents()
        widest = 2000 if prose else 150
        for column in range(len(names)):
            self.setColumnWidth(column, min(widest, max(64, self.columnWidth(column))))
