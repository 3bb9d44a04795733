"""Names beside the marks of what they belong to, in a line or a few."""

from __future__ import annotations

import math
from typing import ClassVar

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from guinet.gui import theme
from guinet.gui.plots.parts import seen_name

__all__ = ["LINE_PX", "Legend"]

LINE_PX = 16
_GAP_PX, _LEAST_NAME_PX = 10, 24


class Legend(QWidget):
    """Marks and names, shortened where there is little room; all in full on hover.

    Attributes
    ----------
    what
        What is named, as the words on hover begin.
    mark_px
        What a mark takes, with the gap behind it.
    names
        In their order.
    lines
        How many lines there are for them.
    """

    what: ClassVar[str]
    mark_px: ClassVar[int]

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names: tuple[str, ...] = ()
        self.lines = 1
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def colours(self) -> list[QColor]:
        """Return the colour of each mark."""
        raise NotImplementedError

    def draw_mark(self, painter: QPainter, left: QPointF, colour: QColor) -> None:
        """Draw a mark whose room begins here, at half its height."""
        raise NotImplementedError

    def show_names(self, names: tuple[str, ...]) -> None:
        """Show other names."""
        if names != self.names:
            self.names = names
            self._explain()
            self.updateGeometry()
            self.update()

    def tell(self, words: str) -> None:
        """Say more on hover, below the names."""
        self._words = words
        self._explain()

    def sizeHint(self) -> QSize:
        """Ask for the marks alone, and take what there is."""
        return QSize(self.mark_px * len(self.names), LINE_PX * self.lines)

    def minimumSizeHint(self) -> QSize:
        """Give way to nothing."""
        return QSize(0, LINE_PX * self.lines)

    @property
    def whole_px(self) -> int:
        """How wide a line of all names in full is."""
        beside = (self.mark_px + _GAP_PX) * len(self.names) - _GAP_PX
        return max(math.ceil(beside + sum(self._widths())), 0)

    def lines_for(self, room: int, most: float = math.inf) -> float:
        """Return how many lines so wide the names fill, none longer than `most`; all in pixels."""
        line, x = 1, 0.0
        for width in self._widths():
            wide = self.mark_px + min(width, most)
            if wide > room:
                return math.inf
            if x + wide > room:
                line, x = line + 1, 0.0
            x += wide + _GAP_PX
        return line

    def shown(self) -> list[str]:
        """Return the names as they are written: shortened, the longest first, so that all fit."""
        metrics, elide = QFontMetricsF(theme.font(11)), Qt.TextElideMode.ElideRight
        most = max(self._widths(), default=0.0)
        while self.lines_for(self.width(), most) > self.lines:
            if most <= _LEAST_NAME_PX:
                return [""] * len(self.names)
            most -= 1
        return [metrics.elidedText(seen_name(name), elide, most) for name in self.names]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw marks and names."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(11))
        metrics, x, y = QFontMetricsF(painter.font()), 0.0, 0.0
        for colour, words in zip(self.colours(), self.shown(), strict=True):
            wide = metrics.horizontalAdvance(words)
            if x + self.mark_px + wide > self.width():
                x, y = 0.0, y + LINE_PX
            self.draw_mark(painter, QPointF(x, y + LINE_PX / 2), colour)
            painter.setPen(theme.colour("muted"))
            rect = QRectF(x + self.mark_px, y, wide + 2, LINE_PX)
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, words)
            x += self.mark_px + (wide + _GAP_PX if words else 0)
        painter.end()

    def _widths(self) -> list[float]:
        metrics = QFontMetricsF(theme.font(11))
        return [metrics.horizontalAdvance(seen_name(name)) + 1 for name in self.names]

    def _explain(self) -> None:
        names = f"{self.what}: " + ", ".join(map(seen_name, self.names)) if self.names else ""
        self.setToolTip("\n".join(filter(None, (names, self._words))))
