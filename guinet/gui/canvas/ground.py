"""The dots on the ground of the canvas."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QTransform

from guinet.gui import theme
from guinet.gui.canvas.whole_pixels import before

__all__ = ["Ground"]

_GAP_PX = 24.0
_CLOSEST_PX = 16.0
_RADIUS_PX = 0.9
_CELL_PX = 5


class Ground:
    """A grid of dots, each on whole pixels of the device, so that all look alike."""

    def __init__(self) -> None:
        self._dot: tuple[object, QPixmap] | None = None

    def paint(self, painter: QPainter, area: QRectF, ratio: float) -> None:
        """Draw the dots of a part of the scene.

        Parameters
        ----------
        painter
            In the scene.
        ratio
            Pixels of the device per pixel.
        """
        way = painter.worldTransform() * QTransform.fromScale(ratio, ratio)
        gap = _GAP_PX
        while gap * way.m11() < _CLOSEST_PX * ratio:
            gap *= 2
        xs = _places(area.left(), area.right(), gap, way.m11(), way.dx())
        ys = _places(area.top(), area.bottom(), gap, way.m22(), way.dy())
        if not xs or not ys:
            return
        dot = self._picture(ratio)
        # All rows are alike: one is made, and drawn many times.
        row = QPixmap(xs[-1] - xs[0] + dot.width(), dot.height())
        row.fill(QColor(0, 0, 0, 0))
        maker = QPainter(row)
        for x in xs:
            maker.drawPixmap(x - xs[0], 0, dot)
        maker.end()
        painter.save()
        painter.setWorldTransform(QTransform.fromScale(1.0 / ratio, 1.0 / ratio))
        half = dot.width() // 2
        for y in ys:
            painter.drawPixmap(QPoint(xs[0] - half, y - half), row)
        painter.restore()

    def _picture(self, ratio: float) -> QPixmap:
        key = (ratio, theme.current().name)
        if self._dot is None or self._dot[0] != key:
            cell = 2 * math.ceil(_CELL_PX * ratio / 2) + 1
            picture = QPixmap(cell, cell)
            picture.fill(QColor(0, 0, 0, 0))
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("dots"))
            radius = _RADIUS_PX * ratio
            painter.drawEllipse(QPointF(cell / 2, cell / 2), radius, radius)
            painter.end()
            self._dot = (key, picture)
        return self._dot[1]


def _places(low: float, high: float, gap: float, scale: float, offset: float) -> list[int]:
    """Return the pixels of the device in which dots lie along one axis."""
    first, last = math.floor(low / gap - 0.5), math.ceil(high / gap - 0.5)
    middles = (np.arange(first, last + 1) + 0.5) * gap
    return before(middles * scale + offset).astype(int).tolist()
