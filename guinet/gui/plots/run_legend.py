"""Which colour is which of the runs that are drawn over the present one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from guinet.gui.plots.legend import Legend

__all__ = ["RunLegend"]


class RunLegend(Legend):
    """A stroke for each run, in a line of its own, so that no curve is covered; none: no line."""

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

    def colours(self) -> list[QColor]:
        """Return the colours of the runs."""
        return self._colours

    def draw_mark(self, painter: QPainter, x: float, colour: QColor) -> None:
        """Draw a stroke."""
        painter.setPen(QPen(colour, 2))
        middle = self.height() / 2
        painter.drawLine(QPointF(x + 1, middle), QPointF(x + 13, middle))
