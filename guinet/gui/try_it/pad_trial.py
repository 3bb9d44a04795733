"""Drawing an image, and seeing it as the network sees it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QVBoxLayout, QWidget

from guinet.core.types import Array
from guinet.gui import theme
from guinet.gui.canvas.card_instruments.pictures import grey_image
from guinet.gui.panels.widgets import label
from guinet.gui.plots.facts import Facts
from guinet.gui.try_it.drawing import pixels_of
from guinet.gui.try_it.pad import Pad
from guinet.gui.try_it.trial import SPACING, Trial
from guinet.lens.views.trial import Answer, RawSample

__all__ = ["PadTrial", "image_shape"]

_SEEN_PX = 72
_LEAST_PX, _MOST_PX = 112, 256
_BESIDE_PX = 92
"""Width of the words beside the pad."""


class PadTrial(Trial):
    """A pad, and beside or below it, where it is larger, the drawing at the size of the data."""

    def __init__(self, facts: Facts, parent: QWidget | None = None) -> None:
        super().__init__(facts, parent)
        shape = image_shape(self.spec.shape)
        assert shape is not None
        self.height_, self.width_ = shape
        raw = facts.data.source.specs()
        field = next((spec for spec in raw.values() if spec.shape == self.spec.shape), self.spec)
        self.low = 0.0 if field.low is None else field.low
        self.high = 1.0 if field.high is None else field.high
        self._given: Array | None = None
        self.pad = Pad()
        self.pad.changed.connect(self._on_drawn)
        self.seen = _Seen()
        self.clear = QPushButton("Clear")
        self.undo = QPushButton("Undo")
        self.undo.setToolTip("Take back the last stroke")
        self.clear.clicked.connect(self.pad.clear)
        self.undo.clicked.connect(self.pad.undo)
        self.row.insertWidget(0, self.clear)
        self.row.insertWidget(1, self.undo)
        self.row.removeWidget(self.words)
        self.row.addStretch(1)
        said = QVBoxLayout()
        said.setSpacing(4)
        said.addWidget(label("The network sees", "caption", wrap=True))
        said.addWidget(self.words)
        said.addStretch(1)
        self._aside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._aside.setSpacing(SPACING)
        self._aside.addWidget(self.seen, 0, Qt.AlignmentFlag.AlignTop)
        self._aside.addLayout(said, 1)
        self._body = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._body.setSpacing(SPACING)
        self._body.addWidget(self.pad, 0, Qt.AlignmentFlag.AlignTop)
        self._body.addLayout(self._aside, 1)
        self.layout_.addLayout(self._body)
        self._dress()

    def fit(self, width: int, height: int) -> None:
        """Put what the network sees where it leaves the larger pad."""
        height -= self.row_height
        below = min(width, height - _SEEN_PX - SPACING)
        beside = min(width - _BESIDE_PX - SPACING, height)
        is_beside = beside >= below
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._body.setDirection(across if is_beside else down)
        self._aside.setDirection(down if is_beside else across)
        side = min(max(beside, below, _LEAST_PX), _MOST_PX)
        self.pad.setFixedSize(side, side)

    def sample(self) -> Array | None:
        """Return the drawing at the size of the data; None while nothing is drawn."""
        if self._given is not None:
            return self._given
        if self.pad.is_empty:
            return None
        pixels = pixels_of(self.pad.coverage(), self.height_, self.width_)
        channels = self.spec.shape[0] if len(self.spec.shape) == 3 else 1
        image = np.repeat(pixels[None], channels, axis=0)
        return (self.low + image * (self.high - self.low)).reshape(self.spec.shape)

    def show_sample(self, sample: RawSample) -> None:
        """Show a sample on the pad; it is what the network sees until something is drawn."""
        image = sample.values.reshape(-1, self.height_, self.width_).mean(axis=0)
        self.pad.show_pixels((image - self.low) / ((self.high - self.low) or 1.0))
        self._given = sample.values
        self.changed.emit()

    def show_answer(self, answer: Answer) -> None:
        """Show the image as it went in."""
        self.seen.show_image(answer.seen.reshape(-1, self.height_, self.width_))

    def _on_drawn(self) -> None:
        self._given = None
        self._dress()
        if self.pad.is_empty:
            self.seen.show_image(None)
        self.changed.emit()

    def _dress(self) -> None:
        self.undo.setEnabled(self.pad.can_undo)
        self.clear.setEnabled(not self.pad.is_empty)


class _Seen(QWidget):
    """A small picture with its pixels visible."""

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self.setFixedSize(_SEEN_PX, _SEEN_PX)
        theme.themes.changed.connect(self.update)

    def show_image(self, image: Array | None) -> None:
        """Show (C, H, W), or nothing."""
        self._image = None
        if image is not None:
            low, high = float(image.min()), float(image.max())
            self._image = grey_image(image, low, high)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it, or where it will stand."""
        painter = QPainter(self)
        if self._image is None:
            painter.setPen(theme.colour("border"))
            painter.setBrush(theme.colour("well"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
            painter.end()
            return
        scale = _SEEN_PX / max(self._image.width(), self._image.height())
        size = self._image.width() * scale, self._image.height() * scale
        painter.drawImage(QRectF(0, 0, *size), self._image)
        painter.end()


def image_shape(shape: tuple[int, ...]) -> tuple[int, int] | None:
    """Return height and width of an image, or of a square of numbers in a row; None for others."""
    if len(shape) == 3 and shape[0] in (1, 3):
        return shape[1], shape[2]
    if len(shape) == 1:
        side = round(shape[0] ** 0.5)
        if side >= 6 and side * side == shape[0]:
            return side, side
    return None
