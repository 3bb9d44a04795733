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
from guinet.gui.canvas.legible import small_words
from guinet.gui.canvas.readings import Readings
from guinet.gui.canvas.signed import signed_rgb
from guinet.gui.cells import place_words
from guinet.gui.format import number

__all__ = ["WeightMatrix"]

_LARGEST_CELL, _TALLEST = 12.0, 112.0
_LABEL = 16.0
_GAP = 8.0
_SMALLEST_POINTED_PX = 4.0
"""Smaller cells, on the screen, cannot be told apart by pointing."""


class WeightMatrix(Instrument):
    """W with a row per output (of a table: per index), b beside it; zero recedes into the card."""

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
        self.height_px = _LABEL + max(16.0, self.rows * self.cell_h)
        self._picture: tuple[object, QImage, QImage | None] | None = None

    @staticmethod
    def fits(path: str, module: Module, analysis: Analysis) -> bool:
        """Whether the module has a matrix (outputs × inputs) whose shape is known."""
        return module.category is Category.LINEAR and "weight" in _matrices(path, module, analysis)

    def paint(self, painter: QPainter, body: QRectF, readings: Readings) -> None:
        """Draw W and b, or say that there is nothing yet."""
        left = body.left()
        grid, column = self._places(body)
        self._label(painter, QRectF(left, body.top() - 2, grid.width(), _LABEL), "W")
        if self.has_bias:
            above = QRectF(column.left() - 6, body.top() - 2, self.bias_w + 12, _LABEL)
            self._label(painter, above, "b")
        weight, bias = self._arrays(readings)
        if weight is None:
            self._nothing_yet(painter, grid, column)
            return
        picture, bias_picture = self._pictures(weight, bias)
        self._grid(painter, grid, picture)
        if bias_picture is not None:
            self._grid(painter, column, bias_picture)

    def words_at(self, point: QPointF, body: QRectF, zoom: float, readings: Readings) -> str:
        """Name the weight under a point, and tell its value."""
        if zoom * min(self.cell_w, self.cell_h) < _SMALLEST_POINTED_PX:
            return ""
        grid, column = self._places(body)
        weight, bias = self._arrays(readings)
        if weight is not None and grid.contains(point):
            index = _cell(point, grid, self.rows, self.columns)
            return _words(f"{self.path} W", weight, index)
        if bias is not None and column.contains(point):
            return _words(f"{self.path} b", bias, _cell(point, column, self.rows, 1)[:1])
        return ""

    def _places(self, body: QRectF) -> tuple[QRectF, QRectF]:
        """Return where W and b stand."""
        size = self.columns * self.cell_w, self.rows * self.cell_h
        grid = QRectF(body.left(), body.top() + _LABEL, *size)
        return grid, QRectF(grid.right() + _GAP, grid.top(), self.bias_w, grid.height())

    def _arrays(self, readings: Readings) -> tuple[Array | None, Array | None]:
        """Return W and b as they are now; None while they are not known, or of another shape."""
        weight = readings.weights.get(f"{self.owner}.weight")
        if weight is None or weight.shape != (self.rows, self.columns):
            return None, None
        return weight, readings.weights.get(f"{self.owner}.bias") if self.has_bias else None

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

    def _label(self, painter: QPainter, rect: QRectF, text: str) -> None:
        if not small_words(painter):
            return
        painter.setPen(theme.colour("muted"))
        font = theme.font(11)
        font.setItalic(True)
        painter.setFont(font)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)

    def _pictures(self, weight: Array, bias: Array | None) -> tuple[QImage, QImage | None]:
        key = (id(weight), id(bias), theme.current().name)
        if self._picture is None or self._picture[0] != key:
            parts = [weight] if bias is None else [weight, bias]
            reach = max((float(np.nanmax(np.abs(part))) for part in parts if part.size), default=0)
            column = None if bias is None else _image(bias.reshape(-1, 1), reach)
            self._picture = (key, _image(weight, reach), column)
        return self._picture[1], self._picture[2]

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


def _cell(point: QPointF, place: QRectF, rows: int, columns: int) -> tuple[int, int]:
    """Return row and column of the cell at a point of a picture."""
    row = int((point.y() - place.top()) / place.height() * rows)
    column = int((point.x() - place.left()) / place.width() * columns)
    return min(row, rows - 1), min(column, columns - 1)


def _words(name: str, array: Array, index: tuple[int, ...]) -> str:
    return f"{name}, {place_words(array.shape, index)}: {number(float(array[index]))}"


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
