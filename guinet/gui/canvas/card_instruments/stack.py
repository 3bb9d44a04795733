"""Several instruments of one card, one below the other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from guinet.gui.canvas.card_instruments.base import Instrument
from guinet.gui.canvas.readings import Readings
from guinet.lens.view import View

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
        self.width_px = max(part.width_px for part in parts)
        self.height_px = sum(part.height_px + _GAP for part in parts) - _GAP
        self.watches = tuple(
            what for what in ("weights", "loss") if any(what in part.watches for part in parts)
        )

    def views(self, sample: int) -> tuple[View, ...]:
        """Look at what the parts look at."""
        return tuple(view for part in self.parts for view in part.views(sample))

    def paint(self, painter: QPainter, body: QRectF, readings: Readings) -> None:
        """Draw the parts."""
        top = body.top()
        for part in self.parts:
            part.paint(painter, QRectF(body.left(), top, body.width(), part.height_px), readings)
            top += part.height_px + _GAP
