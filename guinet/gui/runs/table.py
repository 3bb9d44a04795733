"""What stands in the table of runs."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from guinet.document.runs import Run
from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.runs.log import RunLog

__all__ = ["COLUMNS", "Column", "RunTable", "SortedRuns"]

_Index = QModelIndex | QPersistentModelIndex
_METRICS = ("validation_accuracy", "validation_r2", "train_accuracy", "train_r2")


@dataclass(frozen=True)
class Column:
    """A column: its title, what it sorts by, how that is written, its width in pixels.

    Where the title leaves something open, `tip` says it on hover.
    """

    title: str
    key: Callable[[Run], Any]
    text: Callable[[Run], str]
    width: int
    left: bool = False
    tip: str = ""


def _metric(run: Run) -> float:
    metrics = {} if run.last is None else run.last.metrics
    known = (metrics[name] for name in _METRICS if name in metrics)
    return next(known, math.nan)


def _metric_text(run: Run) -> str:
    metrics = {} if run.last is None else run.last.metrics
    name = next((each for each in _METRICS if each in metrics), "")
    if not name:
        return "–"
    return fmt.percent(metrics[name]) if "accuracy" in name else fmt.number(metrics[name])


def _loss(name: str) -> Callable[[Run], float]:
    return lambda run: math.nan if run.last is None else run.last.metrics.get(name, math.nan)


def _number(key: Callable[[Run], float]) -> Callable[[Run], str]:
    return lambda run: fmt.number(key(run))


COLUMNS: tuple[Column, ...] = (
    Column(
        "#",
        lambda run: run.number,
        lambda run: str(run.number),
        56,
        tip="Tick a run to draw its curves over those of the present one",
    ),
    Column("Run", lambda run: run.name.lower(), lambda run: run.name, 150, left=True),
    Column("Epochs", lambda run: run.epochs, lambda run: str(run.epochs), 72),
    Column("Train loss", _loss("train_loss"), _number(_loss("train_loss")), 88),
    Column("Validation", _loss("validation_loss"), _number(_loss("validation_loss")), 88),
    Column("Best loss", lambda run: run.best_loss, _number(lambda run: run.best_loss), 84),
    Column("Score", _metric, _metric_text, 72),
    Column(
        "Computing (s)",
        lambda run: run.seconds,
        lambda run: fmt.number(run.seconds, 3),
        112,
        tip="Seconds that its epochs took to compute, the measuring of the validation part "
        "included; pauses and the waiting of a speed limit do not count.",
    ),
    Column(
        "Optimizer",
        lambda run: run.project.recipe.optimizer.type_name(),
        lambda run: run.project.recipe.optimizer.type_name(),
        88,
        left=True,
    ),
    Column(
        "Rate",
        lambda run: run.project.recipe.learning_rate,
        lambda run: f"{run.project.recipe.learning_rate:g}",
        64,
    ),
    Column(
        "Batch",
        lambda run: run.project.recipe.batch_size,
        lambda run: str(run.project.recipe.batch_size),
        64,
    ),
    Column(
        "Seed", lambda run: run.project.recipe.seed, lambda run: str(run.project.recipe.seed), 64
    ),
    Column("Began", lambda run: run.began, lambda run: f"{run.began:%H:%M:%S}", 76),
    Column("Notes", lambda run: run.notes.lower(), lambda run: run.notes, 160, left=True),
)
_NAME, _NOTES = 1, len(COLUMNS) - 1


class RunTable(QAbstractTableModel):
    """The runs as rows; name and notes can be written, the first column ticked."""

    def __init__(self, log: RunLog) -> None:
        super().__init__(log)
        self._log = log
        self._numbers: list[int] = []

    @property
    def is_complete(self) -> bool:
        """Whether there is a row for each run, and none for others."""
        return self._numbers == self._log.numbers

    def refresh(self) -> None:
        """Follow the runs."""
        numbers = self._log.numbers
        if numbers != self._numbers:
            self.beginResetModel()
            self._numbers = numbers
            self.endResetModel()
        elif numbers:
            last = self.index(len(numbers) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def run_at(self, row: int) -> Run:
        """Return the run of a row."""
        run = self._log.runs.get(self._numbers[row])
        assert run is not None
        return run

    def rowCount(self, parent: _Index | None = None) -> int:
        """Return the number of runs."""
        return 0 if parent is not None and parent.isValid() else len(self._numbers)

    def columnCount(self, parent: _Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the titles."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(COLUMNS[section])
        if role == Qt.ItemDataRole.ToolTipRole:
            return COLUMNS[section].tip or None
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Say what can be done with a cell."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() in (_NAME, _NOTES):
            flags |= Qt.ItemFlag.ItemIsEditable
        if index.column() == 0:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        run, column = self.run_at(index.row()), COLUMNS[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return column.text(run)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        if role == Qt.ItemDataRole.FontRole:
            weight = 600 if run is self._log.current else 400
            return theme.font(12, weight, tabular=not column.left)
        if role == Qt.ItemDataRole.ToolTipRole and run.best_kept is None and run.last_kept is None:
            return "Its weights were let go, to save memory"
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0:
            on = run.number in self._log.overlaid
            return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a name, a note or a tick."""
        number = self._numbers[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole:
            self._log.overlay(number, Qt.CheckState(value) == Qt.CheckState.Checked)
        elif role == Qt.ItemDataRole.EditRole and index.column() == _NAME:
            self._log.rename(number, str(value))
        elif role == Qt.ItemDataRole.EditRole and index.column() == _NOTES:
            self._log.note(number, str(value))
        else:
            return False
        self.refresh()
        return True


class SortedRuns(QSortFilterProxyModel):
    """The table sorted by what its columns mean; what is not known comes last."""

    def __init__(self, table: RunTable) -> None:
        super().__init__(table)
        self._table = table
        self.setSourceModel(table)
        self.setDynamicSortFilter(True)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column, and say so in its title."""
        super().sort(column, order)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the titles, with an arrow in that of the column that sorts, on its inner side."""
        said = super().headerData(section, orientation, role)
        if role != Qt.ItemDataRole.DisplayRole or section != self.sortColumn() or not said:
            return said
        arrow = "↑" if self.sortOrder() is Qt.SortOrder.AscendingOrder else "↓"
        return f"{said} {arrow}" if COLUMNS[section].left else f"{arrow} {said}"

    def lessThan(self, left: _Index, right: _Index) -> bool:
        """Compare by the column's key."""
        key = COLUMNS[left.column()].key
        one, other = key(self._table.run_at(left.row())), key(self._table.run_at(right.row()))
        if isinstance(one, float) and math.isnan(one):
            return False
        if isinstance(other, float) and math.isnan(other):
            return True
        return bool(one < other)


def _side(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column.left else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
