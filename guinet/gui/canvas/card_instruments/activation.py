"""The curve of an activation, drawn from the module's own arithmetic."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from guinet.core.elementwise import Elementwise
from guinet.core.module import Module
from guinet.graph.analysis import Analysis
from guinet.gui import theme
from guinet.gui.canvas.card_instruments.base import Instrument
from guinet.gui.canvas.readings import Readings

__all__ = ["ActivationCurve"]

_REACH = 4.0
_POINTS = 81


class ActivationCurve(Instrument):
    """y = f(x) for x from −4 to 4, with both axes where they cross the picture."""

    width_px = 104.0
    height_px = 56.0

    def __init__(self, path: str, module: Module, analysis: Analysis) -> None:
        super().__init__(path, module, analysis)
        assert isinstance(module, Elementwise)
        self.x = np.linspace(-_REACH, _REACH, _POINTS)
        try:
            with np.errstate(all="ignore"):
                y = np.asarray(module.value(self.x), dtype=np.float64)
        except Exception:  # a plugin's defect must not keep its card from being drawn
            y = np.full(_POINTS, np.nan)
        self.y = y if y.shape == self.x.shape else np.full(_POINTS, np.nan)

    def paint(self, painter: QPainter, body: QRectF, readings: Readings) -> None:
        """Draw the well, the axes and the curve."""
        self.well(painter, body)
        finite = np.isfinite(self.y)
        if not finite.any():
            self.caption(painter, body, "No curve", Qt.AlignmentFlag.AlignHCenter)
            return
        inner = body.adjusted(6, 7, -6, -7)
        low, high = float(self.y[finite].min()), float(self.y[finite].max())
        low, high = min(low, 0.0), max(high, 0.0)
        high = high if high > low else low + 1.0
        xs = inner.left() + (self.x + _REACH) / (2 * _REACH) * inner.width()
        ys = inner.bottom() - (self.y - low) / (high - low) * inner.height()
        zero = inner.bottom() + low / (high - low) * inner.height()
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.drawLine(QPointF(body.left() + 1, zero), QPointF(body.right() - 1, zero))
        middle = inner.center().x()
        painter.drawLine(QPointF(middle, body.top() + 1), QPointF(middle, body.bottom() - 1))
        points = [QPointF(x, y) for x, y in zip(xs[finite], ys[finite], strict=True)]
        pen = QPen(theme.category_colour(self.module.category), 2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(points))
