"""The plane inside an autoencoder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF

from guinet.core.types import Array
from guinet.gui.class_colours import class_colours
from guinet.gui.plots.chart import Chart
from guinet.gui.plots.desk import Desk
from guinet.gui.plots.facts import Facts
from guinet.gui.plots.parts import refill, small_choice
from guinet.gui.plots.tile import Tile
from guinet.gui.plots.tiles.reconstructions import ReconstructionsTile
from guinet.lens.view import View
from guinet.lens.views.latent_plane import LatentPlane, LatentPlaneOf

__all__ = ["LatentTile"]

_NARROWEST = "narrowest"


class LatentTile(Tile):
    """What each place of the code stands for, or where the codes of the samples lie."""

    id = "latent"
    title = "Inside the code"
    doc = "For autoencoders: what each place of the code stands for, and where samples lie."
    rank = 17

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.result: LatentPlane | None = None
        self.kind = small_choice(("decoded", "samples"), "Decoded places, or codes of samples")
        self.node = small_choice((_NARROWEST,), "The node whose output is the code")
        self.kind.currentIndexChanged.connect(lambda _: self._draw())
        self.node.currentIndexChanged.connect(lambda _: self.look_again())
        self.controls.addWidget(self.node)
        self.controls.addWidget(self.kind)
        self.chart = Chart()
        self.chart.showGrid(x=False, y=False)
        self.image = pg.ImageItem(axisOrder="row-major")
        self.chart.addItem(self.image)
        self.points = self.chart.add_points(2)
        self.body.addWidget(self.chart, 1)

    why_not = ReconstructionsTile.why_not

    @classmethod
    def is_usual(cls, facts: Facts) -> bool:
        """Wherever it makes sense."""
        return True

    def looks(self) -> tuple[View, ...]:
        """Look at the chosen node."""
        analysis = self.desk.facts.analysis
        narrow = [
            path
            for path in analysis.order
            if len(analysis.outputs_of(path)) == 1
            and analysis.outputs_of(path)[0].kind == "float"
            and len(analysis.outputs_of(path)[0].shape) == 1
        ]
        refill(self.node, [_NARROWEST, *narrow])
        chosen = self.node.currentText()
        return (LatentPlaneOf("" if chosen == _NARROWEST else chosen, 7),)

    def show_result(self, view: View, result: Any) -> None:
        """Draw the grid or the codes."""
        self.result = result
        self._draw()

    def clear(self) -> None:
        """Take everything away."""
        self.result = None
        self.image.clear()
        self.points.setData([], [])
        self.caption.setText("")

    def _draw(self) -> None:
        found = self.result
        if found is None:
            return
        numbers = "number" if found.size == 1 else "numbers"
        first = "" if found.size <= 2 else ", the first two shown"
        words = f"{found.size} {numbers}"
        self.caption.say(f"{found.path}: {words}{first}", words, gives_way=True)
        box = self.chart.getPlotItem().getViewBox()
        decoded = self.kind.currentIndex() == 0 and found.decoded.ndim > 2
        mosaic = _mosaic(found.decoded) if decoded else None
        if mosaic is not None:
            self.points.setData([], [])
            self.image.setImage(mosaic)
            x, y = found.xs, found.ys
            half_x = float(x[1] - x[0]) / 2
            half_y = float(y[1] - y[0]) / 2 if len(y) > 1 else half_x
            rect = QRectF(
                float(x[0]) - half_x,
                float(y[0]) - half_y,
                float(x[-1] - x[0]) + 2 * half_x,
                float(y[-1] - y[0]) + 2 * half_y,
            )
            self.image.setRect(rect)
            high, wide = mosaic.shape  # its pixels are squares, whatever the shape of the tile
            box.setAspectLocked(True, (rect.height() / high) / (rect.width() / wide))
            self.chart.frame(
                np.array([rect.left(), rect.right()]),
                np.array([rect.top(), rect.bottom()]),
                room=0.0,
            )
            return
        box.setAspectLocked(False)
        self.image.clear()
        labels = found.labels if found.labels is not None else np.zeros(len(found.codes), int)
        brushes = [pg.mkBrush(one) for one in class_colours(int(labels.max(initial=0)) + 1)]
        self.points.setData(
            x=found.codes[:, 0],
            y=found.codes[:, 1],
            size=6,
            brush=[brushes[label] for label in labels.tolist()],
        )
        self.chart.frame(found.codes[:, 0], found.codes[:, 1])

    def dress(self) -> None:
        """Take the colours of the theme."""
        self.chart.dress()
        self._draw()

    def rows(self) -> Sequence[Sequence[object]]:
        """Return the codes of the samples."""
        if self.result is None:
            return ()
        labels = self.result.labels
        table: list[list[object]] = [["code1", "code2", "class"]]
        for place, (x, y) in enumerate(self.result.codes.tolist()):
            table.append([x, y, "" if labels is None else int(labels[place])])
        return table


def _mosaic(decoded: Array) -> Array | None:
    """Return decoded pictures, (rows from below, columns, ...), as one in bytes, lowest row first.

    Each stands upright: pyqtgraph's axis points up, so its own rows are turned over.
    """
    rows, columns = decoded.shape[:2]
    values = decoded.reshape(rows, columns, *decoded.shape[2:])
    if values.ndim == 3:
        side = round(values.shape[2] ** 0.5)
        if side < 4 or side * side != values.shape[2]:
            return None
        values = values.reshape(rows, columns, side, side)
    elif values.ndim == 5:
        values = values.mean(axis=2)
    if values.ndim != 4:
        return None
    upright = values[:, :, ::-1]
    height, width = upright.shape[2:]
    joined = upright.transpose(0, 2, 1, 3).reshape(rows * height, columns * width)
    low, span = float(joined.min()), float(np.ptp(joined)) or 1.0
    return np.asarray(np.rint((joined - low) / span * 255), np.uint8)
