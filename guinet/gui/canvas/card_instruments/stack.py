"""Several instruments of one card, one below the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from guinet.gui.canvas.card_instruments.base import Instrument
from guinet.gui.canvas.readings import Readings
from guinet.lens.view import SampleAt, View

__all__ = ["Stack"]

_GAP = 8.0


class Stack(Instrument):
    """Draws its parts in their order.

    Attributes
    ----------
    parts
        From top to bottom.
    """

    def __init__(self, parts: Sequence[Instrument]) -> None:
        self.path, self.module = parts[0].path, parts[0].module
        self.parts = tuple(parts)
        self._add_up()
        self.watches = tuple(
            what for what in ("weights", "loss") if any(what in part.watches for part in parts)
        )

    def fit(self, width: float) -> None:
        """Give each part the width."""
        for part in self.parts:
            part.fit(width)
        self._add_up()

    def views(self, sample: SampleAt) -> tuple[View, ...]:
        """Look at what the parts look at."""
        return tuple(view for part in self.parts for view in part.views(sample))

    def paint(self, painter: QPainter, body: QRectF, readings: Readings) -> None:
        """Draw the parts."""
        for part, place in self._places(body):
            part.paint(painter, place, readings)

    def words_at(self, point: QPointF, body: QRectF, zoom: float, readings: Readings) -> str:
        """Have the part speak that lies there."""
        for part, place in self._places(body):
            if place.contains(point):
                return part.words_at(point, place, zoom, readings)
        return ""

    def _add_up(self) -> None:
        self.width_px = max(part.width_px for part in self.parts)
        self.height_px = sum(part.height_px + _GAP for part in self.parts) - _GAP

    def _places(self, body: QRectF) -> Iterator[tuple[Instrument, QRectF]]:
        """Yield the parts, each with where it stands."""
        top = body.top()
        for part in self.parts:
            yield part, QRectF(body.left(), top, body.width(), part.height_px)
            top += part.height_px + _GAP
