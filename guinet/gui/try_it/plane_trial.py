"""A point dragged over the plane."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from guinet.core.types import Array
from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.panels.widgets import label
from guinet.gui.plots.facts import Facts
from guinet.gui.plots.field_image import field_rgb
from guinet.gui.try_it.trial import SPACING, Trial
from guinet.lens.views.boundary import Boundary
from guinet.lens.views.trial import FieldRange, RawSample

__all__ = ["PlaneTrial", "Surface"]

_LEAST_PX, _MOST_PX = 112, 320

_KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Down: (0, -1),
    Qt.Key.Key_Up: (0, 1),
}


class PlaneTrial(Trial):
    """The plane in the colours of what is said there, and the point."""

    def __init__(self, facts: Facts, parent: QWidget | None = None) -> None:
        super().__init__(facts, parent)
        self.surface = Surface()
        self.surface.moved.connect(self._on_moved)
        self.place = label("", "caption")
        self.layout_.addWidget(self.surface, 0, Qt.AlignmentFlag.AlignHCenter)
        self.layout_.addWidget(self.place)

    def fit(self, width: int, height: int) -> None:
        """Let the plane be as large as there is room."""
        rest = self.row_height + self.place.sizeHint().height() + SPACING
        side = int(np.clip(min(width, height - rest), _LEAST_PX, _MOST_PX))
        self.surface.setFixedSize(side, side)

    def sample(self) -> Array | None:
        """Return the point."""
        return self.surface.point

    def show_range(self, found: FieldRange) -> None:
        """Begin in the middle of the data."""
        if self.surface.point is None:
            self.surface.show_point(found.mean)
            self._on_moved()

    def show_field(self, field: Boundary) -> None:
        """Show what the network says everywhere."""
        self.surface.show_field(field)

    def show_sample(self, sample: RawSample) -> None:
        """Go to a sample."""
        self.surface.show_point(sample.values)
        self._on_moved()

    def _on_moved(self) -> None:
        point = self.surface.point
        if point is not None:
            x, y = (fmt.number(float(v), 3) for v in point)
            self.place.setText(f"x1 {x}, x2 {y}")
            self.changed.emit()


class Surface(QWidget):
    """Draws the field and a point; a drag, a click or the arrow keys move it.

    Signals
    -------
    moved
        A person moved the point.

    Attributes
    ----------
    point
        In the units of the data; None at first.
    """

    moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.point: Array | None = None
        self._field: Boundary | None = None
        self._image: QImage | None = None
        self._dragging = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName("Plane: drag the point, or move it by the arrow keys")
        self.setToolTip("Drag the point, or move it by the arrow keys")
        theme.themes.changed.connect(self._dress)

    def show_point(self, point: Array) -> None:
        """Show the point elsewhere."""
        self.point = np.array(point, float).ravel()
        self.update()

    def show_field(self, field: Boundary) -> None:
        """Show what is said everywhere."""
        self._field = field
        self._dress()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the point to the mouse."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragging = True
            self._take(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Take the point along."""
        if self._dragging:
            self._take(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._dragging = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the point by a fiftieth of the plane, with Shift by a tenth."""
        step = _KEYS.get(Qt.Key(event.key()))
        if step is None or self.point is None or self._field is None:
            super().keyPressEvent(event)
            return
        size = 0.1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0.02
        spans = [float(v[-1] - v[0]) for v in (self._field.xs, self._field.ys)]
        self.point = self.point + size * np.array(step) * spans
        self._keep_inside()
        self.moved.emit()
        self.update()

    def place_of(self, point: Array) -> QPointF:
        """Return where a point of the plane is drawn."""
        assert self._field is not None
        rect, (x0, x1, y0, y1) = self._square(), self._extent()
        x = rect.left() + (float(point[0]) - x0) / (x1 - x0) * rect.width()
        return QPointF(x, rect.bottom() - (float(point[1]) - y0) / (y1 - y0) * rect.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw field and point."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        square = self._square()
        if self._image is None:
            painter.fillRect(square, theme.colour("well"))
        else:
            painter.drawImage(square, self._image)
        painter.setPen(QPen(theme.colour("accent" if self.hasFocus() else "border"), 1))
        painter.drawRect(square.adjusted(0, 0, -1, -1))
        if self.point is not None and self._field is not None:
            place = self.place_of(self.point)
            painter.setPen(QPen(theme.colour("pulse_outline"), 1.5))
            painter.setBrush(theme.colour("pulse"))
            painter.drawEllipse(place, 7, 7)
            painter.drawLine(place + QPointF(-3, 0), place + QPointF(3, 0))
            painter.drawLine(place + QPointF(0, -3), place + QPointF(0, 3))
        painter.end()

    def _take(self, place: QPointF) -> None:
        if self._field is None:
            return
        rect, (x0, x1, y0, y1) = self._square(), self._extent()
        x = x0 + (place.x() - rect.left()) / rect.width() * (x1 - x0)
        y = y0 + (rect.bottom() - place.y()) / rect.height() * (y1 - y0)
        self.point = np.array([x, y])
        self._keep_inside()
        self.moved.emit()
        self.update()

    def _keep_inside(self) -> None:
        assert self.point is not None
        x0, x1, y0, y1 = self._extent()
        self.point = np.clip(self.point, [x0, y0], [x1, y1])

    def _extent(self) -> tuple[float, float, float, float]:
        assert self._field is not None
        ends: list[float] = []
        for middles in (self._field.xs, self._field.ys):
            half = float(middles[1] - middles[0]) / 2
            ends += [float(middles[0]) - half, float(middles[-1]) + half]
        return ends[0], ends[1], ends[2], ends[3]

    def _square(self) -> QRectF:
        side = min(self.width(), self.height())
        return QRectF((self.width() - side) / 2, 0, side, side)

    def _dress(self) -> None:
        if self._field is not None:
            rgb = np.ascontiguousarray(field_rgb(self._field.shares)[::-1])
            height, width, _ = rgb.shape
            form = QImage.Format.Format_RGB888
            self._image = QImage(rgb.data, width, height, 3 * width, form).copy()
        self.update()
