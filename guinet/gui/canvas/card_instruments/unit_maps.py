"""Each unit of a layer as a map over the plane of the two inputs."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from guinet.core.module import Module
from guinet.graph.analysis import Analysis
from guinet.gui.canvas.card_instruments.base import Instrument
from guinet.gui.canvas.card_instruments.pictures import Mosaic
from guinet.gui.canvas.readings import Readings
from guinet.lens.view import View
from guinet.lens.views.unit_maps import UnitMaps, UnitMapsOf

__all__ = ["UnitMapGrid", "is_plane"]

_CELL_PX, _GAP_PX, _MOST, _CAPTION_PX = 52.0, 8.0, 8, 16.0
_SINGLE_PX = 80.0


class UnitMapGrid(Instrument):
    """Up to eight maps in two columns; a single unit gets a larger one."""

    def __init__(self, path: str, module: Module, analysis: Analysis) -> None:
        super().__init__(path, module, analysis)
        (spec,) = analysis.outputs_of(path)
        self.count = spec.size
        self.shown = min(self.count, _MOST)
        cell = _SINGLE_PX if self.count == 1 else _CELL_PX
        self.mosaic = Mosaic(2, cell, cell, _GAP_PX)
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

    def views(self, sample: int) -> tuple[View, ...]:
        """Look at the maps."""
        return (UnitMapsOf(self.path, most=self.shown),)

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


def is_plane(analysis: Analysis) -> bool:
    """Whether all that enters the network are two numbers."""
    inputs = [
        specs[0]
        for path, specs in analysis.inference.inputs.items()
        if analysis.flat.nodes[path].module.type_name() == "Input" and specs
    ]
    spec = inputs[0] if len(inputs) == 1 else None
    return spec is not None and spec.shape == (2,) and spec.kind == "float"
