"""The current sample on the card of a source."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from guinet.core.module import Module
from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.graph.analysis import Analysis
from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.canvas.card_instruments.base import Instrument
from guinet.gui.canvas.card_instruments.pictures import LARGEST_PX, Mosaic, cell_at, grey_image
from guinet.gui.canvas.readings import Readings
from guinet.gui.class_colours import class_colours
from guinet.lens.view import SampleAt, View
from guinet.lens.views.sample import BatchOf, SampleOf, ShownBatch, ShownSample

__all__ = ["BatchCells", "BatchPoints", "CurrentSample"]

_SIDE_PX, _CAPTION_PX = 80.0, 16.0
_CELLS_W, _SHOWN = 96.0, 16
_INSETS, _PLANE_INSETS = (4, 4, -4, -4), (7, 7, -7, -7)
_DOT_PX, _RING_PX = 2.2, 5.0
_MOST_CURVES, _MOST_BARS = 4, 64


class BatchPoints(Instrument):
    """The samples of the batch as points of the plane, in the colours of their classes.

    The shown sample has a ring; it need not be in the batch.
    """

    width_px, height_px = _SIDE_PX, _SIDE_PX + _CAPTION_PX

    @staticmethod
    def fits(spec: FieldSpec | None) -> bool:
        """Whether a sample is two numbers."""
        return spec is not None and spec.kind == "float" and spec.shape == (2,)

    def fit(self, width: float) -> None:
        """Enlarge the plane."""
        self.width_px, self.height_px = width, min(width, LARGEST_PX) + _CAPTION_PX

    def views(self, sample: SampleAt) -> tuple[View, ...]:
        """Look at the batch, and at the shown sample."""
        return BatchOf(self.path), SampleOf(self.path, sample)

    def paint(self, painter: QPainter, body: QRectF, readings: Readings) -> None:
        """Draw a dot for each sample, and a ring around the shown one."""
        well = self._well_of(body)
        self.well(painter, well)
        found: ShownBatch | None = readings.seen(BatchOf(self.path))
        shown: ShownSample | None = readings.seen(SampleOf(self.path, readings.sample))
        below = QRectF(body.left(), body.bottom() - _CAPTION_PX, body.width(), _CAPTION_PX)
        if found is None:
            self.caption(painter, well, "No values yet", Qt.AlignmentFlag.AlignHCenter, 10)
            return
        self.caption(painter, below, f"{len(found.values)} samples")
        places = _plane_places(well, found, shown)
        labels = found.labels if found.labels is not None else np.zeros(len(found.values), int)
        colours = class_colours(int(labels.max(initial=0)) + 1)
        painter.setPen(Qt.PenStyle.NoPen)
        if shown is not None:
            # Of a sample that is not in the batch the class is not told here.
            painter.setBrush(theme.colour("muted"))
            painter.drawEllipse(places[-1], _DOT_PX, _DOT_PX)
        for place, label in zip(places[: len(labels)], labels.tolist(), strict=True):
            painter.setBrush(colours[label])
            painter.drawEllipse(place, _DOT_PX, _DOT_PX)
        if shown is not None:
            _ring(painter, places[-1])

    def words_at(self, point: QPointF, body: QRectF, zoom: float, readings: Readings) -> str:
        """Tell which sample has the ring, over the ring."""
        found: ShownBatch | None = readings.seen(BatchOf(self.path))
        shown: ShownSample | None = readings.seen(SampleOf(self.path, readings.sample))
        if found is None or shown is None:
            return ""
        away = point - _plane_places(self._well_of(body), found, shown)[-1]
        if np.hypot(away.x(), away.y()) > _RING_PX + 2:
            return ""
        words = ", ".join(fmt.number(float(value)) for value in shown.values)
        return f"{self.path}, sample {shown.index + 1} of the data, the shown one: {words}"

    def _well_of(self, body: QRectF) -> QRectF:
        side = min(body.width(), self.height_px - _CAPTION_PX)
        return QRectF(body.left(), body.top(), side, side)


class BatchCells(Instrument):
    """What the first samples of the batch are, or should become: a column of cells for each."""

    width_px, height_px = _CELLS_W, 32.0 + _CAPTION_PX

    def __init__(self, path: str, module: Module, analysis: Analysis) -> None:
        super().__init__(path, module, analysis)
        self.rows = analysis.outputs_of(path)[0].size
        high = min(8.0 * self.rows, 64.0)
        self.height_px = high + _CAPTION_PX
        self.mosaic = Mosaic(1, _CELLS_W, high, 0.0)
        self._cells: tuple[ShownBatch, Array] | None = None

    @staticmethod
    def fits(path: str, module: Module, analysis: Analysis) -> bool:
        """Whether it hands on targets, or a single number for each sample."""
        specs = analysis.outputs_of(path)
        if len(specs) != 1 or len(specs[0].shape) > 1:
            return False
        return module.type_name() == "Target" or specs[0].size == 1

    def fit(self, width: float) -> None:
        """Enlarge the cells."""
        self.mosaic = self.mosaic.grown(width, 1)
        self.width_px, self.height_px = width, self.mosaic.cell_h + _CAPTION_PX

    def views(self, sample: SampleAt) -> tuple[View, ...]:
        """Look at the batch."""
        return (BatchOf(self.path),)

    def paint(self, painter: QPainter, body: QRectF, readings: Readings) -> None:
        """Draw the cells, larger numbers brighter."""
        found: ShownBatch | None = readings.seen(BatchOf(self.path))
        if found is None:
            self.mosaic.outlines(painter, body.topLeft(), 1)
            return
        if self._cells is None or self._cells[0] is not found:
            shown = found.values[:_SHOWN].reshape(-1, self.rows)
            self._cells = found, np.ascontiguousarray(shown.T)[None]
        self.mosaic.paint(painter, body.topLeft(), self._cells[1], signed=True)
        below = QRectF(body.left(), body.bottom() - _CAPTION_PX, body.width(), _CAPTION_PX)
        self.caption(painter, below, f"{self._cells[1].shape[2]} samples")

    def words_at(self, point: QPointF, body: QRectF, zoom: float, readings: Readings) -> str:
        """Tell the number under a point, and whose it is."""
        if self._cells is None or readings.seen(BatchOf(self.path)) is not self._cells[0]:
            return ""
        cell = self.mosaic.cell(body.topLeft(), point, self._cells[1], zoom)
        if cell is None:
            return ""
        of = f", number {cell[1] + 1}" if self.rows > 1 else ""
        value = fmt.number(float(self._cells[1][cell]))
        return f"{self.path}, sample {cell[2] + 1} of the batch{of}: {value}"


class CurrentSample(Instrument):
    """One sample: an image as a picture, a sequence as curves, features as bars."""

    width_px, height_px = _SIDE_PX, _SIDE_PX + _CAPTION_PX
    words_px = _CAPTION_PX

    def __init__(self, path: str, module: Module, analysis: Analysis) -> None:
        super().__init__(path, module, analysis)
        self.spec = analysis.outputs_of(path)[0]
        if len(self.spec.shape) != 3:
            self.height_px = 48.0 + _CAPTION_PX
            self.width_px = 96.0

    @staticmethod
    def fits(path: str, analysis: Analysis) -> bool:
        """Whether there is a sample of numbers to show."""
        specs = analysis.outputs_of(path)
        return len(specs) == 1 and 1 <= len(specs[0].shape) <= 3

    def fit(self, width: float) -> None:
        """Enlarge the picture."""
        super().fit(width)
        if len(self.spec.shape) == 3:
            self.height_px = min(width, LARGEST_PX) + _CAPTION_PX

    def views(self, sample: SampleAt) -> tuple[View, ...]:
        """Look at the sample."""
        return (SampleOf(self.path, sample),)

    def paint(self, painter: QPainter, body: QRectF, readings: Readings) -> None:
        """Draw it, and say which one it is."""
        well = body.adjusted(0, 0, 0, -_CAPTION_PX)
        found: ShownSample | None = readings.seen(SampleOf(self.path, readings.sample))
        below = QRectF(body.left(), body.bottom() - _CAPTION_PX, body.width(), _CAPTION_PX)
        if found is None:
            self.well(painter, well)
            self.caption(painter, well, "No values yet", Qt.AlignmentFlag.AlignHCenter, 10)
            return
        self.caption(painter, below, _which(found, below.width()))
        values = found.values
        if values.ndim == 3:
            self._picture(painter, well, values)
        elif values.ndim == 2:
            self.well(painter, well)
            _curves(painter, well.adjusted(*_INSETS), values)
        else:
            self.well(painter, well)
            _bars(painter, well.adjusted(*_INSETS), values)

    def words_at(self, point: QPointF, body: QRectF, zoom: float, readings: Readings) -> str:
        """Tell the numbers under a point, and where in the sample they stand."""
        well = body.adjusted(0, 0, 0, -_CAPTION_PX)
        found: ShownSample | None = readings.seen(SampleOf(self.path, readings.sample))
        if found is None:
            return ""
        values = found.values
        if values.ndim == 3:
            place, (rows, columns) = _picture_place(well, values), values.shape[1:]
        else:
            place, rows = well.adjusted(*_INSETS), 1
            columns = len(values) if values.ndim == 2 else min(values.size, _MOST_BARS)
        if not place.contains(point):
            return ""
        row, column = cell_at(point, place, rows, columns)
        if values.ndim == 3:
            where, numbers = f"row {row + 1}, column {column + 1}", values[:, row, column]
        elif values.ndim == 2:
            where, numbers = f"step {column + 1}", values[column, :_MOST_CURVES]
        else:
            where, numbers = f"number {column + 1}", values.ravel()[column : column + 1]
        words = ", ".join(fmt.number(float(value)) for value in numbers[:_MOST_CURVES])
        return f"{self.path}, sample {found.index + 1} of the data, {where}: {words}"

    def _picture(self, painter: QPainter, well: QRectF, values: Array) -> None:
        low, high = float(values.min()), float(values.max())
        picture = grey_image(values, low, high)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(_picture_place(well, values), picture)
        painter.restore()


def _plane_places(well: QRectF, found: ShownBatch, shown: ShownSample | None) -> list[QPointF]:
    """Return where the samples of a batch are drawn, and at the end where the shown one is."""
    values = found.values if shown is None else np.vstack([found.values, shown.values])
    low, high = values.min(axis=0), values.max(axis=0)
    scaled = (values - low) / np.where(high > low, high - low, 1.0)
    inner = well.adjusted(*_PLANE_INSETS)
    xs = inner.left() + scaled[:, 0] * inner.width()
    ys = inner.bottom() - scaled[:, 1] * inner.height()
    return [QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)]


def _ring(painter: QPainter, place: QPointF) -> None:
    """Draw a ring that stands out from points of any colour."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for role, width in (("pulse_outline", 3.5), ("pulse", 1.5)):
        painter.setPen(QPen(theme.colour(role), width))
        painter.drawEllipse(place, _RING_PX, _RING_PX)


