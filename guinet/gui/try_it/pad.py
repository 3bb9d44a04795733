"""A pad to draw on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from guinet.core.types import Array
from guinet.gui import theme

__all__ = ["Pad"]

_SIDE = 256
_BRUSH = 26.0

_HINT = QColor(160, 170, 178)
"""Of the words on an empty pad, which is black in both themes."""


class Pad(QWidget):
    """Draws with the left button and erases with the right one; strokes can be taken back.

    Signals
    -------
    changed
        After every movement of a stroke.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = self._blank()
        self._before: list[QImage] = []
        self._last: QPointF | None = None
        self._erases = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName("Pad: draw with the left button, erase with the right one")
        self.setToolTip("Draw with the left button, erase with the right one")
        theme.themes.changed.connect(self.update)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is drawn."""
        return not self.coverage().any()

    @property
    def can_undo(self) -> bool:
        """Whether a stroke can be taken back."""
        return bool(self._before)

    def coverage(self) -> Array:
        """Return what is drawn, (S, S) from 0 to 1."""
        bits = self._image.constBits()
        pixels = np.frombuffer(bits, np.uint8).reshape(_SIDE, self._image.bytesPerLine())
        return pixels[:, :_SIDE] / 255.0

    def clear(self) -> None:
        """Take everything away; it can be taken back like a stroke."""
        if not self.is_empty:
            self._remember()
            self._image = self._blank()
            self._tell()

    def undo(self) -> None:
        """Take back the last stroke."""
        if self._before:
            self._image = self._before.pop()
            self._tell()

    def draw(self, places: Sequence[tuple[float, float]]) -> None:
        """Draw a stroke through places, in parts of the pad from the upper left corner."""
        self._remember()
        self._erases = False
        self._last = QPointF(places[0][0] * _SIDE, places[0][1] * _SIDE)
        for x, y in places:
            self._stroke(QPointF(x * _SIDE, y * _SIDE))
        self._last = None

    def show_pixels(self, pixels: Array) -> None:
        """Show an image, (H, W) from 0 to 1, to go on from."""
        self._remember()
        height, width = pixels.shape
        levels = np.ascontiguousarray(np.rint(np.clip(pixels, 0, 1) * 255), np.uint8)
        small = QImage(levels.data, width, height, width, QImage.Format.Format_Grayscale8).copy()
        self._image = self._blank()
        side = max(height, width)
        painter = QPainter(self._image)
        w, h = _SIDE * width / side, _SIDE * height / side
        painter.drawImage(QRectF((_SIDE - w) / 2, (_SIDE - h) / 2, w, h), small)
        painter.end()
        self._tell()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke."""
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            return
        self._erases = event.button() == Qt.MouseButton.RightButton
        self._remember()
        self._last = self._place(event)
        self._stroke(self._last)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with a stroke."""
        if self._last is not None:
            self._stroke(self._place(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a stroke."""
        self._last = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take strokes back with the key of undo, and everything away with Delete."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pad in the colours of the data: light on dark."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        square = self._square()
        painter.drawImage(square, self._image)
        colour = theme.colour("accent" if self.hasFocus() else "border")
        painter.setPen(QPen(colour, 1))
        painter.drawRect(square.adjusted(0, 0, -1, -1))
        if self.is_empty:
            painter.setPen(_HINT)
            painter.setFont(theme.font(12))
            painter.drawText(square, Qt.AlignmentFlag.AlignCenter, "Draw here")
        painter.end()

    def _square(self) -> QRectF:
        side = min(self.width(), self.height())
        return QRectF((self.width() - side) / 2, 0, side, side)

    def _place(self, event: QMouseEvent) -> QPointF:
        square = self._square()
        scale = _SIDE / square.width()
        return (event.position() - square.topLeft()) * scale

    def _stroke(self, place: QPointF) -> None:
        assert self._last is not None
        painter = QPainter(self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shade = 0 if self._erases else 255
        pen = QPen(QColor(shade, shade, shade), _BRUSH * (1.6 if self._erases else 1.0))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        if place == self._last:
            painter.drawPoint(place)
        else:
            painter.drawLine(self._last, place)
        painter.end()
        self._last = place
        self._tell()

    def _remember(self) -> None:
        self._before = [*self._before[-49:], self._image.copy()]

    def _tell(self) -> None:
        self.update()
        self.changed.emit()

    @staticmethod
    def _blank() -> QImage:
        image = QImage(_SIDE, _SIDE, QImage.Format.Format_Grayscale8)
        image.fill(0)
        return image
