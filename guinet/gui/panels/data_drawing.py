"""Drawing samples by hand: points of several classes on a plane."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from guinet.core.points_field import Point
from guinet.data.sources.drawn_points import DrawnPoints
from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.class_colours import class_colours
from guinet.gui.panels.widgets import label

__all__ = ["DrawingSurface", "PointsEditor"]

_REACH = 1.2
"""The plane goes from minus to plus this, unless points lie farther out."""

_APART_PX = 9.0
_ERASER_PX = 14.0
_NAMES = "ABCDEFGH"


class PointsEditor(QWidget):
    """The drawing surface with its colours.

    Signals
    -------
    drawn
        The points are these now: a stroke has ended.
    """

    drawn = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.surface = DrawingSurface()
        self.surface.drawn.connect(self.drawn)
        self.colours = QButtonGroup(self)
        self.colours.setExclusive(True)
        self._row = QHBoxLayout()
        self._row.setContentsMargins(8, 4, 8, 0)
        self._row.setSpacing(4)
        self._row.addWidget(label("Draw", "caption"))
        for number, name in enumerate(_NAMES):
            button = QPushButton(name)
            button.setCheckable(True)
            button.setFixedSize(26, 24)
            button.setToolTip(f"Draw points of class {name} ({number + 1})")
            self.colours.addButton(button, number)
            self._row.addWidget(button)
        self.colours.button(0).setChecked(True)
        self.colours.idClicked.connect(self._choose)
        self._row.addSpacing(8)
        self.words = label("", "caption")
        self._row.addWidget(self.words)
        self._row.addStretch(1)
        self.clear = QPushButton("Clear")
        self.clear.setFixedHeight(24)
        self.clear.setToolTip("Take all points away; can be undone")
        self.clear.clicked.connect(self.surface.clear)
        self._row.addWidget(self.clear)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self._row)
        layout.addWidget(self.surface, 1)
        theme.themes.changed.connect(self._dress)
        self._dress()

    def show_source(self, source: DrawnPoints) -> None:
        """Show the points of a source, and as many colours as it has classes."""
        for number, button in enumerate(self.colours.buttons()):
            button.setVisible(number < source.classes)
        if self.colours.checkedId() >= source.classes:
            self._choose(0)
            self.colours.button(0).setChecked(True)
        self.surface.show_points(source.points)
        count = len(source.points)
        self.words.setText(f"{fmt.counted(count, 'point')}; right button: erase")
        self.clear.setEnabled(count > 0)

    def _choose(self, number: int) -> None:
        self.surface.label = number
        self.surface.setFocus()

    def _dress(self) -> None:
        for button, colour in zip(self.colours.buttons(), class_colours(len(_NAMES)), strict=True):
            name = colour.name()
            button.setStyleSheet(
                f"QPushButton {{ padding: 0; font-size: 11px; border: 2px solid {name};"
                f" border-radius: 12px; background: transparent; }}"
                f"QPushButton:checked {{ background: {name};"
                f" color: {theme.current().on_badge}; }}"
            )


class DrawingSurface(QWidget):
    """A plane on which a drag leaves points, and one with the right button takes them away.

    Signals
    -------
    drawn
        The points are these now: a stroke has ended, and it changed something.

    Attributes
    ----------
    label
        The class of new points.
    points
        As drawn so far, those of the stroke in hand included.
    """

    drawn = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = 0
        self.points: tuple[Point, ...] = ()
        self._before: tuple[Point, ...] | None = None
        self._erases = False
        self._last: QPointF | None = None
        self._cursor: QPointF | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 90)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Drawing surface: drag to draw points, right button to erase")
        theme.themes.changed.connect(self.update)

    def show_points(self, points: Sequence[Point]) -> None:
        """Show other points; a stroke in hand is given up."""
        self.points, self._before = tuple(points), None
        self.update()

    def clear(self) -> None:
        """Take all points away."""
        if self.points:
            self.points = ()
            self.drawn.emit(self.points)
            self.update()

    def sizeHint(self) -> QSize:
        """Ask for a square."""
        return QSize(240, 220)

    def place_of(self, x: float, y: float) -> QPointF:
        """Return where a place of the plane is drawn."""
        square, reach = self._square(), self._reach()
        return QPointF(
            square.left() + (x / reach + 1) / 2 * square.width(),
            square.bottom() - (y / reach + 1) / 2 * square.height(),
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke."""
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            return
        self._erases = event.button() == Qt.MouseButton.RightButton
        self._before, self._last = self.points, None
        self._stroke(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with a stroke."""
        self._cursor = event.position()
        if self._before is not None:
            self._stroke(event.position())
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a stroke: it is one step of the history."""
        before, self._before = self._before, None
        if before is not None and before != self.points:
            self.drawn.emit(self.points)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give a stroke up with Esc; choose a colour by its number."""
        if event.key() == Qt.Key.Key_Escape and self._before is not None:
            self.points, self._before = self._before, None
            self.update()
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: object) -> None:
        """Hide the brush."""
        self._cursor = None
        self.update()
        super().leaveEvent(event)  # type: ignore[arg-type]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw axes, points and the brush."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        square = self._square()
        painter.fillRect(square, theme.colour("well"))
        painter.setPen(QPen(theme.colour("border"), 1))
        centre = square.center()
        painter.drawLine(QPointF(square.left(), centre.y()), QPointF(square.right(), centre.y()))
        painter.drawLine(QPointF(centre.x(), square.top()), QPointF(centre.x(), square.bottom()))
        painter.drawRect(square.adjusted(0, 0, -1, -1))
        colours = class_colours(len(_NAMES))
        painter.setPen(Qt.PenStyle.NoPen)
        for x, y, number in self.points:
            painter.setBrush(colours[number])
            painter.drawEllipse(self.place_of(x, y), 3.2, 3.2)
        if not self.points:
            painter.setPen(theme.colour("muted"))
            painter.setFont(theme.font(12))
            words = "Drag here to draw points of the chosen class"
            painter.drawText(square, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)
        if self._cursor is not None and square.contains(self._cursor):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            erasing = self._before is not None and self._erases
            painter.setPen(QPen(theme.colour("text") if erasing else colours[self.label], 1.2))
            radius = _ERASER_PX if erasing else 4.0
            painter.drawEllipse(self._cursor, radius, radius)
        painter.end()

    def _stroke(self, place: QPointF) -> None:
        square = self._square()
        if self._erases:
            self._erase(place)
        elif square.contains(place):
            far = (
                self._last is None or math.dist(place.toTuple(), self._last.toTuple()) >= _APART_PX
            )
            if far and len(self.points) < DrawnPoints.points.most:
                x, y = self._plane(place)
                self.points = (*self.points, (round(x, 4), round(y, 4), self.label))
                self._last = place
        self.update()

    def _erase(self, place: QPointF) -> None:
        kept = []
        for x, y, number in self.points:
            if math.dist(self.place_of(x, y).toTuple(), place.toTuple()) > _ERASER_PX:
                kept.append((x, y, number))
        self.points = tuple(kept)

    def _plane(self, place: QPointF) -> tuple[float, float]:
        square, reach = self._square(), self._reach()
        x = (place.x() - square.left()) / square.width() * 2 - 1
        y = (square.bottom() - place.y()) / square.height() * 2 - 1
        return x * reach, y * reach

    def _reach(self) -> float:
        shown = self.points if self._before is None else self._before
        largest = np.abs(np.array([point[:2] for point in shown])).max(initial=0.0) if shown else 0
        return max(_REACH, float(largest) * 1.05)

    def _square(self) -> QRectF:
        side = min(self.width() - 16, self.height() - 8)
        return QRectF((self.width() - side) / 2, 2, side, side)
