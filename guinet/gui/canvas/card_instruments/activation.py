"""The curve of an activation, drawn from the module's own arithmetic and its weights."""

from __future__ import annotations

from functools import cached_property, lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from guinet.core.curve import Curved
from guinet.core.module import Module
from guinet.core.types import Array, Named
from guinet.graph.analysis import Analysis
from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.canvas.card_instruments.base import Instrument
from guinet.gui.canvas.readings import Readings
from guinet.lens.view import SampleAt, View
from guinet.lens.views.activation_state import ActivationState, ActivationStateOf

__all__ = ["ActivationCurve"]

_REACH = 4.0
_CAPTION_PX = 16.0
_PLACES: Array = np.linspace(-_REACH, _REACH, 81)


class ActivationCurve(Instrument):
    """y = f(x) for x from −4 to 4 over the histogram of what arrives, and how much is lost."""

    width_px = 112.0
    height_px = 56.0 + _CAPTION_PX
    words_px = _CAPTION_PX

    def __init__(self, path: str, module: Module, analysis: Analysis) -> None:
        super().__init__(path, module, analysis)
        self.x = _PLACES
        self.owner = analysis.flat.nodes[path].share if path in analysis.flat.nodes else path
        self.watches = ("weights",) if analysis.weight_count(self.owner) else ()
        self._drawn: Named | None = None

    @cached_property
    def y(self) -> Array:
        """The curve over `x`; from the start with the weights that it begins with."""
        return _values(self.module, self.x, {})

    @staticmethod
    def fits(module: Module) -> bool:
        """Whether the module is a function of one number."""
        return _is_curved(type(module)) and len(module.input_ports()) == 1

    def views(self, sample: SampleAt) -> tuple[View, ...]:
        """Look at what arrives."""
        return (ActivationStateOf(self.path, _REACH),)

    def paint(self, painter: QPainter, body: QRectF, readings: Readings) -> None:
        """Draw the well, what arrives, the axes and the curve with the newest weights."""
        state: ActivationState | None = readings.seen(ActivationStateOf(self.path, _REACH))
        below = QRectF(body.left(), body.bottom() - _CAPTION_PX, body.width(), _CAPTION_PX)
        self.caption(painter, below, _words(state))
        body = body.adjusted(0, 0, 0, -_CAPTION_PX)
        if self.watches and readings.weights is not self._drawn:
            self._drawn = readings.weights
            start = f"{self.owner}."
            own = {
                name.removeprefix(start): array
                for name, array in readings.weights.items()
                if name.startswith(start)
            }
            self.y = _values(self.module, self.x, own)
        self.well(painter, body)
        finite = np.isfinite(self.y)
        if not finite.any():
            self.caption(painter, body, "No curve", Qt.AlignmentFlag.AlignHCenter)
            return
        inner = body.adjusted(6, 7, -6, -7)
        if state is not None:
            _paint_histogram(painter, inner, state)
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


def _words(state: ActivationState | None) -> str:
    """Say how much of what arrives the slope no longer tells apart."""
    if state is None:
        return ""
    if state.dead > 0.0 and state.dead >= 0.5 * state.saturated:
        return f"{fmt.percent(state.dead)} without slope"
    return f"{fmt.percent(state.saturated)} saturated"


def _paint_histogram(painter: QPainter, rect: QRectF, state: ActivationState) -> None:
    """Draw the bars behind the curve; the fullest one is as high as the picture."""
    most = float(state.counts.max()) or 1.0
    width = rect.width() / len(state.counts)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("muted", 0.45))
    for place, count in enumerate(state.counts.tolist()):
        if count:
            height = rect.height() * count / most
            left = rect.left() + place * width
            painter.drawRect(QRectF(left, rect.bottom() - height, width * 0.85, height))


@lru_cache
def _is_curved(module: type[Module]) -> bool:
    return issubclass(module, Curved)


def _values(module: Module, x: Array, weights: Named) -> Array:
    """Return the curve, NaN where there is none."""
    assert isinstance(module, Curved)
    y: Array | None
    try:
        with np.errstate(all="ignore"):
            y = np.asarray(module.curve(x, weights), dtype=np.float64)
    except Exception:  # a plugin's defect must not keep its card from being drawn
        y = None
    return np.full(x.shape, np.nan) if y is None or y.shape != x.shape else y
