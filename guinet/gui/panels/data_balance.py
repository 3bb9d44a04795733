"""How many samples each class has, in the training part and in the validation part."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from guinet.gui import theme
from guinet.gui.class_colours import class_colours

__all__ = ["ClassBalance"]

_MOST = 12
_ROW_PX = 18
_FAINT = 0.45


class ClassBalance(QWidget):
    """One line per class: colour, name, and a bar that is fainter where samples are kept apart.

    Attributes
    ----------
    counts
        Name of each class, its samples for training and for validation.
    """

    def __init__(self) -> None:
        super().__init__()
        self.counts: list[tuple[str, int, int]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.themes.changed.connect(self.update)

    def show_counts(self, counts: list[tuple[str, int, int]]) -> None:
        """Show the number of samples of each class."""
        self.counts = counts
        rows = min(len(counts), _MOST) + (len(counts) > _MOST)
        self.setFixedHeight(rows * _ROW_PX)
        lines = [
            f"{name}: {train} for training, {validation} for validation"
            for name, train, validation in counts[:60]
        ]
        self.setToolTip("\n".join(lines))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(11, tabular=True))
        colours = class_colours(len(self.counts))
        numbers = painter.fontMetrics().horizontalAdvance(max(map(_words, self.counts), key=len))
        for row, (counts, colour) in enumerate(zip(self.counts[:_MOST], colours, strict=False)):
            self._paint_row(painter, row * float(_ROW_PX), counts, colour, numbers)
        if len(self.counts) > _MOST:
            painter.setPen(theme.colour("muted"))
            more = f"and {len(self.counts) - _MOST} more classes"
            place = QRectF(14, _MOST * float(_ROW_PX), self.width(), _ROW_PX)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, more)
        painter.end()

    def _paint_row(
        self,
        painter: QPainter,
        top: float,
        counts: tuple[str, int, int],
        colour: QColor,
        numbers: int,
    ) -> None:
        name, train, validation = counts
        most = max((first + second for _, first, second in self.counts), default=1) or 1
        name_width = self.width() * 0.34
        left = name_width + 20
        width = max(10.0, self.width() - left - numbers - 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(5, top + 9), 3.5, 3.5)
        solid = width * train / most
        painter.drawRoundedRect(QRectF(left, top + 6, max(2.0, solid), 6), 2, 2)
        faint = QColor(colour)
        faint.setAlphaF(_FAINT)
        painter.setBrush(faint)
        if validation:
            kept = max(2.0, width * validation / most - 1)
            painter.drawRoundedRect(QRectF(left + solid + 1, top + 6, kept, 6), 2, 2)
        painter.setPen(theme.colour("text"))
        elide = Qt.TextElideMode.ElideRight
        shown = painter.fontMetrics().elidedText(name, elide, int(name_width))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(14, top, name_width, _ROW_PX), middle, shown)
        right = QRectF(self.width() - numbers - 4, top, numbers + 4, _ROW_PX)
        painter.drawText(right, middle | Qt.AlignmentFlag.AlignRight, _words(counts))


def _words(counts: tuple[str, int, int]) -> str:
    _, train, validation = counts
    return f"{train} + {validation}" if validation else str(train)
