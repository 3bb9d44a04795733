"""Which classes are taken for which others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from guinet.gui import icons
from guinet.gui.elided import ElidedLabel
from guinet.gui.plots.case_grid import CaseGrid
from guinet.gui.plots.desk import Desk
from guinet.gui.plots.facts import Facts
from guinet.gui.plots.matrix_plot import MatrixPlot
from guinet.gui.plots.parts import instead, looked_at, small_choice
from guinet.gui.plots.tile import Tile
from guinet.lens.view import Part, View
from guinet.lens.views.cases import CasesOf
from guinet.lens.views.confusion import Confusion, ConfusionOf

__all__ = ["ConfusionTile"]

_USUAL_UP_TO, _SHOWN = 20, 60


class ConfusionTile(Tile):
    """Counts of true against predicted class; a click shows the samples behind a cell."""

    id = "confusion"
    title = "Confusion matrix"
    doc = "For classes: which are taken for which. Click a cell to see its samples."
    rank = 20

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.result: Confusion | None = None
        self.cell: tuple[int, int] | None = None
        self.part = small_choice(("validation", "train"), "Which part of the data")
        self.part.currentTextChanged.connect(lambda _: self._on_part())
        self.controls.addWidget(self.part)
        self.matrix = MatrixPlot()
        self.matrix.picked.connect(self.pick)
        self.behind = QWidget()
        self.behind_words = ElidedLabel()
        self.behind_words.setProperty("role", "caption")
        self.close_behind = QToolButton()
        icons.decorate(self.close_behind, "close", "muted")
        self.close_behind.setAutoRaise(True)
        self.close_behind.setFixedSize(24, 24)
        self.close_behind.setToolTip("Hide these samples")
        self.close_behind.setAccessibleName("Hide the samples behind the cell")
        self.close_behind.clicked.connect(self._on_close)
        self.cases = CaseGrid()
        self.cases.picked.connect(desk.sight.sample.choose)
        above = QHBoxLayout()
        above.addWidget(self.behind_words, 1)
        above.addWidget(self.close_behind)
        beside = QVBoxLayout(self.behind)
        beside.setContentsMargins(8, 0, 0, 0)
        beside.setSpacing(2)
        beside.addLayout(above)
        beside.addWidget(self.cases, 1)
        self.behind.hide()
        row = QHBoxLayout()
        row.addWidget(self.matrix, 3)
        row.addWidget(self.behind, 2)
        self.body.addLayout(row, 1)

    @classmethod
    def why_not(cls, facts: Facts) -> str:
        """Only where one of a few classes is chosen."""
        if not facts.classes:
            return "It counts classes, and this network chooses none."
        return "" if len(facts.classes) <= 60 else "There are more than 60 classes."

    @classmethod
    def is_usual(cls, facts: Facts) -> bool:
        """Where there are classes that can be overlooked, and no plane to see them in."""
        return not facts.is_plane and len(facts.classes) <= _USUAL_UP_TO

    def looks(self) -> tuple[View, ...]:
        """Look at the counts, and at the samples behind the chosen cell."""
        views: tuple[View, ...] = (ConfusionOf(self._part()),)
        return views if self.cell is None else (*views, self._behind())

    def pick(self, row: int, column: int) -> None:
        """Show the samples behind a cell; picking it again hides them."""
        self.cell = None if self.cell == (row, column) else (row, column)
        self.matrix.choose(self.cell)
        self.cases.show_cases(None)
        self.behind.setVisible(self.cell is not None)
        if self.cell is not None:
            self.behind_words.setText(self.matrix.words_of(self.cell))
        self.look_again()

    def show_result(self, view: View, result: Any) -> None:
        """Draw the counts or the samples."""
        if isinstance(view, ConfusionOf):
            self.result = result
            if self.cell is not None and max(self.cell) >= len(result.classes):
                self.pick(*self.cell)  # of a network with more classes
            self.matrix.show_counts(result.counts, result.classes)
            answers = "samples" if result.per_sample == 1 else "answers"
            whole = result.total * result.per_sample
            words = looked_at(int(result.counts.sum()), whole, answers)
            self.caption.setText(f"{words}{instead(self._part(), result.part)}")
            if self.cell is not None:
                self.behind_words.setText(self.matrix.words_of(self.cell))
        elif self.result is not None:
            self.cases.show_cases(result)

    def clear(self) -> None:
        """Forget the counts."""
        self.result = None
        self.matrix.show_counts(None, ())
        self.caption.setText("")
        if self.cell is not None:
            self.pick(*self.cell)

    def say(self, title: str = "", hint: str = "") -> None:
        """Say why there is no matrix; with it only those samples come back that were shown."""
        super().say(title, hint)
        self.behind.setVisible(not title and self.cell is not None)

    def rows(self) -> Sequence[Sequence[object]]:
        """Return the counts, a row for each true class."""
        if self.result is None:
            return ()
        table: list[list[object]] = [["true \\ predicted", *self.result.classes]]
        for name, counts in zip(self.result.classes, self.result.counts.tolist(), strict=True):
            table.append([name, *counts])
        return table

    def _part(self) -> Part:
        return "validation" if self.part.currentIndex() == 0 else "train"

    def _behind(self) -> CasesOf:
        assert self.cell is not None
        row, column = self.cell
        return CasesOf(self._part(), _SHOWN, mistakes=False, true=row, said=column)

    def _on_close(self) -> None:
        if self.cell is not None:
            self.pick(*self.cell)

    def _on_part(self) -> None:
        self.cases.show_cases(None)
        self.look_again()
