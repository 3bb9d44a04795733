"""What an instrument on a card is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Container

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from guinet.core.module import Module
from guinet.graph.analysis import Analysis
from guinet.gui import theme
from guinet.gui.canvas.legible import small_words
from guinet.gui.canvas.readings import Readings
from guinet.lens.view import SampleAt, View

__all__ = ["Instrument"]


class Instrument(ABC):
    """Draws what a node computes, from the running network or the module's own arithmetic.

    Attributes
    ----------
    width_px, height_px
        Room it asks for at 100 %.
    words_px
        How much of the height is for words, which do not grow with the picture.
    watches
        Which readings it must be drawn anew for: ``"weights"``, ``"loss"``, both or none.
    """

    width_px: float = 88.0
    height_px: float = 48.0
    words_px: float = 0.0
    watches: Container[str] = ()

    def __init__(self, path: str, module: Module, analysis: Analysis) -> None:
        self.path = path
        self.module = module

    def views(self, sample: SampleAt) -> tuple[View, ...]:
        """Return the views that it draws; ``sample`` is the one that is shown."""
        return ()

    def fit(self, width: float) -> None:
        """Ask for so much width: away from its card, pictures grow and words stay as they are."""
        grown = width / self.width_px
        self.height_px = (self.height_px - self.words_px) * grown + self.words_px
        self.width_px = width

    @abstractmethod
    def paint(self, painter: QPainter, body: QRectF, readings: Readings) -> None:
        """Draw into ``body``, which is at least as large as was asked for."""

    def words_at(self, point: QPointF, body: QRectF, zoom: float, readings: Readings) -> str:
        """Return what to say about a place in ``body``; empty where the card speaks for all of it.

        Parameters
        ----------
        point
            On the card's own coordinates, as ``body`` is.
        zoom
            How large the card is seen; what is too small to be pointed at says nothing.
        """
        return ""

    def well(self, painter: QPainter, rect: QRectF) -> None:
        """Draw the recess that curves stand in."""
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.setBrush(theme.colour("well"))
        painter.drawRoundedRect(rect, 4, 4)

    def caption(
        self,
        painter: QPainter,
        rect: QRectF,
        text: str,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        size_px: int = 11,
    ) -> None:
        """Write a line in the quiet colour, where it can be read."""
        if not small_words(painter):
            return
        painter.setPen(theme.colour("muted"))
        painter.setFont(theme.font(size_px))
        painter.drawText(rect, align | Qt.AlignmentFlag.AlignVCenter, text)
