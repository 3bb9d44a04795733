"""What a layer makes of the shown sample: feature maps, and courses of states."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from guinet.core.module import Module
from guinet.core.spec import FieldSpec
from guinet.graph.analysis import Analysis
from guinet.gui import format as fmt
from guinet.gui.canvas.card_instruments.base import Instrument
from guinet.gui.canvas.card_instruments.pictures import Mosaic
from guinet.gui.canvas.readings import Readings
from guinet.lens.view import SampleAt, View
from guinet.lens.views.feature_maps import FeatureMaps, FeatureMapsOf

__all__ = ["MapMosaic", "StateCourse"]

_CELL_PX, _GAP_PX, _COLUMNS, _MOST = 28.0, 4.0, 4, 8
_COURSE_W, _COURSE_H = 112.0, 64.0
_CAPTION_PX = 14.0
_LEAST_PX = 24.0
"""Width of a map at least where there are many; in smaller ones nothing can be made out."""


class _OfMaps(Instrument):
    """Draws the result of a single view: maps of a sample, in a mosaic."""

    mosaic: Mosaic

    def _found(self, readings: Readings) -> FeatureMaps | None:
        (view,) = self.views(readings.sample)
        found: FeatureMaps | None = readings.seen(view)
        return found

    def _pointed(
        self, point: QPointF, body: QRectF, zoom: float, readings: Readings
    ) -> tuple[tuple[int, int, int] | None, str]:
        """Return map, row and column of the number at a point, and the number in words."""
        found = self._found(readings)
        cell = None if found is None else self.mosaic.cell(body.topLeft(), point, found.maps, zoom)
        if found is None or cell is None:
            return None, ""
        return cell, fmt.number(float(found.maps[cell]))


class MapMosaic(_OfMaps):
    """Feature maps of an image, on a card up to eight; grey where nothing is below zero."""

    def __init__(self, path: str, module: Module, analysis: Analysis) -> None:
        super().__init__(path, module, analysis)
        (spec,) = analysis.outputs_of(path)[:1]
        self.count = spec.shape[0]
        self.shown = min(self.count, _MOST)
        self.signed = spec.low is None or spec.low < 0
        self.mosaic = Mosaic(_COLUMNS, _CELL_PX, _CELL_PX, _GAP_PX)
        self.width_px, self.height_px = self.mosaic.size(self.shown)

    @staticmethod
    def fits(path: str, analysis: Analysis) -> bool:
        """Whether its output is an image."""
        return any(_is_image(spec) for spec in analysis.outputs_of(path)[:1])

    def views(self, sample: SampleAt) -> tuple[View, ...]:
        """Look at the maps of the sample."""
        return (FeatureMapsOf(self.path, sample, self.shown),)

    def fit(self, width: float) -> None:
        """Enlarge the maps, show as many as there is room for, and say how many more there are."""
        self.shown = min(self.count, max(self.mosaic.room(width, _LEAST_PX), _MOST))
        self.mosaic = self.mosaic.grown(width, self.shown)
        self.words_px = _CAPTION_PX if self.count > self.shown else 0.0
        self.width_px, self.height_px = width, self.mosaic.size(self.shown)[1] + self.words_px

    def paint(self, painter: QPainter, body: QRectF, readings: Readings) -> None:
        """Draw them on one scale."""
        found = self._found(readings)
        if found is None:
            self.mosaic.outlines(painter, body.topLeft(), self.shown)
        else:
            self.mosaic.paint(painter, body.topLeft(), found.maps, signed=self.signed)
        if self.words_px:
            below = QRectF(body.left(), body.bottom() - _CAPTION_PX, body.width(), _CAPTION_PX)
            self.caption(painter, below, f"and {self.count - self.shown} more maps", size_px=10)

    def words_at(self, point: QPointF, body: QRectF, zoom: float, readings: Readings) -> str:
        """Name the place of a map under a point, and tell its value."""
        cell, value = self._pointed(point, body, zoom, readings)
        if cell is None:
            return ""
        number, row, column = cell
        return f"{self.path} map {number + 1}, row {row + 1}, column {column + 1}: {value}"


class StateCourse(_OfMaps):
    """Units over time as one heat map."""

    width_px, height_px = _COURSE_W, _COURSE_H + _CAPTION_PX
    words_px = _CAPTION_PX

    def __init__(self, path: str, module: Module, analysis: Analysis) -> None:
        super().__init__(path, module, analysis)
        self.mosaic = Mosaic(1, _COURSE_W, _COURSE_H, 0.0)

    @staticmethod
    def fits(path: str, analysis: Analysis) -> bool:
        """Whether its output is a sequence of numbers."""
        specs = analysis.outputs_of(path)[:1]
        return any(spec.kind == "float" and len(spec.shape) == 2 for spec in specs)

    def views(self, sample: SampleAt) -> tuple[View, ...]:
        """Look at the sample."""
        return (FeatureMapsOf(self.path, sample, 1),)

    def fit(self, width: float) -> None:
        """Enlarge the heat map."""
        super().fit(width)
        self.mosaic = Mosaic(1, width, self.height_px - _CAPTION_PX, 0.0)

    def paint(self, painter: QPainter, body: QRectF, readings: Readings) -> None:
        """Draw the heat map and what it is."""
        found = self._found(readings)
        below = QRectF(body.left(), body.bottom() - _CAPTION_PX, body.width(), _CAPTION_PX)
        self.caption(painter, below, "units over time", size_px=10)
        if found is None:
            self.mosaic.outlines(painter, body.topLeft(), 1)
        else:
            self.mosaic.paint(painter, body.topLeft(), found.maps, signed=True)

    def words_at(self, point: QPointF, body: QRectF, zoom: float, readings: Readings) -> str:
        """Name unit and step under a point, and tell the value."""
        cell, value = self._pointed(point, body, zoom, readings)
        if cell is None:
            return ""
        _, unit, step = cell
        return f"{self.path} unit {unit + 1}, step {step + 1}: {value}"


def _is_image(spec: FieldSpec) -> bool:
    return spec.kind == "float" and len(spec.shape) == 3
