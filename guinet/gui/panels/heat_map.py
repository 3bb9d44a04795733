"""An array as a picture: blue below zero, orange above, with the numbers of the scale."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QLinearGradient, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from guinet.core.types import Array
from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.canvas.signed import signed_rgb

__all__ = ["HeatMap", "as_matrix", "shrink"]

_TALLEST = 150
_LARGEST_CELL = 14
_SMALLEST_CELL = 2
_LEGEND = 22
_LEGEND_WIDTH = 96


def as_matrix(values: Array) -> Array:
    """Return an array of any rank as rows and columns.

    A vector is one row. Filters (O, C, kH, kW) stand as a mosaic: one row of pictures per
    output channel. Anything else keeps its first axis as rows.
    """
    array = np.asarray(values)
    if array.ndim < 2:
        return array.reshape(1, -1)
    if array.ndim == 4:
        outputs, inputs, height, width = array.shape
        return array.transpose(0, 2, 1, 3).reshape(outputs * height, inputs * width)
    return array.reshape(array.shape[0], -1)


def shrink(matrix: Array, rows: int, columns: int) -> Array:
    """Return a matrix of at most so many rows and columns.

    Each number stands for a block of the original: the one farthest from zero, so that a
    single large weight is never averaged away.
    """
    for axis, most in ((0, rows), (1, columns)):
        size = matrix.shape[axis]
        if size > most:
            starts = np.linspace(0, size, most, endpoint=False).astype(int)
            high = np.maximum.reduceat(matrix, starts, axis=axis)
            low = np.minimum.reduceat(matrix, starts, axis=axis)
            matrix = np.where(-low > high, low, high)
    return matrix


class HeatMap(QWidget):
    """The picture with its scale below; pointing at a cell tells row, column and value.

    Signals
    -------
    pointed
        Words about the cell under the pointer, empty when it leaves.
    """

    pointed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._matrix: Array = np.zeros((1, 1))
        self._reach = 0.0
        self._image: QImage | None = None
        self._image_key: tuple[int, int, str] | None = None
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.themes.changed.connect(self.update)

    @property
    def reach(self) -> float:
        """The size that gets the full colour: the largest one there is."""
        return self._reach

    def show_values(self, values: Array) -> None:
        """Show another array."""
        matrix = as_matrix(values)
        changed_shape = matrix.shape != self._matrix.shape
        self._matrix = matrix
        finite = np.abs(matrix[np.isfinite(matrix)])
        self._reach = float(finite.max()) if finite.size else 0.0
        self._image = None
        if changed_shape:
            self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Tell the layout that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of picture and scale."""
        return self._place(width).height() + _LEGEND

    def sizeHint(self) -> QSize:
        """Take the whole width of the panel."""
        width = max(self.width(), 120)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Fit into narrow docks."""
        return QSize(60, self.heightForWidth(max(self.width(), 60)))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which number is under the pointer."""
        self.pointed.emit(
            self.words_at(event.position().toPoint().x(), event.position().toPoint().y())
        )

    def leaveEvent(self, event: object) -> None:
        """Stop telling."""
        self.pointed.emit("")
        super().leaveEvent(event)  # type: ignore[arg-type]

    def words_at(self, x: int, y: int) -> str:
        """Return row, column and value at a point; empty beside the picture."""
        place = self._place(self.width())
        if not place.contains(x, y):
            return ""
        rows, columns = self._matrix.shape
        row = min(rows - 1, (y - place.top()) * rows // place.height())
        column = min(columns - 1, (x - place.left()) * columns // place.width())
        value = fmt.number(float(self._matrix[row, column]))
        where = f"row {row + 1}, column {column + 1}" if rows > 1 else f"element {column + 1}"
        return f"{where}: {value}"

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw picture, lines between large cells, and scale."""
        place = self._place(self.width())
        painter = QPainter(self)
        painter.drawImage(place, self._picture(place))
        rows, columns = self._matrix.shape
        cell = min(place.width() / columns, place.height() / rows)
        if cell >= 6:
            painter.setPen(theme.colour("panel"))
            for column in range(1, columns):
                x = place.left() + round(column * place.width() / columns)
                painter.drawLine(x, place.top(), x, place.bottom())
            for row in range(1, rows):
                y = place.top() + round(row * place.height() / rows)
                painter.drawLine(place.left(), y, place.right(), y)
        self._paint_scale(painter, place.bottom() + 1)
        painter.end()

    def _paint_scale(self, painter: QPainter, top: int) -> None:
        painter.setFont(theme.font(10, tabular=True))
        painter.setPen(theme.colour("muted"))
        words = fmt.short(self._reach)
        room = painter.fontMetrics().horizontalAdvance(f"−{words}") + 6
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(
            QRectF(0, top + 5, room - 5, 14), middle | Qt.AlignmentFlag.AlignLeft, f"−{words}"
        )
        bar = QRectF(room, top + 9, _LEGEND_WIDTH, 6)
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        for part in np.linspace(0.0, 1.0, 17):
            red, green, blue = signed_rgb(np.array(2.0 * part - 1.0), 1.0).tolist()
            gradient.setColorAt(float(part), QColor(red, green, blue))
        painter.fillRect(bar, gradient)
        painter.drawText(QPointF(bar.right() + 5, top + 16), f"+{words}")

    def _place(self, width: int) -> QRect:
        rows, columns = self._matrix.shape
        cell = min(_LARGEST_CELL, max(width, 1) / columns, _TALLEST / rows)
        wide = width if columns * _SMALLEST_CELL > width else round(columns * cell)
        high = _TALLEST if rows * _SMALLEST_CELL > _TALLEST else round(rows * cell)
        return QRect(0, 0, max(1, min(wide, width)), max(min(high, _TALLEST), 6))

    def _picture(self, place: QRect) -> QImage:
        key = (place.width(), place.height(), theme.current().name)
        if self._image is None or self._image_key != key:
            rows, columns = min(_TALLEST, place.height()), place.width()
            colours = np.ascontiguousarray(
                signed_rgb(shrink(self._matrix, rows, columns), self._reach)
            )
            height, width = colours.shape[:2]
            image = QImage(colours.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
            self._image, self._image_key = image.copy(), key
        return self._image


def sizes_text(shape: tuple[int, ...]) -> str:
    """Write the shape of an array: ``8 × 2``, or ``1 number``."""
    return " × ".join(map(str, shape)) if shape else "1 number"


def statistics(values: Array) -> tuple[float, float, float]:
    """Return mean, standard deviation and root mean square, computed in float64."""
    numbers = np.asarray(values, dtype=np.float64)
    if not numbers.size:
        return math.nan, math.nan, math.nan
    return float(numbers.mean()), float(numbers.std()), float(np.sqrt(np.mean(numbers**2)))
