"""How weights, outputs or gradients of a node are spread, over the run."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from guinet.core.loss import Loss
from guinet.core.types import Array
from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.plots.chart import Chart
from guinet.gui.plots.desk import Desk
from guinet.gui.plots.facts import Facts
from guinet.gui.plots.histogram_trail import HistogramTrail
from guinet.gui.plots.parts import refill, small_choice
from guinet.gui.plots.tile import Tile
from guinet.lens.view import View
from guinet.lens.views.unit_histogram import HistogramOf, What

__all__ = ["HistogramsTile"]

_KINDS: dict[str, What] = {
    "weights": "weight",
    "their gradients": "weight_gradient",
    "outputs": "output",
    "gradients": "gradient",
}


class HistogramsTile(Tile):
    """A column for each moment, brighter where more values are; it begins when it is first seen."""

    id = "histograms"
    title = "Histogram over time"
    doc = "How weights, outputs or gradients of a node are spread, moment after moment."
    rank = 38

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.trail = HistogramTrail()
        self.node = small_choice((), "Which node")
        self.kind = small_choice(tuple(_KINDS), "What is counted")
        for box in (self.node, self.kind):
            box.currentIndexChanged.connect(lambda _: self._on_choice())
            self.controls.addWidget(box)
        self.chart = Chart("epoch", "")
        self.chart.showGrid(x=False, y=False)
        self.image = pg.ImageItem(axisOrder="row-major")
        self.chart.addItem(self.image)
        self.body.addWidget(self.chart, 1)

    @classmethod
    def why_not(cls, facts: Facts) -> str:
        """Wherever something learns."""
        return "" if _learning(facts) else "Nothing in this network learns yet."

    def looks(self) -> tuple[View, ...]:
        """Look at the chosen node."""
        facts = self.desk.facts
        kind = _KINDS[self.kind.currentText()]
        refill(self.node, _learning(facts) if "weight" in kind else _speaking(facts))
        return (HistogramOf(self.node.currentText(), kind),) if self.node.count() else ()

    def show_result(self, view: View, result: Any) -> None:
        """Append a column."""
        bridge = self.desk.bridge
        frame = bridge.telemetry_frame
        epoch = bridge.epochs_done if frame is None else frame.epoch + frame.epoch_fraction
        self.trail.add(float(epoch), result)
        self._draw()

    def clear(self) -> None:
        """Forget all columns."""
        self.trail.clear()
        self.image.clear()
        self.caption.setText("")

    def _on_choice(self) -> None:
        self.clear()
        self.look_again()

    def _draw(self) -> None:
        moments, borders, counts = self.trail.picture()
        if not len(moments):
            return
        most = counts.max(axis=0, keepdims=True)
        self.image.setImage(_coloured(counts / np.maximum(most, 1e-9)), autoLevels=False)
        left, right = float(moments[0]), float(moments[-1])
        width = (right - left) or 1.0
        low, high = float(borders[0]), float(borders[-1])
        self.image.setRect(QRectF(left, low, width, high - low))
        ends = np.array([left, left + width]), np.array([low, high])
        self.chart.frame(*ends, room=0.02)
        self.caption.setText(f"from {fmt.short(low)} to {fmt.short(high)}")

    def dress(self) -> None:
        """Take the colours of the theme."""
        self.chart.dress()
        self._draw()

    def rows(self) -> Sequence[Sequence[object]]:
        """Return a row for each bin, a column for each moment."""
        moments, borders, counts = self.trail.picture()
        if not len(moments):
            return ()
        table: list[list[object]] = [["from", "to", *(f"epoch {m:g}" for m in moments)]]
        for row, (low, high) in enumerate(pairwise(borders)):
            table.append([float(low), float(high), *map(float, counts[row])])
        return table


def _coloured(shares: Any) -> Any:
    """Return parts of the fullest bin as colours between the ground and the accent."""
    ground, full = (_rgb(theme.colour(role)) for role in ("panel", "accent"))
    mixed = ground + (full - ground) * np.sqrt(shares)[..., None]
    return np.asarray(np.rint(mixed), np.uint8)


def _rgb(colour: QColor) -> Array:
    return np.array([colour.red(), colour.green(), colour.blue()], float)


def _learning(facts: Facts) -> list[str]:
    analysis = facts.analysis
    return [path for path in analysis.order if analysis.weight_count(path)]


def _speaking(facts: Facts) -> list[str]:
    analysis = facts.analysis
    return [
        path
        for path in analysis.order
        if not isinstance(analysis.flat.nodes[path].module, Loss)
        and any(spec.kind == "float" and spec.batched for spec in analysis.outputs_of(path)[:1])
    ]
