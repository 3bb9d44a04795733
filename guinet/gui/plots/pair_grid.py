"""Pairs of pictures, one above the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from guinet.core.types import Array
from guinet.gui import theme
from guinet.gui.canvas.card_instruments.pictures import grey_image

__all__ = ["PairGrid"]

_NAME_PX, _CAPTION_PX, _GAP_PX = 64, 14, 6


class PairGrid(QWidget):
    """Rows of pictures (or of curves), a column for each sample, with a number below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[tuple[str, Array]] = []
        self.captions: list[str] = []
        self._images: list[list[QImage | None]] = []
        self._ends = (0.0, 1.0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 90)
        theme.themes.changed.connect(self.update)

    def show_rows(self, rows: Sequence[tuple[str, Array]], captions: Sequence[str]) -> None:
        """Show other samples; all rows on one scale.

        Parameters
        ----------
        rows
            Name and samples (N, ...) of each row.
        captions
            What stands below each column.
        """
        self.rows, self.captions = list(rows), list(captions)
        self._images = []
        if rows:
            first = rows[0][1]
            low, high = float(first.min()), float(first.max())
            self._images = [[_picture(one, low, high) for one in each] for _, each in rows]
            values = np.concatenate([each.ravel() for _, each in rows])
            finite = values[np.isfinite(values)]
            if finite.size:
                self._ends = float(finite.min()), float(finite.max())
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for some columns."""
        return QSize(360, 150)

    def place(self, row: int, column: int) -> QRectF:
        """Return where a sample stands; empty where there is no room for its column."""
        side = self._side()
        x = _NAME_PX + column * (side + _GAP_PX)
        if x + side > self.width() + 1:
            return QRectF()
        return QRectF(x, row * (side + _GAP_PX), side, side)

    def _side(self) -> float:
        count = max(len(self.rows), 1)
        room = (self.height() - _CAPTION_PX - (count - 1) * _GAP_PX) / count
        return float(np.clip(room, 24, 96))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the samples and their names."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(11))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for row, (name, values) in enumerate(self.rows):
            painter.setPen(theme.colour("muted"))
            painter.drawText(
                QRectF(0, self.place(row, 0).top(), _NAME_PX, self._side()), left, name
            )
            for column in range(len(values)):
                rect = self.place(row, column)
                if rect.isEmpty():
                    break
                self._paint(painter, rect, self._images[row][column], values[column])
        painter.setPen(theme.colour("muted"))
        painter.setFont(theme.font(10, tabular=True))
        for column, words in enumerate(self.captions):
            rect = self.place(len(self.rows) - 1, column)
            if not rect.isEmpty():
                below = QRectF(rect.left() - 3, rect.bottom() + 1, rect.width() + 6, _CAPTION_PX)
                painter.drawText(below, Qt.AlignmentFlag.AlignCenter, words)
        painter.end()

    def _paint(self, painter: QPainter, rect: QRectF, image: QImage | None, values: Array) -> None:
        if image is not None:
            painter.drawImage(rect, image)
            return
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.setBrush(theme.colour("well"))
        painter.drawRoundedRect(rect, 3, 3)
        painter.setPen(QPen(theme.colour("accent"), 1.2))
        painter.drawPolyline(QPolygonF(self.curve(rect, values)))

    def curve(self, rect: QRectF, values: Array) -> list[QPointF]:
        """Return where the curve of a sample runs in its place, on the scale of all rows."""
        flat = values.ravel()
        low, high = self._ends
        xs = np.linspace(rect.left() + 3, rect.right() - 3, len(flat))
        ys = rect.bottom() - 4 - (flat - low) / ((high - low) or 1.0) * (rect.height() - 8)
        known = np.isfinite(ys)
        return [QPointF(x, y) for x, y in zip(xs[known].tolist(), ys[known].tolist(), strict=True)]


def _picture(sample: Array, low: float, high: float) -> QImage | None:
    """Return an image, or a square of numbers, on a scale shared with the others."""
    values = np.asarray(sample, float)
    if values.ndim == 1:
        side = round(values.size**0.5)
        if side < 4 or side * side != values.size:
            return None
        values = values.reshape(1, side, side)
    if values.ndim != 3:
        return None
    return grey_image(values, low, high)
