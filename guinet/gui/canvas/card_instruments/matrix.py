"""A weight matrix as a heat map, the bias beside it on the same scale."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPen

from guinet.core.category import Category
from guinet.core.module import Module
from guinet.core.types import Array
from guinet.graph.analysis import Analysis
from guinet.gui import theme
from guinet.gui.canvas.card_instruments.base import Instrument
from guinet.gui.canvas.card_instruments.pictures import SMALLEST_POINTED_PX, cell_at
from guinet.gui.canvas.legible import small_words
from guinet.gui.canvas.readings import Readings
from guinet.gui.canvas.signed import signed_rgb
from guinet.gui.cells import place_words
from guinet.gui.format import number
from guinet.lens.view import SampleAt, View
from guinet.lens.views.weight_gradients import Gradients, WeightGradients

__all__ = ["WeightMatrix"]

_LARGEST_CELL, _TALLEST = 12.0, 112.0
_TALLEST_TWICE = 96.0
"""Higher matrices leave no room for their gradient below."""

_FEWEST_ROWS = 3
"""Of fewer outputs, the wires tell as much."""

_LABEL = 16.0
_GAP = 8.0


class WeightMatrix(Instrument):
    """W with a row per output (of a table: per index), b beside it; zero recedes into the card.

    Where there is room the gradients of both stand below, on a scale of their own.
    """

    watches = ("weights",)

    def __init__(self, path: str, module: Module, analysis: Analysis) -> None:
        super().__init__(path, module, analysis)
        node = analysis.flat.nodes[path]
        self.owner = node.share
        shapes = _matrices(path, module, analysis)
        self.rows, self.columns = shapes["weight"]
        self.has_bias = "bias" in shapes
        across = self.columns + (1 if self.has_bias else 0)
        gap = _GAP if self.has_bias else 0.0
        cell = min(_LARGEST_CELL, (104.0 - gap) / across, _TALLEST / self.rows)
        self.cell_w = max(cell, min(_LARGEST_CELL, 40.0 / self.columns))
        self.cell_h = max(cell, min(_LARGEST_CELL, 24.0 / self.rows))
        bias = max(self.cell_w, 4.0) if self.has_bias else 0.0
        self.bias_w = min(bias, _LARGEST_CELL)
        self.width_px = max(72.0, self.columns * self.cell_w + gap + self.bias_w)
        high = self.rows * self.cell_h
        self.shows_gradient = self.rows >= _FEWEST_ROWS and high <= _TALLEST_TWICE
        self.height_px = _LABEL + max(16.0, high)
        if self.shows_gradient:
            self.height_px += _LABEL + _GAP + high
        self._values = _Pictures()
        self._gradients = _Pictures()

    @staticmethod
    def fits(path: str, module: Module, analysis: Analysis) -> bool:
        """Whether the module has a matrix (outputs × inputs) whose shape is known."""
        return module.category is Category.LINEAR and "weight" in _matrices(path, module, analysis)

    def views(self, sample: SampleAt) -> tuple[View, ...]:
        """Look at the gradients, where they are shown."""
        return (WeightGradients(self.owner),) if self.shows_gradient else ()

    def paint(self, painter: QPainter, body: QRectF, readings: Readings) -> None:
        """Draw W and b and their gradients, or where they will stand."""
        grid, column = self._places(body)
        self._label(painter, grid, "W")
        if self.has_bias:
            self._label(painter, column, "b")
        weight, bias = self._arrays(readings.weights)
        self._pair(painter, grid, column, self._values.of(weight, bias))
        if self.shows_gradient:
            grid, column = self._gradient_places(body)
            self._label(painter, grid, "∂L/∂W")
            weight, bias = self._arrays(self._seen(readings))
            self._pair(painter, grid, column, self._gradients.of(weight, bias))

    def words_at(self, point: QPointF, body: QRectF, zoom: float, readings: Readings) -> str:
        """Name the weight under a point, and tell its value or its gradient."""
        if zoom * min(self.cell_w, self.cell_h) < SMALLEST_POINTED_PX:
            return ""
        shown = [(self._places(body), readings.weights, "")]
        if self.shows_gradient:
            shown.append((self._gradient_places(body), self._seen(readings), "∂L/∂"))
        for (grid, column), arrays, before in shown:
            weight, bias = self._arrays(arrays)
            if weight is not None and grid.contains(point):
                index = cell_at(point, grid, self.rows, self.columns)
                return _words(f"{self.path} {before}W", weight, index)
            if bias is not None and column.contains(point):
                return _words(
                    f"{self.path} {before}b", bias, cell_at(point, column, self.rows, 1)[:1]
                )
        return ""

    def _places(self, body: QRectF) -> tuple[QRectF, QRectF]:
        """Return where W and b stand."""
        size = self.columns * self.cell_w, self.rows * self.cell_h
        grid = QRectF(body.left(), body.top() + _LABEL, *size)
        return grid, QRectF(grid.right() + _GAP, grid.top(), self.bias_w, grid.height())

    def _gradient_places(self, body: QRectF) -> tuple[QRectF, QRectF]:
        """Return where their gradients stand."""
        grid, column = self._places(body)
        down = grid.height() + _GAP + _LABEL
        return grid.translated(0, down), column.translated(0, down)

    def _seen(self, readings: Readings) -> Mapping[str, Array]:
        seen = readings.seen(WeightGradients(self.owner))
        return seen.by_name if isinstance(seen, Gradients) else {}

    def _arrays(self, arrays: Mapping[str, Array]) -> tuple[Array | None, Array | None]:
        """Return what belongs to W and b; None while it is not known, or of another shape."""
        weight = arrays.get(f"{self.owner}.weight")
        if weight is None or weight.shape != (self.rows, self.columns):
            return None, None
        return weight, arrays.get(f"{self.owner}.bias") if self.has_bias else None

    def _pair(
        self,
        painter: QPainter,
        grid: QRectF,
        column: QRectF,
        pictures: tuple[QImage, QImage | None] | None,
    ) -> None:
        """Draw a matrix and the column beside it."""
        if pictures is None:
            self._nothing_yet(painter, grid, column)
            return
        picture, beside = pictures
        self._grid(painter, grid, picture)
        if beside is not None:
            self._grid(painter, column, beside)

    def _nothing_yet(self, painter: QPainter, grid: QRectF, column: QRectF) -> None:
        """Draw where values will stand: their shape is known before they are."""
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.setBrush(theme.colour("well"))
        painter.drawRect(grid)
        if self.has_bias:
            painter.drawRect(column)
        words = "No values yet"
        fits = QFontMetricsF(theme.font(11)).horizontalAdvance(words) + 8 <= grid.width()
        if fits and grid.height() >= 16 and small_words(painter):
            self.caption(painter, grid, words, Qt.AlignmentFlag.AlignHCenter)
            return
        self._lines(painter, grid, self.rows, self.columns)
        if self.has_bias:
            self._lines(painter, column, self.rows, 1)

    def _label(self, painter: QPainter, below: QRectF, text: str) -> None:
        """Write what stands in a place above its middle; of a narrow one, not beyond the card."""
        if not small_words(painter):
            return
        painter.setPen(theme.colour("muted"))
        font = theme.font(11)
        font.setItalic(True)
        painter.setFont(font)
        width = QFontMetricsF(font).horizontalAdvance(text) + 2
        left = below.center().x() - width / 2
        if len(text) > 1:
            left = max(left, below.left())
        rect = QRectF(left, below.top() - _LABEL - 2, width, _LABEL)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)

    def _grid(self, painter: QPainter, rect: QRectF, picture: QImage) -> None:
        painter.save()
        small = self.cell_w < 2 or self.cell_h < 2
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, small)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawImage(rect, picture)
        painter.setPen(QPen(theme.colour("card"), 1))
        self._lines(painter, rect, self.rows, picture.width())
        painter.restore()

    def _lines(self, painter: QPainter, rect: QRectF, rows: int, columns: int) -> None:
        """Draw the lines between cells, where these are large enough."""
        if self.cell_w < 5 or self.cell_h < 5:
            return
        for column in range(1, columns):
            x = rect.left() + column * rect.width() / columns
            painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
        for row in range(1, rows):
            y = rect.top() + row * self.cell_h
            painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))


def _words(name: str, array: Array, index: tuple[int, ...]) -> str:
    return f"{name}, {place_words(array.shape, index)}: {number(float(array[index]))}"


class _Pictures:
    """A matrix and its column as images on one scale, made anew when the arrays are others."""

    def __init__(self) -> None:
        self._of: tuple[Array, Array | None, str] | None = None
        self._made: tuple[QImage, QImage | None] | None = None

    def of(self, weight: Array | None, bias: Array | None) -> tuple[QImage, QImage | None] | None:
        """Return the images; None without a matrix."""
        if weight is None:
            return None
        known, name = self._of, theme.current().name
        if known is None or known[0] is not weight or known[1] is not bias or known[2] != name:
            parts = [weight] if bias is None else [weight, bias]
            reach = max((float(np.nanmax(np.abs(part))) for part in parts if part.size), default=0)
            column = None if bias is None else _image(bias.reshape(-1, 1), reach)
            self._of, self._made = (weight, bias, name), (_image(weight, reach), column)
        return self._made


def _image(values: Array, reach: float) -> QImage:
    rgb = np.ascontiguousarray(signed_rgb(values, reach))
    height, width, _ = rgb.shape
    return QImage(rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def _matrices(path: str, module: Module, analysis: Analysis) -> Mapping[str, tuple[int, ...]]:
    node = analysis.flat.nodes.get(path)
    if node is None or node.bypass is not None or path not in analysis.inference.outputs:
        return {}
    known = tuple(spec for spec in analysis.inputs_of(path) if spec is not None)
    shapes = {name: spec.shape for name, spec in module.weights(known).items()}
    if len(shapes.get("weight", ())) != 2:
        return {}
    return shapes
