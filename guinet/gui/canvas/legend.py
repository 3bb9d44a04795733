"""What colours, widths and beads on the wires mean, always in sight below the canvas."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QIcon,
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from guinet.core.resources import resource
from guinet.gui import theme
from guinet.gui.bindings.tips import KeyTip
from guinet.gui.canvas.scale import LEVELS, gradient_rgb, width_px
from guinet.gui.canvas.scale_popup import ScalePopup
from guinet.gui.canvas.traffic import Traffic
from guinet.gui.canvas.view import CanvasView
from guinet.gui.format import number, power
from guinet.gui.later import when_seen

__all__ = ["LegendStrip"]

_HEIGHT_PX = 40
_BAR_PX = 192.0
_BAR_TOP, _BAR_HEIGHT = 11.0, 8.0
_MIDDLE = _BAR_TOP + _BAR_HEIGHT / 2
_SAMPLES = (0.1, 1.0, 10.0)


class LegendStrip(QWidget):
    """The scales of the wires on the left, zoom on the right.

    Parameters
    ----------
    view
        The canvas it belongs to.
    """

    def __init__(self, view: CanvasView) -> None:
        super().__init__()
        self.setObjectName("legend")
        self.setFixedHeight(_HEIGHT_PX)
        self._view = view
        self.key: WireKey = WireKey(view.canvas.traffic)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 0, 12, 0)
        layout.setSpacing(2)
        layout.addWidget(self.key, 1)
        self._buttons: list[tuple[QToolButton, str]] = []
        self._add(layout, "minus", "Zoom out", view.zoom_out, "zoom_out")
        self.percent = QToolButton()
        self.percent.setFixedSize(56, 26)
        self.percent.setFont(theme.font(12, tabular=True))
        KeyTip(self.percent, view.bindings, "zoom_reset", "Back to 100 %")
        self.percent.clicked.connect(view.zoom_reset)
        layout.addWidget(self.percent)
        self._add(layout, "plus", "Zoom in", view.zoom_in, "zoom_in")
        self._add(layout, "frame", "Show all", view.frame_all, "frame_all")
        view.zoom_changed.connect(self._show_zoom)
        theme.themes.changed.connect(self._dress)
        self._show_zoom(view.zoom)
        self._dress()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the hairline above it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("canvas"))
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.drawLine(0, 0, self.width(), 0)
        painter.end()

    def _add(
        self, layout: QHBoxLayout, icon: str, words: str, do: Callable[[], None], id: str
    ) -> None:
        button = QToolButton()
        button.setFixedSize(28, 26)
        button.setIconSize(QSize(16, 16))
        KeyTip(button, self._view.bindings, id, words)
        button.setAccessibleName(words)
        button.clicked.connect(lambda _checked=False: do())
        self._buttons.append((button, icon))
        layout.addWidget(button)

    def _dress(self) -> None:
        folder = resource("icons", theme.current().name)
        for button, icon in self._buttons:
            button.setIcon(QIcon(str(folder / f"{icon}.svg")))
        self.update()

    def _show_zoom(self, zoom: float) -> None:
        self.percent.setText(f"{round(100 * zoom)} %")
        self.percent.setAccessibleName(f"Zoom {round(100 * zoom)} percent")


class WireKey(QWidget):
    """The gradient's colours with their decades, widths, and a wire of each kind."""

    def __init__(self, traffic: Traffic) -> None:
        super().__init__()
        self._traffic = traffic
        self._colours: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT_PX)
        self.setMinimumWidth(160)
        self._bar = QRectF()
        self.setMouseTracking(True)
        traffic.changed.connect(self._on_changed)
        theme.themes.changed.connect(self.update)
        # The colour map needs pyqtgraph, whose loading must not delay the first sight.
        when_seen(self._load, self)
        self._describe()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as many groups as there is room for, the gradient's first."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = self._paint_gradient(painter, 0.0)
        for paint, width in ((self._paint_widths, 236.0), (self._paint_samples, 260.0)):
            if x + width > self.width():
                break
            x = self._paint_separator(painter, x)
            x = paint(painter, x)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the sheet that pins the scale, from the gradient's colours."""
        if event.button() == Qt.MouseButton.LeftButton and self._over_bar(event.position()):
            self.open_scale()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where a press would open something."""
        over = self._over_bar(event.position())
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)

    def open_scale(self) -> None:
        """Open the sheet that pins the gradient's scale."""
        ScalePopup(self, self._traffic).stand_over(self, round(self._bar.left()))

    def _over_bar(self, place: QPointF) -> bool:
        return self._bar.left() <= place.x() <= self._bar.right()

    def marker_positions(self) -> tuple[float, float] | None:
        """Return where the present extremes stand on the bar, from 0 to 1."""
        extremes = self._traffic.extremes()
        if extremes is None:
            return None
        low, high = self._traffic.scale.fraction(np.array(extremes)).tolist()
        return low, high

    def _load(self) -> None:
        colours = np.ascontiguousarray(gradient_rgb()[None])
        self._colours = QImage(
            colours.data, LEVELS, 1, 3 * LEVELS, QImage.Format.Format_RGB888
        ).copy()
        self.update()

    def _on_changed(self) -> None:
        self._describe()
        self.update()

    def _describe(self) -> None:
        scale = self._traffic.scale
        words = (
            "Colour of a wire: size of the gradient ∂L/∂x on it (root mean square per element), "
            f"from {power(scale.low)} to {power(scale.high)}.\n"
            "Width: size of the activations. Beads run backwards while the network learns.\n"
        )
        words += (
            "The scale is pinned; click it to let it follow the run."
            if scale.pinned
            else "Whole decades, which only grow while a run lasts; click the scale to pin it."
        )
        extremes = self._traffic.extremes()
        if extremes is not None:
            words += f"\nNow from {number(extremes[0])} to {number(extremes[1])}."
        self.setToolTip(words)
        self.setAccessibleName("Legend of the wires")
        self.setAccessibleDescription(words)

    def _paint_gradient(self, painter: QPainter, x: float) -> float:
        wide = self.width() > 440
        x = _text(painter, x, "Gradient", 12, 600, "text") + 6
        if wide:
            x = _text(painter, x, "‖∂L/∂x‖", 11, 400, "muted") + 14
            x = _text(painter, x, "vanishing", 11, 400, "muted") + 10
        bar = QRectF(x, _BAR_TOP, min(_BAR_PX, max(80.0, self.width() - x - 24)), _BAR_HEIGHT)
        self._bar = bar
        shape = QPainterPath()
        shape.addRoundedRect(bar, 4, 4)
        if self._colours is None:
            painter.fillPath(shape, theme.colour("border"))
        else:
            painter.save()
            painter.setClipPath(shape)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(bar, self._colours)
            painter.restore()
        scale = self._traffic.scale
        painter.setFont(theme.font(10, tabular=True))
        metrics = QFontMetricsF(painter.font())
        for decade in scale.decades():
            at = bar.left() + bar.width() * (decade - scale.low) / (scale.high - scale.low)
            painter.setPen(QPen(theme.colour("outline"), 1))
            painter.drawLine(QPointF(at, bar.bottom() + 1), QPointF(at, bar.bottom() + 4))
            words = power(decade)
            painter.setPen(theme.colour("muted"))
            half = metrics.horizontalAdvance(words) / 2
            painter.drawText(QPointF(at - half, bar.bottom() + 15), words)
        self._paint_markers(painter, bar)
        end = bar.right() + 10
        if wide:
            end = _text(painter, end, "exploding", 11, 400, "muted") + 8
        if self._traffic.scale.pinned:
            return _text(painter, end, "pinned", 11, 600, "accent")
        return end - 8 if wide else end

    def _paint_markers(self, painter: QPainter, bar: QRectF) -> None:
        positions = self.marker_positions()
        if positions is None:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("text"))
        for position in positions:
            at = bar.left() + position * bar.width()
            top = bar.top() - 7
            corners = [QPointF(at - 4, top), QPointF(at + 4, top), QPointF(at, top + 6)]
            painter.drawPolygon(QPolygonF(corners))

    def _paint_widths(self, painter: QPainter, x: float) -> float:
        x = _text(painter, x, "Activation", 12, 600, "text") + 6
        x = _text(painter, x, "RMS", 11, 400, "muted") + 14
        painter.setFont(theme.font(10, tabular=True))
        metrics = QFontMetricsF(painter.font())
        for value in _SAMPLES:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("wire_still"))
            height = width_px(value)
            painter.drawRect(QRectF(x, _MIDDLE - height / 2, 26, height))
            words = f"{value:g}"
            painter.setPen(theme.colour("muted"))
            half = metrics.horizontalAdvance(words) / 2
            painter.drawText(QPointF(x + 13 - half, _BAR_TOP + _BAR_HEIGHT + 15), words)
            x += 36
        return x - 10

    def _paint_samples(self, painter: QPainter, x: float) -> float:
        colour = theme.colour("wire_still")
        if self._colours is not None:
            colour = QColor(*gradient_rgb()[LEVELS // 2].tolist())
        _line(painter, x, 56, theme.colour("wire_casing"), 6.5)
        _line(painter, x, 56, colour, 5)
        painter.setBrush(theme.colour("pulse"))
        for offset, size, outline in ((20.0, 3.5, True), (26.0, 2.2, False), (31.5, 1.6, False)):
            pen = QPen(theme.colour("pulse_outline"), 1) if outline else Qt.PenStyle.NoPen
            painter.setPen(pen)
            painter.drawEllipse(QPointF(x + offset, _MIDDLE), size, size)
        x = _text(painter, x + 64, "backward", 11, 400, "text") + 18
        _line(painter, x, 28, theme.colour("wire_still"), 3)
        return _text(painter, x + 36, "no gradient", 11, 400, "muted")

    def _paint_separator(self, painter: QPainter, x: float) -> float:
        at = math.floor(x + 20) + 0.5
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.drawLine(QPointF(at, 8), QPointF(at, _HEIGHT_PX - 8))
        return at + 20


def _text(painter: QPainter, x: float, words: str, size: int, weight: int, role: str) -> float:
    painter.setFont(theme.font(size, weight))
    painter.setPen(theme.colour(role))
    painter.drawText(QPointF(x, _MIDDLE + 4), words)
    return x + QFontMetricsF(painter.font()).horizontalAdvance(words)


def _line(painter: QPainter, x: float, width: float, colour: QColor, px: float) -> None:
    pen = QPen(colour, px)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawLine(QPointF(x, _MIDDLE), QPointF(x + width, _MIDDLE))
