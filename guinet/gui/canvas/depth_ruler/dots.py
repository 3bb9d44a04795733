"""The dots of the ruler: all of them drawn with one call, in the colours of the gradient."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from guinet.core.types import Array
from guinet.gui import theme
from guinet.gui.canvas.scale import LEVELS, gradient_rgb

__all__ = ["MAIN_PX", "STILL_LEVEL", "Dots"]

MAIN_PX, _BRANCH_PX = 5.0, 3.5
"""Radius of a dot on the main way, and of another one."""

STILL_LEVEL = LEVELS
"""The level of a dot without colour: nothing arrives there, or to no avail."""

_PAD_PX = 2.0


class Dots:
    """Sprites for every colour, on the main way and beside it."""

    def __init__(self) -> None:
        self._key: tuple[str, float] | None = None
        self._pixmap = QPixmap()
        self._cell = 0
        self._fragments: Any = None

    def paint(
        self, painter: QPainter, points: Array, levels: Array, main: Array, ratio: float
    ) -> None:
        """Draw dots.

        Parameters
        ----------
        points
            (N, 2) in pixels.
        levels
            (N,) positions on the gradient's colours, or `STILL_LEVEL`.
        main
            (N,) whether a dot lies on the main way.
        ratio
            Device pixels per pixel.
        """
        if not len(points):
            return
        from pyqtgraph.Qt import internals

        self._draw_sprites(ratio)
        if self._fragments is None:
            self._fragments = internals.PrimitiveArray(QPainter.PixmapFragment, 10)
        self._fragments.resize(len(points))
        array = self._fragments.ndarray()
        array[:, 0:2] = points
        array[:, 2] = levels * self._cell
        array[:, 3] = np.where(main, 0, self._cell)
        array[:, 4:6] = self._cell
        array[:, 6:8] = 1.0 / ratio
        array[:, 8] = 0.0
        array[:, 9] = 1.0
        painter.drawPixmapFragments(  # type: ignore[call-arg]
            *self._fragments.drawargs(), self._pixmap
        )

    def _draw_sprites(self, ratio: float) -> None:
        key = (theme.current().name, ratio)
        if key == self._key:
            return
        self._key = key
        self._cell = cell = math.ceil(2 * (MAIN_PX + _PAD_PX) * ratio)
        self._pixmap = QPixmap(cell * (LEVELS + 1), 2 * cell)
        self._pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self._pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = [QColor(*rgb) for rgb in gradient_rgb().tolist()] + [theme.colour("wire_still")]
        for row, (role, radius) in enumerate((("text", MAIN_PX), ("muted", _BRANCH_PX))):
            painter.setPen(QPen(theme.colour(role), 1.2 * ratio))
            for column, colour in enumerate(colours):
                painter.setBrush(colour)
                centre = QPointF((column + 0.5) * cell, (row + 0.5) * cell)
                painter.drawEllipse(centre, radius * ratio, radius * ratio)
        painter.end()
