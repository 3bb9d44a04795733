"""A matrix of counts with names along both sides."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from guinet.core.types import Array
from guinet.gui import format as fmt
from guinet.gui import theme

__all__ = ["MatrixPlot"]

_TITLE_PX, _MOST_NAME_PX = 16, 72


class MatrixPlot(QWidget):
    """Counts as cells: the diagonal in one colour, what is off it in another.

    Signals
    -------
    picked
        Row and column of a cell that was clicked.

    Attributes
    ----------
    counts
        (K, K), or None.
    """

    picked = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.counts: Array | None = None
        self.names: tuple[str, ...] = ()
        self.chosen: tuple[int, int] | None = None
        self._pointed: tuple[int, int] | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 80)

    def show_counts(self, counts: Array | None, names: tuple[str, ...]) -> None:
        """Show other counts."""
        self.counts, self.names = counts, names
        if self.chosen is not None and max(self.chosen) >= len(names):
            self.chosen = None
        self.update()

    def choose(self, cell: tuple[int, int] | None) -> None:
        """Mark a cell, or none."""
        self.chosen = cell
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a square."""
        return QSize(200, 180)

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Return where a cell stands."""
        corner, width, height = self._grid()
        return QRectF(corner.x() + column * width, corner.y() + row * height, width, height)

    def cell_at(self, place: QPointF) -> tuple[int, int] | None:
        """Return row and column of the cell at a place, or None."""
        if self.counts is None:
            return None
        corner, width, height = self._grid()
        column, row = (place.x() - corner.x()) / width, (place.y() - corner.y()) / height
        count = len(self.counts)
        if 0 <= row < count and 0 <= column < count:
            return int(row), int(column)
        return None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw cells, counts and names."""
        if self.counts is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_cells(painter)
        self._paint_names(painter)
        painter.end()

    def _paint_cells(self, painter: QPainter) -> None:
        assert self.counts is not None
        counts = self.counts
        mistakes = counts - np.diag(np.diag(counts))
        most_right = float(np.diag(counts).max(initial=0)) or 1.0
        most_wrong = float(mistakes.max(initial=0)) or 1.0
        font = theme.font(10, 600, tabular=True)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        for row in range(len(counts)):
            for column in range(len(counts)):
                rect = self.cell_rect(row, column).adjusted(0.5, 0.5, -0.5, -0.5)
                count = int(counts[row, column])
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colour("well"))
                painter.drawRoundedRect(rect, 2, 2)
                if count:
                    right = row == column
                    share = count / (most_right if right else most_wrong)
                    role = "negative" if right else "positive"
                    colour = theme.colour(role, 0.35 + 0.65 * share)
                    painter.setBrush(colour)
                    painter.drawRoundedRect(rect, 2, 2)
                    words = str(count)
                    fits = metrics.horizontalAdvance(words) <= rect.width() - 2
                    if fits and metrics.height() <= rect.height() + 3:
                        dark = share > 0.4 or theme.current().name == "light"
                        painter.setPen(theme.colour("on_badge" if dark else "text"))
                        if theme.current().name == "light" and share <= 0.6:
                            painter.setPen(theme.colour("text"))
                        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)
                if (row, column) in (self.chosen, self._pointed):
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.setPen(QPen(theme.colour("text"), 1.5))
                    painter.drawRoundedRect(rect, 2, 2)

    def _paint_names(self, painter: QPainter) -> None:
        font = theme.font(10)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        painter.setPen(theme.colour("muted"))
        corner, width, height = self._grid()
        stride_x = max(1, int(np.ceil((metrics.horizontalAdvance("00") + 4) / width)))
        stride_y = max(1, int(np.ceil(metrics.height() / height)))
        below = corner.y() + height * len(self.names)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        elide = Qt.TextElideMode.ElideRight
        for place, name in enumerate(self.names):
            if place % stride_y == 0:
                rect = QRectF(
                    _TITLE_PX, corner.y() + place * height, corner.x() - _TITLE_PX - 5, height
                )
                painter.drawText(rect, right, metrics.elidedText(name, elide, rect.width()))
            if place % stride_x == 0:
                rect = QRectF(corner.x() + place * width - 2, below + 1, width * stride_x + 4, 14)
                words = metrics.elidedText(name, elide, rect.width())
                centre = QRectF(rect.left(), rect.top(), width + 4, 14)
                fits = metrics.horizontalAdvance(words) <= centre.width()
                align = Qt.AlignmentFlag.AlignCenter if fits else Qt.AlignmentFlag.AlignLeft
                painter.drawText(centre if fits else rect, align, words)
        middle = QRectF(corner.x(), below + 14, width * len(self.names), _TITLE_PX)
        painter.drawText(middle, Qt.AlignmentFlag.AlignCenter, "predicted class")
        painter.save()
        painter.translate(8, corner.y() + height * len(self.names) / 2)
        painter.rotate(-90)
        painter.drawText(QRectF(-60, -8, 120, 16), Qt.AlignmentFlag.AlignCenter, "true class")
        painter.restore()

    def _grid(self) -> tuple[QPointF, float, float]:
        """Return the upper left corner of the cells, and their width and height."""
        metrics = QFontMetricsF(theme.font(10))
        longest = max((metrics.horizontalAdvance(name) for name in self.names), default=10.0)
        left = _TITLE_PX + min(longest, _MOST_NAME_PX) + 6
        count = max(len(self.names), 1)
        room_w, room_h = self.width() - left - 4, self.height() - 2 - 14 - _TITLE_PX
        # Cells are wider than high at most by half, so that the diagonal looks like one.
        height = max(room_h / count, 4.0)
        width = max(min(room_w / count, 1.6 * height), 4.0)
        height = min(height, 1.2 * width)
        return QPointF(left, 2.0), width, height

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what the cell under the pointer counts."""
        cell = self.cell_at(event.position())
        if cell != self._pointed:
            self._pointed = cell
            self.setCursor(
                Qt.CursorShape.ArrowCursor if cell is None else Qt.CursorShape.PointingHandCursor
            )
            self.update()
            QToolTip.showText(event.globalPosition().toPoint(), self.words_of(cell), self)

    def leaveEvent(self, event: object) -> None:
        """Point at nothing."""
        self._pointed = None
        self.update()
        super().leaveEvent(event)  # type: ignore[arg-type]

    def words_of(self, cell: tuple[int, int] | None) -> str:
        """Say what a cell counts."""
        if cell is None or self.counts is None:
            return ""
        row, column = cell
        count, whole = int(self.counts[row, column]), int(self.counts[row].sum())
        share = fmt.percent(count / whole) if whole else "0 %"
        return f"{self.names[row]} taken for {self.names[column]}: {count} of {whole} ({share})"

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick a cell."""
        cell = self.cell_at(event.position())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(*cell)
            event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Keep a double click for the cell; the tile does not become large by it."""
        if self.cell_at(event.position()) is None:
            super().mouseDoubleClickEvent(event)
