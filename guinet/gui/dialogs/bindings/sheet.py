"""All keys and gestures in columns, searched by words or keys, each of them to be changed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from guinet.gui.actions.gestures import NOTES
from guinet.gui.actions.spec import NoteSpec
from guinet.gui.bindings.bindings import Bindings
from guinet.gui.dialogs.bindings.row import BindingRow
from guinet.gui.panels.widgets import EmptyState, Hairline, label

__all__ = ["BindingsSheet"]

_COLUMN_PX, _GAP_PX = 328, 32
_MOST_COLUMNS = 4


class BindingsSheet(QDialog):
    """Shows and changes what keys and mouse do; changes act at once.

    Parameters
    ----------
    bindings
        What is shown and changed.
    """

    def __init__(self, bindings: Bindings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bindings-sheet")
        self.setWindowTitle("Keys and gestures")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._bindings = bindings
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search a command or a key")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Search keys and gestures")
        self.search.setMinimumSize(180, 28)
        self.search.textChanged.connect(self._filter)
        self.reset_all = QPushButton("Reset all")
        self.reset_all.setAutoDefault(False)
        self.reset_all.setToolTip("Back to the keys and gestures that guinet comes with")
        self.reset_all.clicked.connect(bindings.reset_all)
        close = QPushButton("Close")
        close.setAutoDefault(False)
        close.clicked.connect(self.close)
        self._sections = _sections(bindings)
        self._empty = EmptyState("Nothing is called so", "Search for a command or for a key.")
        self._empty.hide()
        self._columns = QWidget()
        self._columns_layout = QHBoxLayout(self._columns)
        self._columns_layout.setContentsMargins(20, 4, 20, 20)
        self._columns_layout.setSpacing(_GAP_PX)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._columns)
        self._lay_out(close)
        self._count = 0
        self._arrange(3)
        bindings.changed.connect(self._refresh)
        self._refresh()
        self.setMinimumWidth(_COLUMN_PX + 112)
        self.resize(QSize(3 * _COLUMN_PX + 2 * _GAP_PX + 56, 760))
        self.search.setFocus()

    def rows(self) -> list[BindingRow]:
        """Return all rows, the hidden ones too."""
        return [row for section in self._sections for row in section.rows]

    def row(self, id: str) -> BindingRow:
        """Return a row by its id."""
        return next(row for row in self.rows() if row.row.id == id)

    def shown(self) -> list[str]:
        """Return the ids of the rows that the search leaves."""
        return [row.row.id for row in self.rows() if not row.isHidden()]

    def done(self, result: int) -> None:
        """Hear no more of changes."""
        self._bindings.changed.disconnect(self._refresh, missing_ok=True)
        super().done(result)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as many columns as there is room for."""
        super().resizeEvent(event)
        room = self.width() - 40 + _GAP_PX
        self._arrange(max(1, min(_MOST_COLUMNS, room // (_COLUMN_PX - 24 + _GAP_PX))))

    def _lay_out(self, close: QPushButton) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(20, 16, 20, 12)
        head.setSpacing(12)
        head.addWidget(self.search, 1)
        head.addWidget(label("Click a key or a gesture to change it.", "muted"))
        head.addStretch(1)
        foot = QHBoxLayout()
        foot.setContentsMargins(20, 10, 20, 12)
        foot.addWidget(self.reset_all)
        foot.addStretch(1)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self._empty, 1)
        layout.addWidget(Hairline())
        layout.addLayout(foot)

    def _arrange(self, count: int) -> None:
        """Distribute the sections to columns, in their order and about equally high."""
        if count == self._count:
            return
        self._count = count
        for section in self._sections:
            section.setParent(None)
        while (item := self._columns_layout.takeAt(0)) is not None:
            old = item.layout()
            if old is not None:
                old.deleteLater()
        for members in _columns([section.height_hint() for section in self._sections], count):
            column = QVBoxLayout()
            column.setSpacing(20)
            for number in members:
                column.addWidget(self._sections[number])
                self._sections[number].setVisible(not self._sections[number].is_empty())
            column.addStretch(1)
            self._columns_layout.addLayout(column, 1)

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        for section in self._sections:
            section.filter(words)
        found = any(not section.is_empty() for section in self._sections)
        self._scroll.setVisible(found)
        self._empty.setVisible(not found)

    def _refresh(self) -> None:
        for row in self.rows():
            row.refresh()
        self.reset_all.setEnabled(self._bindings.any_own())


class _Section(QWidget):
    """The rows of one heading."""

    def __init__(self, heading: str) -> None:
        super().__init__()
        self._heading = heading
        self.rows: list[BindingRow] = []
        self._notes: list[tuple[NoteSpec, QWidget]] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(1)
        title = label(heading, "title")
        title.setContentsMargins(0, 0, 0, 4)
        self._layout.addWidget(title)
        self._layout.addWidget(Hairline())
        self._layout.addSpacing(3)

    def add(self, row: BindingRow) -> None:
        """Put a row at the end."""
        self.rows.append(row)
        self._layout.addWidget(row)

    def add_note(self, note: NoteSpec) -> None:
        """Put something at the end that cannot be bound otherwise."""
        line = QWidget()
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 5, 0, 5)
        layout.addWidget(label(note.text, wrap=True), 2)
        layout.addWidget(label(note.how, "muted", wrap=True), 3)
        self._notes.append((note, line))
        self._layout.addWidget(line)

    def filter(self, words: list[str]) -> None:
        """Show only what has all the words."""
        for row in self.rows:
            row.setVisible(row.matches(words))
        for note, line in self._notes:
            text = f"{note.text} {note.how} {self._heading}".casefold()
            line.setVisible(all(word in text for word in words))
        self.setVisible(not self.is_empty())

    def is_empty(self) -> bool:
        """Whether the search leaves nothing of it."""
        lines = [*self.rows, *(line for _, line in self._notes)]
        return all(line.isHidden() for line in lines)

    def height_hint(self) -> int:
        """Return how much of a column it takes, in rows."""
        return len(self.rows) + 2 * len(self._notes) + 3


def _sections(bindings: Bindings) -> list[_Section]:
    sections: dict[str, _Section] = {}
    for row in bindings.rows:
        heading = getattr(row, "heading", "")
        sections.setdefault(heading, _Section(heading)).add(BindingRow(row, bindings))
    for note in NOTES:
        sections.setdefault("Mouse", _Section("Mouse")).add_note(note)
    return list(sections.values())


def _columns(heights: Sequence[int], count: int) -> list[range]:
    """Cut a row of sections into columns so that the highest is as low as can be."""
    places = range(1, len(heights))
    best = min(
        combinations(places, min(count, len(heights)) - 1),
        key=lambda cuts: max(sum(heights[n] for n in part) for part in _parts(cuts, len(heights))),
    )
    return _parts(best, len(heights))


def _parts(cuts: Sequence[int], end: int) -> list[range]:
    ends = [0, *cuts, end]
    return [range(first, last) for first, last in pairwise(ends)]
