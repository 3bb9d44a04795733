"""Each unit of a layer as a map over the plane of the two inputs."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from guinet.core.module import Module
from guinet.graph.analysis import Analysis
from guinet.graph.remembered import Remembered
from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.canvas.card_instruments.base import Instrument
from guinet.gui.canvas.card_instruments.pictures import Mosaic, cell_at
from guinet.gui.canvas.readings import Readings
from guinet.lens.view import SampleAt, View
from guinet.lens.views.unit_maps import UnitMaps, UnitMapsOf
from guinet.modules.data.input import Input

__all__ = ["InputMaps", "UnitMapGrid", "is_plane"]

_GAP_PX, _MOST, _CAPTION_PX = 8.0, 8, 16.0
_SINGLE_PX = 80.0


class UnitMapGrid(Instrument):
    """Up to eight maps in two columns; a single unit gets a larger one."""

    cell_px, head_px = 52.0, 0.0

    def __init__(self, path: str, module: Module, analysis: Analysis) -> None:
        super().__init__(path, module, analysis)
        (spec,) = analysis.outputs_of(path)
        self.count = spec.size
        self.shown = min(self.count, _MOST)
        cell = _SINGLE_PX if self.count == 1 else self.cell_px
        self.mosaic = Mosaic(2, cell, cell, _GAP_PX, self.head_px)
        self.width_px, height = self.mosaic.size(self.shown)
        self.height_px = height + (_CAPTION_PX if self.count > self.shown else 0.0)
        self._flipped: tuple[UnitMaps, np.ndarray] | None = None

    @staticmethod
    def fits(path: str, analysis: Analysis) -> bool:
        """Whether the network looks at two numbers, and the node has numbers for each sample."""
        outputs = analysis.outputs_of(path)
        if len(outputs) != 1 or not is_plane(analysis):
            return False
        return len(outputs[0].shape) == 1 and outputs[0].kind == "float"

    def views(self, sample: SampleAt) -> tuple[View, ...]:
        """Look at the maps."""
        return (UnitMapsOf(self.path, most=self.shown),)

    def fit(self, width: float) -> None:
        """Enlarge the maps."""
        self.mosaic = self.mosaic.grown(width, self.shown)
        below = _CAPTION_PX if self.count > self.shown else 0.0
        self.width_px, self.height_px = width, self.mosaic.size(self.shown)[1] + below

    def paint(self, painter: QPainter, body: QRectF, readings: Readings) -> None:
        """Draw the maps, and say how many more units there are."""
        found: UnitMaps | None = readings.seen(UnitMapsOf(self.path, most=self.shown))
        corner = body.topLeft()
        if found is None:
            self.mosaic.outlines(painter, corner, self.shown)
        else:
            if self._flipped is None or self._flipped[0] is not found:
                # The plane's second axis points up, and pictures begin above.
                self._flipped = found, found.maps[:, ::-1]
            self.mosaic.paint(painter, corner, self._flipped[1], signed=True, smooth=True)
        if self.count > self.shown:
            below = QRectF(body.left(), body.bottom() - _CAPTION_PX, body.width(), _CAPTION_PX)
            self.caption(painter, below, f"and {self.count - self.shown} more units")

    def words_at(self, point: QPointF, body: QRectF, zoom: float, readings: Readings) -> str:
        """Name the unit under a point, and tell what it says at that place of the plane."""
        number = self.mosaic.at(body.topLeft(), point, self.shown)
        found: UnitMaps | None = readings.seen(UnitMapsOf(self.path, most=self.shown))
        if number is None or found is None:
            return ""
        name = found.names[number] if found.names else f"unit {number + 1}"
        rows, columns = found.maps.shape[1:]
        place = self.mosaic.place(body.topLeft(), number)
        row, column = cell_at(point, place, rows, columns)
        value = fmt.number(float(found.maps[number, rows - 1 - row, column]))
        return f"{self.path} {name}: {value} at this place of the plane"


class InputMaps(UnitMapGrid):
    """The two numbers that enter, each over the plane that they span, below its name."""

    cell_px, head_px = 36.0, 14.0

    @staticmethod
    def fits(path: str, analysis: Analysis) -> bool:
        """Whether these two numbers are all that the network looks at."""
        return is_plane(analysis) and isinstance(analysis.flat.nodes[path].module, Input)

    def paint(self, painter: QPainter, body: QRectF, readings: Readings) -> None:
        """Draw both, and write the names as far as there is room."""
        super().paint(painter, body, readings)
        found: UnitMaps | None = readings.seen(UnitMapsOf(self.path, most=self.shown))
        metrics = QFontMetricsF(theme.font(10))
        for number, name in enumerate(() if found is None else found.names):
            place = self.mosaic.head_of(body.topLeft(), number)
            words = metrics.elidedText(name, Qt.TextElideMode.ElideRight, place.width())
            self.caption(painter, place, words, size_px=10)


def _is_plane(analysis: Analysis) -> bool:
    """Whether all that enters the network are two numbers."""
    inputs = [
        specs[0]
        for path, specs in analysis.inference.inputs.items()
        if isinstance(analysis.flat.nodes[path].module, Input) and specs
    ]
    spec = inputs[0] if len(inputs) == 1 else None
    return spec is not None and spec.shape == (2,) and spec.kind == "float"


is_plane = Remembered(_is_plane, most=4)
"""The same, looked through once for all cards."""
