"""By how much predictions miss."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QHBoxLayout

from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.plots.chart import Chart, translucent
from guinet.gui.plots.curves import TRAIN_ROLE, VALIDATION_ROLE
from guinet.gui.plots.desk import Desk
from guinet.gui.plots.facts import Facts
from guinet.gui.plots.parts import instead, refill, small_choice
from guinet.gui.plots.ranges import show_range
from guinet.gui.plots.tile import Tile
from guinet.gui.plots.tiles.predictions import PredictionsTile
from guinet.lens.view import View
from guinet.lens.views.predictions import Predictions, PredictionsOf

__all__ = ["ResidualsTile"]

_BINS = 24


class ResidualsTile(Tile):
    """True minus predicted over the prediction, and how often each size occurs."""

    id = "residuals"
    title = "Residuals"
    doc = "For numbers: true minus predicted, over the prediction, with their histogram."
    rank = 25

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.result: Predictions | None = None
        self.view = PredictionsOf("validation", 1000)
        self.column = small_choice((), "Which of the predicted numbers")
        self.column.currentIndexChanged.connect(self._draw)
        self.column.hide()
        self.part = small_choice(("validation", "train"), "Which part of the data")
        self.part.currentTextChanged.connect(self._change_part)
        self.controls.addWidget(self.column)
        self.controls.addWidget(self.part)
        self.chart, self.side = Chart("predicted", ""), Chart("count", "")
        self.points = self.chart.add_points()
        self._zero = self.chart.add_line(0.5)
        self.bars = pg.BarGraphItem(x0=[0], x1=[0], y0=[0], y1=[0])
        self.side.addItem(self.bars)
        self.side.left.hide()
        self.side.bottom.whole = True
        self.side.setFixedWidth(70)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.chart, 1)
        row.addWidget(self.side)
        self.body.addLayout(row, 1)
        self.dress()

    why_not = PredictionsTile.why_not

    @classmethod
    def is_usual(cls, facts: Facts) -> bool:
        """Wherever it makes sense."""
        return True

    def looks(self) -> tuple[View, ...]:
        """Look at the chosen part."""
        return (self.view,)

    def show_result(self, view: View, result: Any) -> None:
        """Draw."""
        self.result = result
        refill(self.column, result.names)
        self.column.setVisible(len(result.names) > 1)
        self._draw()

    def clear(self) -> None:
        """Take the dots away."""
        self.result = None
        self.points.setData(x=[], y=[])
        self.bars.setOpts(x0=[0], x1=[0], y0=[0], y1=[0])
        self.caption.setText("")

    def residuals(self) -> tuple[Any, Any]:
        """Return predictions and true minus predicted of the chosen number."""
        assert self.result is not None
        column = min(max(self.column.currentIndex(), 0), self.result.target.shape[1] - 1)
        prediction = self.result.prediction[:, column]
        return prediction, self.result.target[:, column] - prediction

    def _change_part(self, part: str) -> None:
        self.view = PredictionsOf("train" if part == "train" else "validation", 1000)
        self.result = None
        self.look_again()

    def _draw(self) -> None:
        found = self.result
        if found is None:
            return
        prediction, rest = self.residuals()
        self.points.setData(x=prediction, y=rest)
        ends = np.array([prediction.min(), prediction.max()])
        self._zero.setData(ends, np.zeros(2))
        self.chart.frame(prediction, np.append(rest, 0.0))
        counts, edges = np.histogram(rest, _BINS)
        self.bars.setOpts(x0=np.zeros(_BINS), x1=counts, y0=edges[:-1], y1=edges[1:])
        low, high = self.chart.getPlotItem().getViewBox().viewRange()[1]
        show_range(self.side, xRange=(0, counts.max() * 1.05), yRange=(low, high))
        mean, deviation = fmt.number(float(rest.mean()), 3), fmt.number(float(rest.std()), 3)
        count = len(found.target)
        first = f", first {count} of {found.total}" if count < found.total else ""
        words = f"mean {mean}, deviation {deviation}{first}"
        whole = f"{words}{instead(self.view.part, found.part)}"
        self.caption.say(whole, f"{mean} ± {deviation}")
        self._colour()

    def dress(self) -> None:
        """Take the colours of the theme."""
        self.chart.dress()
        self.side.dress()
        self.points.setSize(5)
        self._colour()
        self._zero.setPen(pg.mkPen(theme.colour("muted"), width=1))
        self.bars.setOpts(pen=None, brush=theme.colour("muted", 0.6))

    def _colour(self) -> None:
        """Give the dots the colour of their part."""
        train = self.result is not None and self.result.part == "train"
        role = TRAIN_ROLE if train else VALIDATION_ROLE
        self.points.setBrush(translucent(theme.colour(role), 0.7))

    def rows(self) -> Sequence[Sequence[object]]:
        """Return prediction and residual of each sample."""
        if self.result is None:
            return ()
        pairs = zip(*self.residuals(), strict=True)
        return [["predicted", "residual"], *([float(p), float(r)] for p, r in pairs)]
