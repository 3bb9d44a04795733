"""The function that the network has become, among the points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg

from guinet.gui import theme
from guinet.gui.panels.widgets import label
from guinet.gui.plots.chart import Chart, translucent
from guinet.gui.plots.curves import TRAIN_ROLE, VALIDATION_ROLE
from guinet.gui.plots.desk import Desk
from guinet.gui.plots.facts import Facts
from guinet.gui.plots.parts import Dot
from guinet.gui.plots.tile import Tile
from guinet.lens.view import View
from guinet.lens.views.fit_line import FitLine, FittedLine

__all__ = ["FitLineTile"]


class FitLineTile(Tile):
    """A curve over the only input, with the points that it was fitted to."""

    id = "fit-line"
    title = "Fit"
    doc = "For a network of one number: its curve among the points."
    rank = 15

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.result: FittedLine | None = None
        for role, words in ((TRAIN_ROLE, "train"), (VALIDATION_ROLE, "validation")):
            self.controls.addWidget(Dot(role))
            self.controls.addWidget(label(words, "caption"))
        self.chart = Chart()
        self.train = self.chart.add_points(1.0)
        self.validation = self.chart.add_points(2.0)
        self.lines = [self.chart.add_line(3.0)]
        self.body.addWidget(self.chart, 1)
        self.dress()

    @classmethod
    def why_not(cls, facts: Facts) -> str:
        """Only for a function of one number."""
        if facts.task == "regression" and facts.is_line:
            return ""
        return "It shows a network that predicts numbers from a single number."

    @classmethod
    def is_usual(cls, facts: Facts) -> bool:
        """Wherever it makes sense."""
        return True

    def looks(self) -> tuple[View, ...]:
        """Look at the curve."""
        return (FitLine(),)

    def show_result(self, view: View, result: Any) -> None:
        """Draw curve and points; several predicted numbers have a curve each."""
        self.result = result
        while len(self.lines) < result.y.shape[1]:
            self.lines.append(self.chart.add_line(3.0))
            self.dress()
        for k, line in enumerate(self.lines):
            known = k < result.y.shape[1]
            line.setData(result.x, result.y[:, k]) if known else line.setData([], [])
        for item, points in ((self.train, result.train), (self.validation, result.validation)):
            x = np.repeat(points[:, :1], points.shape[1] - 1, axis=1)
            item.setData(x=x.ravel(), y=points[:, 1:].ravel())
        every = [part.ravel() for part in (result.y, result.train[:, 1:], result.validation[:, 1:])]
        self.chart.frame(result.x, np.concatenate(every))

    def clear(self) -> None:
        """Take curve and points away."""
        self.result = None
        for item in (*self.lines, self.train, self.validation):
            item.setData([], [])

    def dress(self) -> None:
        """Take the colours of the theme."""
        self.chart.dress()
        for item, role in ((self.train, TRAIN_ROLE), (self.validation, VALIDATION_ROLE)):
            item.setSize(5)
            item.setBrush(translucent(theme.colour(role), 0.55))
        for line in self.lines:
            line.setPen(pg.mkPen(theme.colour("text"), width=2))

    def rows(self) -> Sequence[Sequence[object]]:
        """Return the curve."""
        if self.result is None:
            return ()
        names = [f"y{k + 1}" for k in range(self.result.y.shape[1])]
        pairs = zip(self.result.x, self.result.y, strict=True)
        return [["x", *names], *([float(x), *map(float, y)] for x, y in pairs)]
