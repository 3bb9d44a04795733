"""Predictions against truth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt

from guinet.gui import theme
from guinet.gui.panels.widgets import label
from guinet.gui.plots.chart import Chart, translucent
from guinet.gui.plots.curves import TRAIN_ROLE, VALIDATION_ROLE
from guinet.gui.plots.desk import Desk
from guinet.gui.plots.facts import Facts
from guinet.gui.plots.parts import Dot, looked_at, refill, small_choice
from guinet.gui.plots.tile import Tile
from guinet.lens.view import Part, View
from guinet.lens.views.predictions import Predictions, PredictionsOf

__all__ = ["PredictionsTile"]

_TRAIN, _VALIDATION = PredictionsOf("train", 1000), PredictionsOf("validation", 1000)
_ROLES: dict[View, str] = {_TRAIN: TRAIN_ROLE, _VALIDATION: VALIDATION_ROLE}
_PARTS: dict[View, Part] = {_TRAIN: "train", _VALIDATION: "validation"}


class PredictionsTile(Tile):
    """A dot for each sample; a right prediction lies on the diagonal."""

    id = "predictions"
    title = "Predicted against true"
    doc = "For numbers: a dot for each sample, right ones on the diagonal."
    rank = 20

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.results: dict[View, Predictions] = {}
        self.column = small_choice((), "Which of the predicted numbers")
        self.column.currentIndexChanged.connect(self._draw)
        self.column.hide()
        self.controls.addWidget(self.column)
        for role, words in ((TRAIN_ROLE, "train"), (VALIDATION_ROLE, "validation")):
            self.controls.addWidget(Dot(role))
            self.controls.addWidget(label(words, "caption"))
        self.chart = Chart("true", "predicted")
        self._diagonal = self.chart.add_line(0.5)
        self.points = {view: self.chart.add_points(1.0 + n) for n, view in enumerate(_ROLES)}
        self.body.addWidget(self.chart, 1)
        self.dress()

    @classmethod
    def why_not(cls, facts: Facts) -> str:
        """Only where numbers are predicted, a few for each sample."""
        if facts.task != "regression" or facts.judged is None:
            return "It shows predicted numbers, and this network predicts none."
        return "" if facts.judged.prediction_spec.size <= 64 else "There are too many numbers."

    @classmethod
    def is_usual(cls, facts: Facts) -> bool:
        """Wherever it makes sense."""
        return True

    def looks(self) -> tuple[View, ...]:
        """Look at both parts."""
        return (_TRAIN, _VALIDATION)

    def show_result(self, view: View, result: Any) -> None:
        """Draw one part; where none is kept for validation, only that for training."""
        if result.part != _PARTS[view]:
            self.results.pop(view, None)
        else:
            self.results[view] = result
        refill(self.column, result.names)
        self.column.setVisible(len(result.names) > 1)
        self._draw()

    def clear(self) -> None:
        """Take the dots away."""
        self.results.clear()
        self._draw()

    def _draw(self) -> None:
        column = max(self.column.currentIndex(), 0)
        every, counts = [], []
        for view, item in self.points.items():
            found = self.results.get(view)
            if found is None or column >= found.target.shape[1]:
                item.setData(x=[], y=[])
                continue
            counts.append(found)
            x, y = found.target[:, column], found.prediction[:, column]
            item.setData(x=x, y=y)
            every += [x, y]
        if every:
            together = np.concatenate(every)
            ends = np.array([together.min(), together.max()])
            self._diagonal.setData(ends, ends)
            self.chart.frame(ends, ends)
        bounded = any(len(found.target) < found.total for found in counts)
        words = [looked_at(len(found.target), found.total, found.part) for found in counts]
        self.caption.setText(", ".join(words) if bounded else "")

    def dress(self) -> None:
        """Take the colours of the theme."""
        self.chart.dress()
        pen = pg.mkPen(theme.colour("muted"), width=1, style=Qt.PenStyle.DashLine)
        self._diagonal.setPen(pen)
        for view, item in self.points.items():
            item.setSize(5)
            item.setBrush(translucent(theme.colour(_ROLES[view]), 0.7))

    def rows(self) -> Sequence[Sequence[object]]:
        """Return part, truth and prediction of each dot."""
        table: list[list[object]] = [["part", "number", "true", "predicted"]]
        for found in self.results.values():
            for k, name in enumerate(found.names):
                pairs = zip(found.target[:, k], found.prediction[:, k], strict=True)
                table += [[found.part, name, float(t), float(p)] for t, p in pairs]
        return table