def _picture_place(well: QRectF, values: Array) -> QRectF:
    """Return where a picture, (C, H, W), stands."""
    high, wide = values.shape[1:]
    scale = min(well.width(), well.height()) / max(wide, high)
    return QRectF(well.left(), well.top(), wide * scale, high * scale)


def _which(found: ShownSample, room: float) -> str:
    """Say which sample it is, in as many words as there is room for."""
    metrics = QFontMetricsF(theme.font(11))
    place, part = found.place + 1, found.part
    for words in (f"{part} {place} of {found.count}", f"{part} {place}"):
        if metrics.horizontalAdvance(words) <= room:
            return words
    return str(place)


def _curves(painter: QPainter, rect: QRectF, values: Array) -> None:
    """Draw each component of a sequence over time."""
    if values.dtype.kind != "f":
        values = values.astype(float)
    low, high = float(values.min()), float(values.max())
    span = (high - low) or 1.0
    xs = rect.left() + np.linspace(0.0, 1.0, len(values)) * rect.width()
    for k in range(min(values.shape[1], _MOST_CURVES)):
        ys = rect.bottom() - (values[:, k] - low) / span * rect.height()
        painter.setPen(QPen(theme.colour("accent", 1.0 if k == 0 else 0.5), 1.5))
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in zip(xs, ys, strict=True)]))


def _bars(painter: QPainter, rect: QRectF, values: Array) -> None:
    """Draw a bar for each number, from the line of zero; a one-hot answer stands out."""
    numbers = values.astype(float).ravel()[:_MOST_BARS]
    low, high = min(float(numbers.min()), 0.0), max(float(numbers.max()), 0.0)
    span = (high - low) or 1.0
    zero = rect.bottom() + low / span * rect.height()
    width = rect.width() / len(numbers)
    painter.setPen(Qt.PenStyle.NoPen)
    for place, number in enumerate(numbers.tolist()):
        painter.setBrush(theme.colour("positive" if number >= 0 else "negative"))
        top = zero - number / span * rect.height()
        left = rect.left() + place * width
        painter.drawRect(QRectF(left, min(top, zero), max(width * 0.8, 1.0), abs(top - zero)))
    painter.setPen(QPen(theme.colour("border"), 1))
    painter.drawLine(QPointF(rect.left(), zero), QPointF(rect.right(), zero))
