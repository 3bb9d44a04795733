"""Which colour is which of the runs that are drawn over the present one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from guinet.gui.plots.legend import LINE_PX, Legend

__all__ = ["RunLegend"]


class RunLegend(Legend):
    """A stroke for each run, in lines of their own, so that no curve is covered; none: no line."""

    what = "Runs drawn over this one"
    mark_px = 18

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours: list[QColor] = []
        self.tell("Of each the validation part, where it has one")
        self.hide()

    def show_runs(self, runs: Sequence[tuple[str, QColor]]) -> None:
        """Show names and colours of other runs."""
        self._colours = [colour for _, colour in runs]
        self.show_names(tuple(name for name, _ in runs))
        self.update()
        self.setVisible(bool(runs))

    def fit(self, width: int, most_lines: int) -> None:
        """Take as many lines as the names need in a width, and as many at most."""
        needed = self.lines_for(width, width - self.mark_px)  # no name is longer than a line
        self.lines = int(min(needed, most_lines))
        self.setFixedHeight(LINE_PX * self.lines)

    def colours(self) -> list[QColor]:
        """Return the colours of the runs."""
        return self._colours

    def draw_mark(self, painter: QPainter, left: QPointF, colour: QColor) -> None:
        """Draw a stroke."""
        painter.setPen(QPen(colour, 2))
        painter.drawLine(left + QPointF(1, 0), left + QPointF(13, 0))
