"""Where each head of an attention looks, a picture for each."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from guinet.core.module import Module
from guinet.core.sequences.attending import Attending
from guinet.core.types import Array
from guinet.graph.analysis import Analysis
from guinet.gui import format as fmt
from guinet.gui.canvas.card_instruments.base import Instrument
from guinet.gui.canvas.card_instruments.pictures import Mosaic
from guinet.gui.canvas.readings import Readings
from guinet.lens.view import SampleAt, View
from guinet.lens.views.attention import Attention, AttentionOf

__all__ = ["AttentionHeads"]

_WIDE_PX, _GAP_PX, _HEAD_PX, _CAPTION_PX = 136.0, 8.0, 14.0, 16.0
_SINGLE_PX = 112.0
_MOST_COLUMNS, _MOST = 4, 16
_LEAST_PX = 28.0
"""Width of a map at least where there are many; in smaller ones nothing can be made out."""


class AttentionHeads(Instrument):
    """A map for each head, numbered: rows look at columns, and what they do not see recedes."""

    def __init__(self, path: str, module: Module, analysis: Analysis) -> None:
        super().__init__(path, module, analysis)
        assert isinstance(module, Attending)
        self.count = module.num_heads
        self.shown = min(self.count, _MOST)
        columns = min(math.ceil(math.sqrt(self.shown)), _MOST_COLUMNS)
        cell = (_WIDE_PX - _GAP_PX * (columns - 1)) // columns if self.count > 1 else _SINGLE_PX
        head = _HEAD_PX if self.count > 1 else 0.0
        self.mosaic = Mosaic(columns, cell, cell, _GAP_PX, head)
        self.width_px, self.height_px = self.mosaic.size(self.shown)
        self._drawn: tuple[Attention, Array] | None = None
        self._add_words()

    @staticmethod
    def fits(path: str, module: Module, analysis: Analysis) -> bool:
        """Whether it has heads, and what they look at is known."""
        return bool(analysis.outputs_of(path)) and isinstance(module, Attending)

    def views(self, sample: SampleAt) -> tuple[View, ...]:
        """Look at the heads of the sample."""
        return (AttentionOf(self.path, sample),)

    def fit(self, width: float) -> None:
        """Enlarge the maps, and show as many as there is room for."""
        self.shown = min(self.count, max(self.mosaic.room(width, _LEAST_PX), _MOST))
        self.mosaic = self.mosaic.grown(width, self.shown)
        self.width_px, self.height_px = width, self.mosaic.size(self.shown)[1]
        self._drawn = None
        self._add_words()

    def paint(self, painter: QPainter, body: QRectF, readings: Readings) -> None:
        """Draw the maps on one scale, the number of each above it."""
        found = self._seen(readings)
        corner = body.topLeft()
        if found is None:
            self.mosaic.outlines(painter, corner, self.shown)
        else:
            if self._drawn is None or self._drawn[0] is not found:
                self._drawn = found, found.shares[: self.shown]
            self.mosaic.paint(painter, corner, self._drawn[1], signed=True)
        if self.count > 1:
            words = "head {}" if self.mosaic.columns < 3 else "{}"
            for number in range(self.shown):
                place = self.mosaic.head_of(corner, number)
                self.caption(painter, place, words.format(number + 1), size_px=10)
        top = corner.y() + self.mosaic.size(self.shown)[1]
        below = QRectF(corner.x(), top, body.width(), _CAPTION_PX)
        self.caption(painter, below, "row looks at column", size_px=10)
        if self.count > self.shown:
            more = f"and {self.count - self.shown} more heads"
            self.caption(painter, below.translated(0, _CAPTION_PX), more, size_px=10)

    def words_at(self, point: QPointF, body: QRectF, zoom: float, readings: Readings) -> str:
        """Name the head under a point, and tell how far one place looks at another."""
        number = self.mosaic.at(body.topLeft(), point, self.shown)
        if number is None:
            return ""
        name = self.path if self.count == 1 else f"{self.path}, head {number + 1}"
        found = self._seen(readings)
        if found is None:
            return name
        cell = self.mosaic.cell(body.topLeft(), point, found.shares[: self.shown], zoom)
        if cell is None:
            return name
        _, row, column = cell
        share = fmt.percent(float(found.shares[cell]))
        return f"{name}: place {row + 1} looks at place {column + 1} with {share}"

    def _add_words(self) -> None:
        self.words_px = (2 if self.count > self.shown else 1) * _CAPTION_PX
        self.height_px += self.words_px

    def _seen(self, readings: Readings) -> Attention | None:
        found = readings.seen(AttentionOf(self.path, readings.sample))
        # The number of heads may have been changed since.
        fits = isinstance(found, Attention) and len(found.shares) == self.count
        return found if fits else None
