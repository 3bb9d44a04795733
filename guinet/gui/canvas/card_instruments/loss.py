"""The loss: its number and the way it came."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from guinet.core.loss import Loss
from guinet.core.module import Module
from guinet.graph.analysis import Analysis
from guinet.gui import theme
from guinet.gui.canvas.card_instruments.base import Instrument
from guinet.gui.canvas.readings import Readings
from guinet.gui.format import number

__all__ = ["LossNumber"]


class LossNumber(Instrument):
    """The loss of the newest batch, and a sparkline of the run so far on a log scale."""

    width_px = 104.0
    height_px = 88.0
    watches = "loss"

    def __init__(self, path: str, module: Module, analysis: Analysis) -> None:
        super().__init__(path, module, analysis)
        losses = sum(isinstance(node.module, Loss) for node in analysis.flat.nodes.values())
        # The run reports what it minimises, which with several losses is their sum.
        self.words = "loss of this batch" if losses <= 1 else f"sum of {losses} losses"

    def paint(self, painter: QPainter, body: QRectF, readings: Readings) -> None:
        """Draw the number, what it is, and the sparkline."""
        known = not math.isnan(readings.loss) or bool(readings.curve)
        painter.setPen(theme.colour("text" if known else "muted"))
        words = number(readings.loss)
        painter.setFont(_fitting(words, body.width()))
        painter.drawText(QPointF(body.left(), body.top() + 20), words)
        self.caption(painter, QRectF(body.left(), body.top() + 26, body.width(), 16), self.words)
        self._sparkline(painter, body.adjusted(0, 48, 0, 0), readings.curve)
        if not known:
            well = body.adjusted(0, 48, 0, 0)
            self.caption(painter, well, "No values yet", Qt.AlignmentFlag.AlignHCenter)

    def _sparkline(self, painter: QPainter, rect: QRectF, curve: list[float]) -> None:
        self.well(painter, rect)
        values = np.asarray(curve, dtype=np.float64)
        values = values[np.isfinite(values)]
        if values.size < 2:
            return
        if (values > 0).all():
            values = np.log(values)
        inner = rect.adjusted(5, 6, -5, -6)
        low, high = float(values.min()), float(values.max())
        span = high - low if high > low else 1.0
        xs = inner.left() + np.linspace(0, 1, values.size) * inner.width()
        ys = inner.bottom() - (values - low) / span * inner.height()
        pen = QPen(theme.category_colour(self.module.category), 1.5)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        points = [QPointF(x, y) for x, y in zip(xs, ys, strict=True)]
        painter.drawPolyline(QPolygonF(points))


def _fitting(words: str, width: float) -> QFont:
    """Return the key numbers' font, smaller where a power of ten makes a number long."""
    for size_px in (20, 17, 15):
        font = theme.font(size_px, 600, tabular=True)
        if QFontMetricsF(font).horizontalAdvance(words) <= width:
            break
    return font
