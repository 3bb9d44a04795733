"""The filters of a convolution."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from guinet.core.category import Category
from guinet.core.module import Module
from guinet.core.types import Array
from guinet.graph.analysis import Analysis
from guinet.gui.canvas.card_instruments.base import Instrument
from guinet.gui.canvas.card_instruments.pictures import Mosaic
from guinet.gui.canvas.readings import Readings

__all__ = ["FilterBank"]

_CELL_PX, _GAP_PX, _COLUMNS, _MOST = 28.0, 4.0, 4, 8


class FilterBank(Instrument):
    """The first filters, each as it looks at its first input channel; a colour one as a whole.

    Where the inputs are colours the mean over the three would hide them, so each filter shows the
    channel by which it differs most from nothing.
    """

    watches = ("weights",)

    def __init__(self, path: str, module: Module, analysis: Analysis) -> None:
        super().__init__(path, module, analysis)
        self.owner = analysis.flat.nodes[path].share
        known = tuple(spec for spec in analysis.inputs_of(path) if spec is not None)
        self.shape = module.weights(known)["weight"].shape
        # A transposed convolution has its outputs in the second axis, as PyTorch does.
        self.turned = module.type_name().startswith("ConvTranspose")
        self.shown = min(self.shape[1 if self.turned else 0], _MOST)
        self.mosaic = Mosaic(_COLUMNS, _CELL_PX, _CELL_PX, _GAP_PX)
        self.width_px, self.height_px = self.mosaic.size(self.shown)
        self._filters: tuple[Array, Array] | None = None

    @staticmethod
    def fits(path: str, module: Module, analysis: Analysis) -> bool:
        """Whether it convolves images with filters whose shape is known."""
        if module.category is not Category.CONVOLUTION or path not in analysis.inference.outputs:
            return False
        known = tuple(spec for spec in analysis.inputs_of(path) if spec is not None)
        weight = module.weights(known).get("weight")
        return weight is not None and len(weight.shape) == 4

    def paint(self, painter: QPainter, body: QRectF, readings: Readings) -> None:
        """Draw them on one scale."""
        weight = readings.weights.get(f"{self.owner}.weight")
        if weight is None or weight.shape != self.shape:
            self.mosaic.outlines(painter, body.topLeft(), self.shown)
            return
        if self._filters is None or self._filters[0] is not weight:
            filters = weight.swapaxes(0, 1) if self.turned else weight
            self._filters = weight, strongest(filters[: self.shown])
        self.mosaic.paint(painter, body.topLeft(), self._filters[1], signed=True)


def strongest(filters: Array) -> Array:
    """Return of each filter, (O, C, H, W), the channel with the largest sum of squares."""
    sizes = np.square(filters).sum(axis=(2, 3))
    chosen: Array = filters[np.arange(len(filters)), sizes.argmax(axis=1)]
    return chosen
