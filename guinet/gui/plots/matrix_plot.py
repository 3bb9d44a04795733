"""A matrix of counts with names along both sides."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from guinet.core.types import Array
from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.plots.parts import seen_name

__all__ = ["MatrixPlot"]

_TITLE_PX, _MOST_NAME_PX = 16, 72
_FEW = 20
_FAINTEST, _FAINTEST_MISTAKE = 0.3, 0.45
_DARK_FROM = 0.18
"""Luminance of a ground from which words on it are dark."""
_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_PICK = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


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
    chosen
        The cell that is marked, or None.
    at
        The cell that the arrow keys have come to.
    """

    picked = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.counts: Array | None = None
        self.names: tuple[str, ...] = ()
        self.chosen: tuple[int, int] | None = None
        self.at = (0, 0)
        self._pointed: tuple[int, int] | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 80)

    def show_counts(self, counts: Array | None, names: tuple[str, ...]) -> None:
        """Show other counts."""
        self.counts, self.names = counts, tuple(map(seen_name, names))
        if self.chosen is not None and max(self.chosen) >= len(names):
            self.chosen = None
        self.at = min(self.at[0], max(len(names) - 1, 0)), min(self.at[1], max(len(names) - 1, 0))
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
        count = len(self.counts)
        wholes = np.maximum(self.counts.sum(axis=1, keepdims=True), 1)
        shares = self.counts / wholes
        painter.setFont(theme.font(10, 600, tabular=True))
        gap, corner = (0.5, 2.0) if count <= _FEW else (0.0, 0.0)
        marked = {self.chosen, self._pointed} | ({self.at} if self.hasFocus() else set())
        for row in range(count):
            for column in range(count):
                rect = self.cell_rect(row, column).adjusted(gap, gap, -gap, -gap)
                colour = _cell_colour(row == column, float(shares[row, column]))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                painter.drawRoundedRect(rect, corner, corner)
                if self.counts[row, column]:
                    self._paint_number(painter, rect, str(self.counts[row, column]), colour)
                if (row, column) in marked:
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.setPen(QPen(theme.colour("text"), 1.5))
                    painter.drawRoundedRect(rect, 2, 2)

    @staticmethod
    def _paint_number(painter: QPainter, rect: QRectF, words: str, ground: QColor) -> None:
        metrics = QFontMetricsF(painter.font())
        if metrics.horizontalAdvance(words) > rect.width() - 2:
            return
        if metrics.height() <= rect.height() + 3:
            painter.setPen(_readable_on(ground))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)

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
                middle = corner.y() + (place + 0.5) * height
                rect = QRectF(_TITLE_PX, middle - 7, corner.x() - _TITLE_PX - 5, 14)
                painter.drawText(rect, right, metrics.elidedText(name, elide, rect.width()))
            if place % stride_x == 0:
                rect = QRectF(corner.x() + place * width - 2, below + 1, width * stride_x + 4, 14)
                words = metrics.elidedText(name, elide, rect.width())
                centre = QRectF(rect.left(), rect.top(), width + 4, 14)
                fits = metrics.horizontalAdvance(words) <= centre.width()
                align = Qt.AlignmentFlag.AlignCenter if fits else Qt.AlignmentFlag.AlignLeft
                painter.drawText(centre if fits else rect, align, words)
        across = QRectF(corner.x(), below + 14, width * len(self.names), _TITLE_PX)
        painter.drawText(across, Qt.AlignmentFlag.AlignCenter, "predicted class")
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
        height = max(room_h / count, 1.5)
        width = max(min(room_w / count, 1.6 * height), 1.5)
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
        share = f" ({fmt.percent(count / whole)})" if whole else ""
        what = "recognised" if row == column else f"taken for {self.names[column]}"
        return f"{self.names[row]} {what}: {count} of {whole}{share}"

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick a cell."""
        cell = self.cell_at(event.position())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(*cell)
            event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from cell to cell with the arrows, and pick one with Enter or Space."""
        step = _STEPS.get(Qt.Key(event.key()))
        if self.counts is None or (step is None and event.key() not in _PICK):
            super().keyPressEvent(event)
        elif step is None:
            self.picked.emit(*self.at)
        else:
            last = len(self.counts) - 1
            row, column = self.at[0] + step[0], self.at[1] + step[1]
            self.at = min(max(row, 0), last), min(max(column, 0), last)
            self.update()
            place = self.mapToGlobal(self.cell_rect(*self.at).bottomRight().toPoint())
            QToolTip.showText(place, self.words_of(self.at), self)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Keep a double click for the cell; the tile does not become large by it."""
        if self.cell_at(event.position()) is None:
            super().mouseDoubleClickEvent(event)


def _cell_colour(right: bool, share: float) -> QColor:
    """Return the colour of a cell that holds this part of its true class."""
    ground = theme.colour("well")
    if share <= 0:
        return ground
    # Mistakes are rarer than what is right: the root keeps few and fewer apart.
    faintest = _FAINTEST if right else _FAINTEST_MISTAKE
    strength = faintest + (1 - faintest) * (share if right else share**0.5)
    above = theme.colour("negative" if right else "positive")
    mixed = [b + strength * (a - b) for a, b in zip(_rgb(above), _rgb(ground), strict=True)]
    return QColor.fromRgbF(*mixed)


def _readable_on(ground: QColor) -> QColor:
    """Return the darker or the lighter colour of words."""
    light = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _rgb(ground)]
    bright = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] > _DARK_FROM
    return QColor("#12181C" if bright else "#FFFFFF")


def _rgb(colour: QColor) -> tuple[float, float, float]:
    return colour.redF(), colour.greenF(), colour.blueF()
