"""What a normalising layer measures, beside what it remembers."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from guinet.core.category import Category
from guinet.core.module import Module
from guinet.graph.analysis import Analysis
from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.canvas.card_instruments.base import Instrument
from guinet.gui.canvas.readings import Readings
from guinet.lens.view import SampleAt, View
from guinet.lens.views.batch_statistics import BatchStatistics, BatchStatisticsOf

__all__ = ["StatisticsBars"]

_MOST = 16
_CAPTION_PX = 14.0
_INSETS = (5, 5, -5, -5)


class StatisticsBars(Instrument):
    """For each channel mean ± deviation of the batch as a bar, the remembered mean as a line."""

    width_px, height_px = 112.0, 56.0 + _CAPTION_PX
    words_px = _CAPTION_PX

    @staticmethod
    def fits(path: str, module: Module, analysis: Analysis) -> bool:
        """Whether it keeps running statistics."""
        if module.category is not Category.NORMALISATION or path not in analysis.inference.outputs:
            return False
        known = tuple(spec for spec in analysis.inputs_of(path) if spec is not None)
        return "running_mean" in module.state(known)

    def views(self, sample: SampleAt) -> tuple[View, ...]:
        """Look at the statistics."""
        return (BatchStatisticsOf(self.path),)

    def paint(self, painter: QPainter, body: QRectF, readings: Readings) -> None:
        """Draw the first channels on one scale."""
        well = body.adjusted(0, 0, 0, -_CAPTION_PX)
        self.well(painter, well)
        below = QRectF(body.left(), body.bottom() - _CAPTION_PX, body.width(), _CAPTION_PX)
        found: BatchStatistics | None = readings.seen(BatchStatisticsOf(self.path))
        if found is None:
            self.caption(painter, well, "No values yet", Qt.AlignmentFlag.AlignHCenter)
            return
        self.caption(painter, below, "batch, and remembered", size_px=10)
        inner = well.adjusted(*_INSETS)
        mean, deviation = found.mean[:_MOST], np.sqrt(found.variance[:_MOST])
        remembered = found.running_mean[:_MOST]
        low = float(min((mean - deviation).min(), remembered.min()))
        high = float(max((mean + deviation).max(), remembered.max()))
        span = (high - low) or 1.0
        width = inner.width() / len(mean)
        for place in range(len(mean)):
            left = inner.left() + place * width
            top = inner.bottom() - (mean[place] + deviation[place] - low) / span * inner.height()
            height = 2 * deviation[place] / span * inner.height()
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.category_colour(self.module.category))
            painter.drawRect(QRectF(left, float(top), width * 0.7, max(float(height), 1.0)))
            y = float(inner.bottom() - (remembered[place] - low) / span * inner.height())
            painter.setPen(QPen(theme.colour("text"), 1.5))
            painter.drawLine(QPointF(left - 0.5, y), QPointF(left + width * 0.7 + 0.5, y))

    def words_at(self, point: QPointF, body: QRectF, zoom: float, readings: Readings) -> str:
        """Tell what was measured of the channel under a point, and what is remembered."""
        well = body.adjusted(0, 0, 0, -_CAPTION_PX)
        found: BatchStatistics | None = readings.seen(BatchStatisticsOf(self.path))
        inner = well.adjusted(*_INSETS)
        if found is None or not inner.contains(point):
            return ""
        count = min(len(found.mean), _MOST)
        place = min(int((point.x() - inner.left()) / inner.width() * count), count - 1)
        mean, deviation, remembered = (
            fmt.number(float(array[place]))
            for array in (found.mean, np.sqrt(found.variance), found.running_mean)
        )
        return f"{self.path} channel {place + 1}: {mean} ± {deviation}, remembered {remembered}"
