"""An array as a picture: blue below zero, orange above, with the numbers of the scale."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from guinet.core.types import Array
from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.canvas.signed import signed_rgb
from guinet.gui.cells import as_matrix, block_of, cell_of, index_of, place_words, shrink

__all__ = ["HeatMap", "sizes_text", "statistics"]

_TALLEST = 150
_LARGEST_CELL = 14
_SMALLEST_CELL = 2
_BROAD_ENOUGH, _HIGH_ENOUGH = 112, 14
_LEGEND = 22
_LEGEND_WIDTH = 96
_LINES_FROM_PX = 6
_OUTLINE_PX = 2
_SMALLEST_OUTLINE = 8
_SCRUB_FROM_PX = 4
_PX_PER_STEP = 4
_MOVES = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_STEPS = {Qt.Key.Key_PageUp: 1, Qt.Key.Key_PageDown: -1}
_NUMBERS = "0123456789.-+,−"


class HeatMap(QWidget):
    """The picture with its scale below; pointing at a cell tells which number it is.

    A click picks a cell, arrow keys go to its neighbours. Dragging up or down from a cell, the
    wheel over the picked one and the page keys ask for another value; who owns the numbers
    decides what becomes of that.

    Signals
    -------
    pointed
        Words about the cell under the pointer, empty when it leaves.
    picked
        The index in the array that was picked, or None.
    settled
        A cell was picked and nothing is held: what is around it may move.
    scrub_began, scrubbed, scrub_ended
        A drag from the picked cell: it begins; so many steps from the beginning, and whether
        they are fine ones; it ends, and whether it counts.
    stepped
        So many steps from the present value, and whether they are fine ones.
    typed
        What was typed while a cell is picked; empty for the wish to type.
    """

    pointed = Signal(str)
    picked = Signal(object)
    settled = Signal()
    scrub_began = Signal()
    scrubbed = Signal(int, bool)
    scrub_ended = Signal(bool)
    stepped = Signal(int, bool)
    typed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shape: tuple[int, ...] = (1, 1)
        self._matrix: Array = np.zeros((1, 1))
        self._reach = 0.0
        self._image: QImage | None = None
        self._image_key: tuple[int, int, str] | None = None
        self._pick: tuple[int, ...] | None = None
        self._pressed_at: QPointF | None = None
        self._scrubbing = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.themes.changed.connect(self.update)

    @property
    def reach(self) -> float:
        """The size that gets the full colour: the largest one there is."""
        return self._reach

    @property
    def pick(self) -> tuple[int, ...] | None:
        """The index of the picked cell in the array, or None."""
        return self._pick

    def set_pick(self, index: tuple[int, ...] | None) -> None:
        """Pick a cell, or none."""
        if index != self._pick:
            self._pick = index
            self.update()
            self.picked.emit(index)

    def show_values(self, values: Array) -> None:
        """Show another array."""
        matrix = as_matrix(values)
        changed_shape = matrix.shape != self._matrix.shape
        if np.shape(values) != self._shape:
            self._shape = np.shape(values)
            self.set_pick(None)
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

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick the cell; beside the picture none."""
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        index = self.index_at(event.position())
        self.set_pick(index)
        self._pressed_at = None if index is None else event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which number is under the pointer, or how far the drag went."""
        if self._pressed_at is None:
            where = event.position().toPoint()
            self.pointed.emit(self.words_at(where.x(), where.y()))
            return
        up = self._pressed_at.y() - event.position().y()
        if not self._scrubbing and abs(up) >= _SCRUB_FROM_PX:
            self._scrubbing = True
            self.setCursor(Qt.CursorShape.SizeVerCursor)
            self.scrub_began.emit()
        if self._scrubbing:
            self.scrubbed.emit(round(up / _PX_PER_STEP), _is_fine(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag: what it came to stays."""
        if event.button() == Qt.MouseButton.LeftButton:
            if self._pressed_at is not None and not self._scrubbing:
                self.settled.emit()
            self._end_scrub(kept=True)
        super().mouseReleaseEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step the picked cell under the pointer; anywhere else let the panel scroll."""
        over = self._pick is not None and self.index_at(event.position()) == self._pick
        # Shift turns the wheel sideways on some systems.
        turned = event.angleDelta().y() or event.angleDelta().x()
        if not (over and self.hasFocus() and turned):
            event.ignore()
            return
        self.stepped.emit(1 if turned > 0 else -1, _is_fine(event))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to a neighbour, step, type, or give up."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self._scrubbing:
            self._end_scrub(kept=False)
        elif key == Qt.Key.Key_Escape and self._pick is not None:
            self.set_pick(None)
        elif key in _MOVES and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._move(*_MOVES[key])
        elif self._pick is not None and key in _STEPS:
            self.stepped.emit(_STEPS[key], _is_fine(event))
        elif self._pick is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.typed.emit("")
        elif self._pick is not None and event.text() and event.text() in _NUMBERS:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys go."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keys go elsewhere; a drag that loses them counts."""
        super().focusOutEvent(event)
        self._end_scrub(kept=True)
        self.update()

    def leaveEvent(self, event: object) -> None:
        """Stop telling."""
        self.pointed.emit("")
        super().leaveEvent(event)  # type: ignore[arg-type]

    def index_at(self, point: QPointF) -> tuple[int, ...] | None:
        """Return which number of the array is shown at a point; None beside the picture."""
        place = self._place(self.width())
        where = point.toPoint()
        if not place.contains(where) or not self._matrix.size:
            return None
        rows, columns = self._matrix.shape
        row = min(rows - 1, (where.y() - place.top()) * rows // place.height())
        column = min(columns - 1, (where.x() - place.left()) * columns // place.width())
        return index_of(self._shape, row, column)

    def words_at(self, x: int, y: int) -> str:
        """Return place and value at a point; empty beside the picture."""
        index = self.index_at(QPointF(x, y))
        if index is None:
            return ""
        value = float(self._matrix[cell_of(self._shape, index)])
        return f"{place_words(self._shape, index)}: {fmt.number(value)}"

    def _move(self, down: int, right: int) -> None:
        """Pick a neighbour; the first cell where none is picked."""
        row, column = (0, 0) if self._pick is None else cell_of(self._shape, self._pick)
        if self._pick is not None:
            rows, columns = self._matrix.shape
            row = min(max(row + down, 0), rows - 1)
            column = min(max(column + right, 0), columns - 1)
        self.set_pick(index_of(self._shape, row, column))
        self.settled.emit()

    def _end_scrub(self, *, kept: bool) -> None:
        self._pressed_at = None
        if self._scrubbing:
            self._scrubbing = False
            self.unsetCursor()
            self.scrub_ended.emit(kept)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw picture, lines between large cells, and scale."""
        place = self._place(self.width())
        painter = QPainter(self)
        painter.drawImage(place, self._picture(place))
        rows, columns = self._matrix.shape
        cell = min(place.width() / columns, place.height() / rows)
        if cell >= _LINES_FROM_PX:
            self._paint_lines(painter, place, 1, 1, 1)
        block = block_of(self._shape)
        if block is not None and cell * min(block) >= _LINES_FROM_PX:
            self._paint_lines(painter, place, *block, 2)
        self._paint_pick(painter, place)
        self._paint_scale(painter, place.bottom() + 1)
        painter.end()

    def _paint_lines(
        self, painter: QPainter, place: QRect, down: int, right: int, width_px: int
    ) -> None:
        """Draw a line after every so many rows and columns."""
        painter.setPen(QPen(theme.colour("panel"), width_px))
        rows, columns = self._matrix.shape
        for column in range(right, columns, right):
            x = place.left() + round(column * place.width() / columns)
            painter.drawLine(x, place.top(), x, place.bottom())
        for row in range(down, rows, down):
            y = place.top() + round(row * place.height() / rows)
            painter.drawLine(place.left(), y, place.right(), y)

    def _paint_pick(self, painter: QPainter, place: QRect) -> None:
        """Draw an outline around the picked cell, large enough to be found around a small one."""
        if self._pick is None:
            if self.hasFocus():
                painter.setPen(QPen(theme.colour("accent"), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(place.adjusted(0, 0, -1, -1))
            return
        row, column = cell_of(self._shape, self._pick)
        rows, columns = self._matrix.shape
        left, right = (round((column + i) * place.width() / columns) for i in (0, 1))
        top, bottom = (round((row + i) * place.height() / rows) for i in (0, 1))
        cell = QRect(place.left() + left, place.top() + top, right - left, bottom - top)
        grow = max(0, _SMALLEST_OUTLINE - min(cell.width(), cell.height())) // 2
        cell = cell.adjusted(-grow, -grow, grow, grow)
        inside = self.rect().adjusted(1, 1, -1, -1)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        # Two lines, dark and light: one of them stands out from any colour of the cells.
        for role, inset in (("panel", 0), ("accent" if self.hasFocus() else "text", 1)):
            width = _OUTLINE_PX + 2 - 2 * inset
            painter.setPen(QPen(theme.colour(role), width))
            painter.drawRect(cell.adjusted(0, 0, -1, -1).intersected(inside))

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
        # A tower of tiny cells, or a line of them, could hardly be seen or hit.
        across = max(cell, min(_LARGEST_CELL, _BROAD_ENOUGH / columns))
        down = max(cell, min(_LARGEST_CELL, _HIGH_ENOUGH / rows))
        wide = width if columns * _SMALLEST_CELL > width else round(columns * across)
        high = _TALLEST if rows * _SMALLEST_CELL > _TALLEST else round(rows * down)
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


def _is_fine(event: QMouseEvent | QWheelEvent | QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)


def sizes_text(shape: tuple[int, ...]) -> str:
    """Write the shape of an array: ``8 × 2``, or ``1 number``."""
    return " × ".join(map(str, shape)) if shape else "1 number"


def statistics(values: Array) -> tuple[float, float, float]:
    """Return mean, standard deviation and root mean square, computed in float64."""
    numbers = np.asarray(values, dtype=np.float64)
    if not numbers.size:
        return math.nan, math.nan, math.nan
    return float(numbers.mean()), float(numbers.std()), float(np.sqrt(np.mean(numbers**2)))
