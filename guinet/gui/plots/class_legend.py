"""The names of classes beside their colours, in the head of a tile."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from guinet.gui import theme
from guinet.gui.class_colours import class_colours
from guinet.gui.plots.parts import seen_name

__all__ = ["ClassLegend"]

_DOT_PX, _GAP_PX, _LEAST_NAME_PX = 12, 10, 24


class ClassLegend(QWidget):
    """Dots and names, shortened where there is little room; all in full on hover.

    Attributes
    ----------
    names
        Of the classes.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names: tuple[str, ...] = ()
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_names(self, names: tuple[str, ...]) -> None:
        """Show other classes."""
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
        """Ask for the dots alone, and take what there is."""
        return QSize(_DOT_PX * len(self.names), 16)

    def minimumSizeHint(self) -> QSize:
        """Give way to nothing."""
        return QSize(0, 16)

    def shown(self) -> list[str]:
        """Return the names as they are written: shortened, the longest first, so that all fit."""
        metrics = QFontMetricsF(theme.font(11))
        names = [seen_name(name) for name in self.names]
        widths = [metrics.horizontalAdvance(name) + 1 for name in names]
        room = self.width() - (_DOT_PX + _GAP_PX) * len(names)
        most = max(widths, default=0.0)
        while most > _LEAST_NAME_PX and sum(min(width, most) for width in widths) > room:
            most -= 1
        if sum(min(width, most) for width in widths) > room:
            return [""] * len(names)
        elide = Qt.TextElideMode.ElideRight
        return [metrics.elidedText(name, elide, most) for name in names]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw dots and names."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(11))
        metrics, x = QFontMetricsF(painter.font()), 0.0
        for colour, words in zip(class_colours(len(self.names)), self.shown(), strict=True):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(QPointF(x + 4, self.height() / 2), 3.5, 3.5)
            painter.setPen(theme.colour("muted"))
            wide = metrics.horizontalAdvance(words)
            rect = QRectF(x + _DOT_PX, 0, wide + 2, self.height())
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, words)
            x += _DOT_PX + (wide + _GAP_PX if words else 0)
        painter.end()

    def _explain(self) -> None:
        names = "Classes: " + ", ".join(map(seen_name, self.names)) if self.names else ""
        self.setToolTip("\n".join(filter(None, (names, self._words))))
