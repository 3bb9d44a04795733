"""Names beside the marks of what they belong to, in one line."""

from __future__ import annotations

import math
from typing import ClassVar

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from guinet.gui import theme
from guinet.gui.plots.parts import seen_name

__all__ = ["Legend"]

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
    """

    what: ClassVar[str]
    mark_px: ClassVar[int]

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names: tuple[str, ...] = ()
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def colours(self) -> list[QColor]:
        """Return the colour of each mark."""
        raise NotImplementedError

    def draw_mark(self, painter: QPainter, x: float, colour: QColor) -> None:
        """Draw a mark whose room begins at `x`."""
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
        return QSize(self.mark_px * len(self.names), 16)

    def minimumSizeHint(self) -> QSize:
        """Give way to nothing."""
        return QSize(0, 16)

    @property
    def whole_px(self) -> int:
        """How wide it is with all names in full."""
        return math.ceil(self._beside_names + sum(self._widths()))

    def shown(self) -> list[str]:
        """Return the names as they are written: shortened, the longest first, so that all fit."""
        metrics = QFontMetricsF(theme.font(11))
        names, widths = [seen_name(name) for name in self.names], self._widths()
        room = self.width() - self._beside_names
        most = max(widths, default=0.0)
        while most > _LEAST_NAME_PX and sum(min(width, most) for width in widths) > room:
            most -= 1
        if sum(min(width, most) for width in widths) > room:
            return [""] * len(names)
        elide = Qt.TextElideMode.ElideRight
        return [metrics.elidedText(name, elide, most) for name in names]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw marks and names."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(11))
        metrics, x = QFontMetricsF(painter.font()), 0.0
        for colour, words in zip(self.colours(), self.shown(), strict=True):
            self.draw_mark(painter, x, colour)
            painter.setPen(theme.colour("muted"))
            wide = metrics.horizontalAdvance(words)
            rect = QRectF(x + self.mark_px, 0, wide + 2, self.height())
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, words)
            x += self.mark_px + (wide + _GAP_PX if words else 0)
        painter.end()

    @property
    def _beside_names(self) -> int:
        return max((self.mark_px + _GAP_PX) * len(self.names) - _GAP_PX, 0)

    def _widths(self) -> list[float]:
        metrics = QFontMetricsF(theme.font(11))
        return [metrics.horizontalAdvance(seen_name(name)) + 1 for name in self.names]

    def _explain(self) -> None:
        names = f"{self.what}: " + ", ".join(map(seen_name, self.names)) if self.names else ""
        self.setToolTip("\n".join(filter(None, (names, self._words))))
