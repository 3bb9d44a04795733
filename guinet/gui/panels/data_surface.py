"""A plane to draw samples on, with the mouse or the keys."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from guinet.core.points_field import Point
from guinet.core.types import Array
from guinet.data.drawing import Stroke, reach
from guinet.data.sources.drawn_points import DrawnPoints
from guinet.gui import theme
from guinet.gui.class_colours import class_colours
from guinet.gui.format import counted
from guinet.gui.hear_first import hear_first
from guinet.gui.panels.data_plane import PlaneView

__all__ = ["DrawingSurface"]

_BRUSH_PX, _ERASER_PX = 14.0, 12.0
_WIDEST = 2.0
_STEP_PX, _LARGE_STEP_PX = 4.0, 24.0
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ERASING_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_DRAWING_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TIP = (
    "Click or drag to draw points of the chosen class; the right button erases.\n"
    "Keys: arrows move (Shift: far), Space draws, Delete erases, 1 … 9 and 0 choose a class."
)


class DrawingSurface(PlaneView):
    """Points of a source, and the stroke in hand, which becomes an edit where it ends.

    Signals
    -------
    drawn
        All points after a stroke, and in words what it did.
    label_wanted
        The class that a key asks for.

    Attributes
    ----------
    label
        Class of what is drawn; None: the left button erases as well.
    """

    drawn = Signal(tuple, str)
    label_wanted = Signal(int)
    most: int = DrawnPoints.points.most

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        hear_first(self, self._hear)
        self.label: int | None = 0
        self._source = DrawnPoints()
        self._kept: Array = np.zeros(0, dtype=bool)
        self._stroke: Stroke | None = None
        self._begun = QPointF()
        self._under: QPointF | None = None
        self._by_keys = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName("Plane to draw points on")
        self.setAccessibleDescription(_TIP)
        self.setToolTip(_TIP)

    @property
    def points(self) -> tuple[Point, ...]:
        """What is seen: the points of the source, or those of the stroke in hand."""
        return self._source.points if self._stroke is None else self._stroke.points

    def show_source(self, source: DrawnPoints) -> None:
        """Show the points of a source; a stroke in hand is given up."""
        self._stroke = None
        if source.points != self._source.points:
            self._kept = np.zeros(0, dtype=bool)
        self._source = source
        self._show()

    def show_split(self, validation: Array) -> None:
        """Show which samples are kept for validation, as places among the points."""
        count = len(self._source.points)
        if validation.max(initial=-1) >= count:
            return  # Some of the points are gone meanwhile; the split of the others is on its way.
        self._kept = np.zeros(count, dtype=bool)
        self._kept[validation] = True
        self._show()

    @property
    def plot(self) -> QRectF:
        """Where the points lie: at most twice as wide as high, for the origin is in the middle."""
        plot = super().plot
        plot.setWidth(min(plot.width(), _WIDEST * plot.height()))
        return plot

    def bounds(self) -> tuple[Array, Array]:
        """Return the corners of a plane that stays as it is while one draws."""
        plot = self.plot
        aspect = max(plot.width(), 1.0) / max(plot.height(), 1.0)
        corner = reach(self._source.points, aspect) * np.array([aspect, 1.0])
        return -corner, corner

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke."""
        erases = event.button() == Qt.MouseButton.RightButton
        if self._stroke is not None or not (erases or event.button() == Qt.MouseButton.LeftButton):
            return
        self._by_keys = False
        self._begin(None if erases else self.label)
        self._lead(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Lead the stroke on."""
        self._by_keys = False
        if self._stroke is None:
            self._under = event.position()
            self.update()
        else:
            self._lead(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the stroke."""
        if not event.buttons():
            self._end()

    def leaveEvent(self, event: QEvent) -> None:
        """Show the brush no longer."""
        if not self._by_keys:
            self._under = None
            self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the place of the keys no longer."""
        super().focusOutEvent(event)
        if self._by_keys:
            self._by_keys, self._under = False, None
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that keys arrive here."""
        super().focusInEvent(event)
        self.update()

    def _hear(self, event: QEvent) -> bool:
        """Keep keys that draw from becoming commands of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            taken = event.key() in (*_ERASING_KEYS, *_DRAWING_KEYS, *_ARROWS)
            if taken or (event.key() == Qt.Key.Key_Escape and self._stroke is not None):
                event.accept()
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, draw, erase, choose a class, or give a stroke up."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self._stroke is not None:
            self._stroke = None
            self._show()
        elif key in _ARROWS:
            self._move(key, far=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif key in _DRAWING_KEYS and self._stroke is None:
            self._at_once(self.label)
        elif key in _ERASING_KEYS and self._stroke is None:
            self._at_once(None)
        elif event.text().isdigit() and not event.modifiers():
            self.label_wanted.emit((int(event.text()) - 1) % 10)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw plane, points, and the brush."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint(painter)
        plot = self.plot
        if not self.points:
            painter.setPen(theme.colour("muted"))
            painter.setFont(theme.font(12))
            words = "Click or drag to draw points"
            painter.drawText(plot, Qt.AlignmentFlag.AlignCenter, words)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(plot.adjusted(0.5, 0.5, -0.5, -0.5))
        if self._under is not None and plot.contains(self._under):
            painter.setClipRect(plot)
            self._paint_brush(painter, self._under)
        painter.end()

    def _paint_brush(self, painter: QPainter, place: QPointF) -> None:
        label = self._stroke.label if self._stroke is not None else self.label
        colour = theme.colour("text") if label is None else self._colour(label)
        painter.setPen(
            QPen(colour, 1, Qt.PenStyle.DashLine if label is None else Qt.PenStyle.SolidLine)
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = _ERASER_PX if label is None else _BRUSH_PX
        painter.drawEllipse(place, radius, radius)
        if self._by_keys:
            painter.drawLine(place - QPointF(4, 0), place + QPointF(4, 0))
            painter.drawLine(place - QPointF(0, 4), place + QPointF(0, 4))

    def _colour(self, label: int) -> QColor:
        return class_colours(label + 1)[label]

    def _move(self, key: Qt.Key, *, far: bool) -> None:
        """Move the place of the keys; it begins in the middle."""
        plot, step = self.plot, _LARGE_STEP_PX if far else _STEP_PX
        place = self._under or plot.center()
        if self._by_keys:
            right, down = _ARROWS[key]
            place += QPointF(step * right, step * down)
        self._by_keys = True
        self._under = self._inside(place)
        self.update()

    def _at_once(self, label: int | None) -> None:
        """Draw or erase at the place of the keys."""
        self._by_keys = True
        place = self._under or self.plot.center()
        self._begin(label)
        self._lead(place)
        self._end()

    def _begin(self, label: int | None) -> None:
        low, high = self.bounds()
        unit = float(high[1] - low[1]) / max(self.plot.height(), 1.0)
        radius = unit * (_ERASER_PX if label is None else _BRUSH_PX)
        corner = float(high[0]), float(high[1])
        self._stroke = Stroke(self._source.points, label, radius, self.most, corner)

    def _lead(self, position: QPointF) -> None:
        assert self._stroke is not None
        place, plot = self._inside(position), self.plot
        low, high = self.bounds()
        part = np.array([place.x() - plot.left(), plot.bottom() - place.y()])
        x, y = low + part / [plot.width(), plot.height()] * (high - low)
        self._stroke.to(float(x), float(y))
        self._under = place
        self._show()

    def _inside(self, place: QPointF) -> QPointF:
        plot = self.plot
        return QPointF(
            min(max(place.x(), plot.left()), plot.right()),
            min(max(place.y(), plot.top()), plot.bottom()),
        )

    def _end(self) -> None:
        stroke, self._stroke = self._stroke, None
        if stroke is None:
            return
        if stroke.changed:
            verb = "Erase" if stroke.label is None else "Draw"
            self.drawn.emit(stroke.points, f"{verb} {counted(stroke.changed, 'point')}")
        self._show()

    def _show(self) -> None:
        """Hand the points to what draws them."""
        table = np.array(self.points, float).reshape(-1, 3)
        kept = np.zeros(len(table), dtype=bool)
        if self._stroke is None and len(self._kept) == len(table):
            kept = self._kept
        tip = self.toolTip()
        self.show_points(table[:, :2], table[:, 2].astype(int), kept, ("x1", "x2"), equal=True)
        self.setToolTip(tip)
