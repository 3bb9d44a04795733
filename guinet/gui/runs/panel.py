"""The runs as a table of results."""

from __future__ import annotations

import math

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QPushButton,
    QStackedLayout,
    QToolBar,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from guinet.core.errors import FileError
from guinet.document.runs import Run
from guinet.gui.dialogs.questions import ask_place, tell
from guinet.gui.dialogs.saving import table_text, write_or_tell
from guinet.gui.panels.widgets import EmptyState
from guinet.gui.runs.log import RunLog
from guinet.gui.runs.table import COLUMNS, RunTable, SortedRuns

__all__ = ["RunsPanel"]

_REFRESH_MS = 250


class RunsPanel(QWidget):
    """A row for each run; a tick draws its curves over those of the present one."""

    def __init__(self, log: RunLog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.log = log
        self.empty = EmptyState(
            "No runs yet", "Each training becomes a row here, to compare and to take up again."
        )
        self.table = RunTable(log)
        self.sorted = SortedRuns(self.table)
        self.view = QTreeView()
        self._dress_view()
        self.buttons: dict[str, QPushButton] = {}
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(8, 4, 8, 4)
        inner.setSpacing(4)
        inner.addWidget(self._make_buttons())
        inner.addWidget(self.view, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(content)
        self.setMinimumHeight(120)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self._refresh_if_seen)
        log.changed.connect(self._soon)
        self.refresh()

    def refresh(self) -> None:
        """Show the runs as they are now."""
        self._stack.setCurrentIndex(1 if self.log.numbers else 0)
        self.table.refresh()
        self._enable()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while nobody looked."""
        super().showEvent(event)
        self.refresh()

    @property
    def chosen(self) -> Run | None:
        """The run of the selected row."""
        rows = self.view.selectionModel().selectedRows()
        return self.table.run_at(self.sorted.mapToSource(rows[0]).row()) if rows else None

    def table_text(self) -> str:
        """Return the table as CSV, in the order shown."""
        rows: list[list[object]] = [[column.title for column in COLUMNS]]
        for row in range(self.sorted.rowCount()):
            run = self.table.run_at(self.sorted.mapToSource(self.sorted.index(row, 0)).row())
            rows.append([_plain(column.key(run)) for column in COLUMNS])
        return table_text(rows)

    def _dress_view(self) -> None:
        view = self.view
        view.setModel(self.sorted)
        view.setRootIsDecorated(False)
        view.setUniformRowHeights(True)
        view.setAlternatingRowColors(False)
        # A row is one piece, and names do not touch the numbers before them.
        view.setStyleSheet("QTreeView::item { border-radius: 0; padding: 0 6px; }")
        view.setSortingEnabled(True)
        view.sortByColumn(0, Qt.SortOrder.DescendingOrder)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        view.setAccessibleName("Runs")
        header = view.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        for number, column in enumerate(COLUMNS):
            view.setColumnWidth(number, column.width)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._open_menu)
        view.selectionModel().selectionChanged.connect(lambda *_: self._enable())

    def _make_buttons(self) -> QToolBar:
        """Return the buttons; those for which a narrow dock has no room go behind an arrow."""
        row = QToolBar()
        row.setMovable(False)
        row.setMinimumHeight(32)
        row.setStyleSheet("QToolBar { border: none; spacing: 6px; padding: 0; }")
        for id, words, tip, do in (
            (
                "best",
                "Go on from the best",
                "Begin a run from the weights of its best epoch",
                lambda: self._take_up(best=True),
            ),
            (
                "last",
                "Go on from the last",
                "Begin a run from its last weights",
                lambda: self._take_up(best=False),
            ),
            ("recipe", "Open recipe", "Take its recipe; the network stays", self._open_recipe),
            (
                "project",
                "Open network",
                "Take its network, its data and its recipe",
                self._open_project,
            ),
            (
                "save",
                "Save best weights…",
                "Write them as a checkpoint, which opens by itself",
                self._save,
            ),
            ("remove", "Remove", "Forget this run", self._remove),
        ):
            button = QPushButton(words)
            button.setToolTip(tip)
            button.setFixedHeight(26)
            button.clicked.connect(do)
            row.addWidget(button)
            self.buttons[id] = button
        self.export = QPushButton("Save as CSV…")
        self.export.setToolTip("Write the table of results")
        self.export.setFixedHeight(26)
        self.export.clicked.connect(self._export)
        row.addWidget(self.export)
        return row

    def _enable(self) -> None:
        run = self.chosen
        going_on = run is not None and run is self.log.current
        usable = {
            "best": run is not None and run.best_kept is not None,
            "last": run is not None and run.last_kept is not None and not going_on,
            "recipe": run is not None,
            "project": run is not None,
            "save": run is not None and run.best_kept is not None,
            "remove": run is not None and not going_on,
        }
        for id, button in self.buttons.items():
            button.setEnabled(usable[id])
        self.export.setEnabled(bool(self.log.numbers))

    def _open_menu(self, place: QPoint) -> None:
        index = self.view.indexAt(place)
        if not index.isValid():
            return
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction("Rename", lambda: self.view.edit(_beside(index, 1)))
        menu.addAction("Notes", lambda: self.view.edit(_beside(index, len(COLUMNS) - 1)))
        menu.addSeparator()
        for button in self.buttons.values():
            action = menu.addAction(button.text(), button.click)
            action.setEnabled(button.isEnabled())
        menu.popup(self.view.viewport().mapToGlobal(place))

    def _take_up(self, *, best: bool) -> None:
        run = self.chosen
        if run is not None:
            self.log.take_up(run.number, best=best)

    def _open_recipe(self) -> None:
        run = self.chosen
        if run is not None:
            self.log.open_recipe(run.number)

    def _open_project(self) -> None:
        run = self.chosen
        if run is not None:
            self.log.open_project(run.number)

    def _remove(self) -> None:
        run = self.chosen
        if run is not None:
            self.log.remove(run.number)

    def _save(self) -> None:
        run = self.chosen
        if run is None:
            return
        suggestion = f"{run.name.lower().replace(' ', '-')}-best.safetensors"
        path = ask_place(self, "Save weights", suggestion, "Checkpoints (*.safetensors)")
        if path is not None:
            try:
                self.log.save_weights(run.number, path, best=True)
            except FileError as error:
                tell(self, "The weights were not saved", str(error))

    def _export(self) -> None:
        path = ask_place(self, "Save runs", "runs.csv", "Tables (*.csv)")
        if path is not None:
            write_or_tell(self, path, self.table_text().encode(), "The table was not saved")

    def _soon(self) -> None:
        if not self.table.is_complete:
            self.refresh()
        elif not self._timer.isActive() and self.isVisible():
            self._timer.start()

    def _refresh_if_seen(self) -> None:
        """Follow the run; behind a tab, where nobody sees it, not before it comes to the front."""
        if not self.visibleRegion().isEmpty():
            self.refresh()
        elif self.isVisible():
            self._timer.start()


def _beside(index: QModelIndex, column: int) -> QModelIndex:
    return index.siblingAtColumn(column)


def _plain(value: object) -> object:
    return "" if isinstance(value, float) and math.isnan(value) else value
