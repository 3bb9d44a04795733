"""Names on cards that are seen from afar, kept laid out for as long as the zoom stays."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QStaticText

from guinet.core.types import Array
from guinet.gui import theme
from guinet.gui.canvas.bypassed import BYPASSED_OPACITY
from guinet.gui.canvas.card import Card
from guinet.gui.canvas.flat_cards import BAND_PX
from guinet.gui.canvas.legible import far_name

__all__ = ["FarNames"]

_LEAST_WIDE_PX = 14.0
"""On narrower cards not even a short name can be read."""


class FarNames:
    """Writes the names of flat cards where they can be read."""

    def __init__(self) -> None:
        self._laid_out: dict[tuple[str, int], QStaticText] = {}

    def forget(self) -> None:
        """Forget how names are laid out: everything has another size now."""
        self._laid_out.clear()

    def paint(self, painter: QPainter, cards: list[Card], boxes: Array, ratio: float) -> None:
        """Write names.

        Parameters
        ----------
        painter
            On the device, in its own pixels.
        cards, boxes
            The cards, and (n, 4) where they are on the device.
        ratio
            Pixels of the device per pixel.
        """
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.setPen(theme.colour("text"))
        for card, (left, top, right, bottom) in zip(cards, boxes.tolist(), strict=True):
            top += BAND_PX * (right - left) / card.frame.width
            room = int((right - left) / ratio), int((bottom - top) / ratio)
            words, size_px = far_name(card.face.name, *room)
            if not words:
                continue
            text = self._text(words, round(size_px * ratio))
            painter.setFont(theme.font(round(size_px * ratio), 600))
            painter.setOpacity(1.0 if card.face.passes is None else BYPASSED_OPACITY)
            size = text.size()
            x, y = (left + right - size.width()) / 2, (top + bottom - size.height()) / 2
            # Not `round`: it takes the even one of two, so that half a pixel would go one way
            # in one piece of the picture and the other way in the next.
            painter.drawStaticText(QPointF(math.floor(x + 0.5), math.floor(y + 0.5)), text)
        painter.setOpacity(1.0)

    @staticmethod
    def may_be_read(boxes: Array, ratio: float) -> Array:
        """Return on which cards a name might be read, (n,), by how wide they are."""
        wide: Array = (boxes[:, 2] - boxes[:, 0]) >= _LEAST_WIDE_PX * ratio
        return wide

    def _text(self, words: str, size_px: int) -> QStaticText:
        text = self._laid_out.get((words, size_px))
        if text is None:
            text = QStaticText(words)
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            text.prepare(font=theme.font(size_px, 600))
            self._laid_out[words, size_px] = text
        return text
