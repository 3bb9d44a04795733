"""The loss: its number and the way it came."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from guinet.core.loss import Loss
from guinet.core.module import Module
from guinet.graph.analysis import Analysis
from guinet.graph.judged import judged
from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.canvas.card_instruments.base import Instrument
from guinet.gui.canvas.readings import Readings
from guinet.gui.format import number
from guinet.lens.view import SampleAt, View
from guinet.lens.views.sample import SampleShares, SharesOf

__all__ = ["LossNumber"]

_MOST_CLASSES = 12
_HEAD_PX, _SPARKLINE_PX = 48.0, 40.0
_BARS_HEAD_PX, _BARS_PX = 20.0, 40.0


class LossNumber(Instrument):
    """The loss of the newest batch, and a sparkline of the run so far on a log scale.

    Where there are several each shows its own; what training minimises is their weighted sum.
    """

    width_px = 104.0
    height_px = _HEAD_PX + _SPARKLINE_PX
    words_px = _HEAD_PX
    watches = ("loss",)

    def __init__(self, path: str, module: Module, analysis: Analysis) -> None:
        super().__init__(path, module, analysis)
        losses = sum(isinstance(node.module, Loss) for node in analysis.flat.nodes.values())
        self.several = losses > 1
        weight = module.loss_weight if isinstance(module, Loss) else 1.0
        self.words = "loss of this batch" if weight == 1.0 else f"counts × {weight:g} in the sum"
        one = next((each for each in judged(analysis) if each.path == path), None)
        few = one is not None and 2 <= len(one.classes) <= _MOST_CLASSES
        self.shares = few and one is not None and len(one.prediction_spec.shape) == 1
        if self.shares:
            self.height_px += _BARS_HEAD_PX + _BARS_PX
            self.words_px += _BARS_HEAD_PX

    def views(self, sample: SampleAt) -> tuple[View, ...]:
        """Look at the probabilities of the shown sample, of a few classes."""
        return (SharesOf(self.path, sample),) if self.shares else ()

    def paint(self, painter: QPainter, body: QRectF, readings: Readings) -> None:
        """Draw the number, what it is, and the sparkline."""
        loss = readings.losses.get(self.path, math.nan)
        curve = readings.curve_of(self.path) if self.several else readings.curve
        known = not math.isnan(loss) or bool(curve)
        painter.setPen(theme.colour("text" if known else "muted"))
        words = number(loss)
        painter.setFont(_fitting(words, body.width()))
        painter.drawText(QPointF(body.left(), body.top() + 20), words)
        self.caption(painter, QRectF(body.left(), body.top() + 26, body.width(), 16), self.words)
        well, below = self._places(body)
        self._sparkline(painter, well, curve)
        if self.shares:
            self._bars(painter, below, readings.seen(SharesOf(self.path, readings.sample)))
        if not known:
            self.caption(painter, well, "No values yet", Qt.AlignmentFlag.AlignHCenter)

    def words_at(self, point: QPointF, body: QRectF, zoom: float, readings: Readings) -> str:
        """Tell the probability of the class whose bar is under a point."""
        bars = self._places(body)[1].adjusted(0, _BARS_HEAD_PX, 0, 0)
        found = readings.seen(SharesOf(self.path, readings.sample)) if self.shares else None
        if not isinstance(found, SampleShares) or not bars.contains(point):
            return ""
        count = len(found.shares)
        place = min(int((point.x() - bars.left()) / bars.width() * count), count - 1)
        right = ", which is right" if place == found.right else ""
        share = fmt.percent(float(found.shares[place]))
        return f"{self.path} {found.names[place]}: {share}{right}"

    def _places(self, body: QRectF) -> tuple[QRectF, QRectF]:
        """Return where the sparkline stands, and the bars with their head."""
        high = body.height() - self.words_px
        if self.shares:
            high *= _SPARKLINE_PX / (_SPARKLINE_PX + _BARS_PX)
        well = QRectF(body.left(), body.top() + _HEAD_PX, body.width(), high)
        return well, QRectF(body.left(), well.bottom(), body.width(), body.bottom() - well.bottom())

    def _bars(self, painter: QPainter, rect: QRectF, found: SampleShares | None) -> None:
        """Draw the probability of each class, the right one marked."""
        if found is None:
            return
        words = fmt.percent(float(found.shares[found.right]))
        head = QRectF(rect.left(), rect.top() + 4, rect.width(), 14)
        room = QFontMetricsF(theme.font(10)).elidedText(
            f"{found.names[found.right]}: {words}", Qt.TextElideMode.ElideRight, rect.width()
        )
        self.caption(painter, head, room, size_px=10)
        inner = rect.adjusted(0, _BARS_HEAD_PX, 0, -2)
        width = inner.width() / len(found.shares)
        for place, share in enumerate(found.shares.tolist()):
            left = inner.left() + place * width + 1
            right = place == found.right
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent" if right else "muted"))
            height = max(share * (inner.height() - 3), 1.0)
            painter.drawRect(QRectF(left, inner.bottom() - 3 - height, width - 2, height))
            if right:
                painter.drawRect(QRectF(left, inner.bottom() - 1.5, width - 2, 1.5))

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
