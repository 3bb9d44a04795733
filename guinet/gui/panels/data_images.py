"""The first images of a data set, each with its class."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from guinet.core.types import Array
from guinet.gui import theme

__all__ = ["MOST_IMAGES", "ImagesView", "as_image"]

_TILE, _CAPTION, _GAP = 48, 16, 8
MOST_IMAGES = 120


def as_image(sample: Array, low: float, high: float) -> QImage:
    """Return an image (C, H, W) with 1 or 3 channels, black at ``low`` and white at ``high``."""
    span = (high - low) or 1.0
    scaled = np.clip((np.asarray(sample, dtype=float) - low) / span * 255, 0, 255).astype(np.uint8)
    channels, height, width = scaled.shape
    if channels == 3:
        pixels = np.ascontiguousarray(scaled.transpose(1, 2, 0))
        form, stride = QImage.Format.Format_RGB888, 3 * width
    else:
        pixels = np.ascontiguousarray(scaled[0])
        form, stride = QImage.Format.Format_Grayscale8, width
    return QImage(pixels.tobytes(), width, height, stride, form).copy()


class ImagesView(QWidget):
    """As many images as fit, in rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images: list[QImage] = []
        self._captions: list[str] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, _TILE + _CAPTION + _GAP)
        theme.themes.changed.connect(self.update)

    @property
    def shown(self) -> int:
        """Number of images that there is room for."""
        columns, rows = self._grid()
        return min(len(self._images), columns * rows)

    def show_images(self, samples: Array, captions: list[str]) -> None:
        """Show images (n, C, H, W)."""
        low, high = float(samples.min()), float(samples.max())
        self._images = [as_image(sample, low, high) for sample in samples[:MOST_IMAGES]]
        self._captions = captions[:MOST_IMAGES]
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for two rows."""
        return QSize(6 * (_TILE + _GAP), 2 * (_TILE + _CAPTION + _GAP))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the images with their classes below."""
        painter = QPainter(self)
        painter.setFont(theme.font(11))
        painter.setPen(theme.colour("muted"))
        columns, _ = self._grid()
        for place in range(self.shown):
            row, column = divmod(place, columns)
            left = _GAP + column * (_TILE + _GAP)
            top = _GAP + row * (_TILE + _CAPTION + _GAP)
            painter.drawImage(QRect(left, top, _TILE, _TILE), self._images[place])
            caption = painter.fontMetrics().elidedText(
                self._captions[place], Qt.TextElideMode.ElideRight, _TILE
            )
            below = QRect(left, top + _TILE, _TILE, _CAPTION)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, caption)
        painter.end()

    def _grid(self) -> tuple[int, int]:
        columns = max(1, (self.width() - _GAP) // (_TILE + _GAP))
        rows = max(1, (self.height() - _GAP) // (_TILE + _CAPTION + _GAP))
        return columns, rows
