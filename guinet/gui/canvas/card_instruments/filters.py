"""The filters of a convolution."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from guinet.core.module import Module
from guinet.core.spatial.kernels import Kernels
from guinet.core.types import Array
from guinet.graph.analysis import Analysis
from guinet.gui.canvas.card_instruments.base import Instrument
from guinet.gui.canvas.card_instruments.pictures import LARGEST_PX, Mosaic
from guinet.gui.canvas.readings import Readings
from guinet.gui.format import number

__all__ = ["FilterBank"]

_CELL_PX, _GAP_PX, _COLUMNS, _MOST = 28.0, 4.0, 4, 8
_ROW_W, _ROW_H, _ROW_GAP, _LARGEST_STEP = 112.0, 10.0, 2.0, 14.0
_HIGHEST_ROW = 20.0
_MOST_BESIDE = 20
"""So many weights of a row are shown beside each other; more would be too narrow to be seen."""


class FilterBank(Instrument):
    """The first filters, on one scale: of images a picture each, of sequences a row each.

    A row has the channels side by side where there is room. Else, as of images, each filter shows
    the channel by which it differs most from nothing: a mean over the channels would hide them.
    """

    watches = ("weights",)

    def __init__(self, path: str, module: Module, analysis: Analysis) -> None:
        super().__init__(path, module, analysis)
        assert isinstance(module, Kernels)
        self.kernels = module
        self.owner = analysis.flat.nodes[path].share
        known = tuple(spec for spec in analysis.inputs_of(path) if spec is not None)
        self.shape = module.weights(known)["weight"].shape
        self.shown = min(module.out_channels, _MOST)
        self.window = module.kernel_size if module.axes == 2 else (1, *module.kernel_size)
        self.channels = math.prod(self.shape) // (module.out_channels * math.prod(self.window))
        self.beside = 1
        self.mosaic = Mosaic(_COLUMNS, _CELL_PX, _CELL_PX, _GAP_PX)
        if module.axes == 1:
            across = self.channels * self.window[1]
            self.beside = self.channels if across <= _MOST_BESIDE else 1
            room = _ROW_W - _ROW_GAP * (self.beside - 1)
            step = min(room / (self.beside * self.window[1]), _LARGEST_STEP)
            self.mosaic = Mosaic(self.beside, step * self.window[1], _ROW_H, _ROW_GAP)
        self.width_px, self.height_px = self.mosaic.size(self.shown * self.beside)
        self._filters: tuple[Array, Array, Array] | None = None

    @staticmethod
    def fits(path: str, module: Module, analysis: Analysis) -> bool:
        """Whether it convolves, with filters whose shape is known."""
        return isinstance(module, Kernels) and path in analysis.inference.outputs

    def fit(self, width: float) -> None:
        """Enlarge the filters."""
        images = self.kernels.axes == 2
        count = self.shown * self.beside
        largest = LARGEST_PX if images else _HIGHEST_ROW
        self.mosaic = self.mosaic.grown(width, count, regroup=images, largest=largest)
        self.width_px, self.height_px = width, self.mosaic.size(count)[1]

    def paint(self, painter: QPainter, body: QRectF, readings: Readings) -> None:
        """Draw them."""
        found = self._pictures(readings)
        if found is None:
            self.mosaic.outlines(painter, body.topLeft(), self.shown * self.beside)
        else:
            self.mosaic.paint(painter, body.topLeft(), found[0], signed=True)

    def words_at(self, point: QPointF, body: QRectF, zoom: float, readings: Readings) -> str:
        """Name the weight under a point, and tell its value."""
        found = self._pictures(readings)
        cell = found and self.mosaic.cell(body.topLeft(), point, found[0], zoom)
        if not found or not cell:
            return ""
        (pictures, channels), (place, row, column) = found, cell
        words = [f"{self.path} filter {place // self.beside + 1}"]
        if self.channels > 1:
            words.append(f"channel {channels[place] + 1}")
        if self.kernels.axes == 2:
            words.append(f"row {row + 1}, column {column + 1}")
        else:
            words.append(f"position {column + 1}")
        return f"{', '.join(words)}: {number(float(pictures[cell]))}"

    def _pictures(self, readings: Readings) -> tuple[Array, Array] | None:
        """Return what is drawn, (pictures, H, W), and which channel each shows."""
        weight = readings.weights.get(f"{self.owner}.weight")
        if weight is None or weight.shape != self.shape:
            return None
        if self._filters is None or self._filters[0] is not weight:
            filters = self.kernels.kernels_as_image(self.kernels.filters(weight))[: self.shown]
            if self.beside > 1:
                channels = np.tile(np.arange(self.beside), self.shown)
                self._filters = weight, filters.reshape(-1, *self.window), channels
            else:
                self._filters = weight, *strongest(filters)
        return self._filters[1:]


def strongest(filters: Array) -> tuple[Array, Array]:
    """Return of each filter, (O, C, H, W), the channel of the largest sum of squares, and which."""
    sizes = np.square(filters).sum(axis=(2, 3))
    channels = sizes.argmax(axis=1)
    return filters[np.arange(len(filters)), channels], channels
