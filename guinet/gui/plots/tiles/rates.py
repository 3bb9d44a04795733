"""How a classifier does at every threshold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.plots.chart import Chart
from guinet.gui.plots.desk import Desk
from guinet.gui.plots.facts import Facts
from guinet.gui.plots.parts import instead, pill, refill, small_choice
from guinet.gui.plots.ranges import show_range
from guinet.gui.plots.tile import Tile
from guinet.lens.view import View
from guinet.lens.views.rates import Rates, RatesOf

__all__ = ["RatesTile"]

_AXES = (("false positive rate", "true positive rate"), ("recall", "precision"))


class RatesTile(Tile):
    """The rate of true over that of false alarms, or precision over recall."""

    id = "rates"
    title = "ROC curve"
    doc = "For classes: true and false alarms at every threshold; or precision over recall."
    rank = 45

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.result: Rates | None = None
        self._place: tuple[float, float] | None = None
        self.precision = pill("precision", "Show precision over recall instead of the ROC curve")
        self.precision.toggled.connect(self._on_kind)
        self.controls.addWidget(self.precision)
        self.yes = small_choice((), "Which class counts as yes")
        self.yes.currentIndexChanged.connect(lambda _: self._on_choice())
        self.controls.addWidget(self.yes)
        self.chart = Chart(*_AXES[0])
        self.line = self.chart.add_line(2)
        self.guess = self.chart.add_line(1)
        self.spot = self.chart.add_points(3)
        self.chart.pointed.connect(self._read_off)
        show_range(self.chart, xRange=(-0.02, 1.04), yRange=(-0.04, 1.06))
        self.words = _Words(self.chart)
        self.body.addWidget(self.chart, 1)
        self.dress()

    @classmethod
    def why_not(cls, facts: Facts) -> str:
        """Only for classes."""
        if not facts.classes:
            return "It shows a network that chooses between classes."
        return "" if len(facts.classes) <= 60 else "There are more than 60 classes."

    def looks(self) -> tuple[View, ...]:
        """Look at the class that counts as yes."""
        classes = self.desk.facts.classes
        if [self.yes.itemText(n) for n in range(self.yes.count())] != list(classes):
            refill(self.yes, classes)
            self.yes.setCurrentIndex(len(classes) - 1)
        self.yes.setVisible(len(classes) > 2)
        return (RatesOf(yes=max(self.yes.currentIndex(), 0)),)

    def show_result(self, view: View, result: Any) -> None:
        """Draw the curve."""
        self.result = result
        self._draw()

    def clear(self) -> None:
        """Take the curve away."""
        self.result = None
        self.line.setData([], [])
        self.spot.setData([], [])
        self.words.hide()
        self.caption.setText("")

    def curve(self) -> tuple[Any, Any]:
        """Return the curve that is chosen."""
        assert self.result is not None
        if not self.precision.isChecked():
            return self.result.false_positive, self.result.true_positive
        return self.result.true_positive, self.result.precision

    def _draw(self) -> None:
        if self.result is None:
            return
        roc = not self.precision.isChecked()
        bottom, left = _AXES[0 if roc else 1]
        # In the header of a narrow tile there is no room to say whose samples these are.
        self.chart.name_axes(f"{bottom}, {self.result.part}", left)
        self.line.setData(*self.curve())
        self.guess.setData([0, 1], [0, 1]) if roc else self.guess.setData([], [])
        self._caption()
        self._read_off(self._place)

    def _caption(self) -> None:
        found = self.result
        if found is None:
            return
        if not self.precision.isChecked():
            words = f"area {fmt.number(found.area, 3)}"
        else:
            words = f"average precision {fmt.number(found.average_precision, 3)}"
        first = f", first {found.counted}" if found.counted < found.total else ""
        whole = f"{words}{first}{instead('validation', found.part)}"
        self.caption.say(whole, words, gives_way=True)

    def _read_off(self, place: tuple[float, float] | None) -> None:
        self._place = place
        if self.result is None:
            return
        if place is None:
            self.spot.setData([], [])
            self.words.hide()
            return
        x, y = self.curve()
        nearest = int(np.argmin(np.square(x - place[0]) + np.square(y - place[1])))
        self.spot.setData(x=[x[nearest]], y=[y[nearest]])
        self.words.say(self.words_at(nearest), left=self.precision.isChecked())

    def words_at(self, place: int) -> str:
        """Say what a threshold gives."""
        assert self.result is not None
        found = self.result
        rates = (found.true_positive, found.false_positive, found.precision)
        true, false, precise = (fmt.percent(float(rate[place])) for rate in rates)
        threshold = float(found.thresholds[place])
        if np.isinf(threshold):
            at = "above all"
        elif found.probable:
            at = f"p ≥ {_probability(threshold)}"
        else:
            at = f"score ≥ {fmt.number(threshold, 3)}"
        return f"{at}\nTPR, recall  {true}\nFPR  {false}\nprecision  {precise}"

    def _on_choice(self) -> None:
        self.clear()
        self.look_again()

    def _on_kind(self) -> None:
        self.heading.setText("Precision and recall" if self.precision.isChecked() else "ROC curve")
        self.words.hide()
        self.spot.setData([], [])
        self._draw()

    def dress(self) -> None:
        """Take the colours of the theme."""
        self.chart.dress()
        self.line.setPen(pg.mkPen(theme.colour("accent"), width=2))
        self.guess.setPen(pg.mkPen(theme.colour("muted"), style=Qt.PenStyle.DashLine))
        self.spot.setSize(8)
        self.spot.setBrush(theme.colour("text"))
        self.words.setStyleSheet(f"background: {theme.current().panel};")

    def rows(self) -> Sequence[Sequence[object]]:
        """Return all rates by threshold."""
        if self.result is None:
            return ()
        r = self.result
        columns = (r.thresholds, r.true_positive, r.false_positive, r.precision)
        table: list[list[object]] = [["threshold", "true_positive", "false_positive", "precision"]]
        table += [list(map(float, row)) for row in zip(*columns, strict=True)]
        return table


def _probability(threshold: float) -> str:
    """Write a threshold; what lies just below 1 is not rounded up to what no sample reaches."""
    digits = 3
    if not 0.999 < threshold < 1:
        return fmt.number(threshold, digits)
    while float(f"{threshold:.{digits}f}") >= 1:
        digits += 1
    return f"{math.floor(threshold * 10**digits) / 10**digits:.{digits}f}"


class _Words(QLabel):
    """What a threshold gives, in that corner of the axes where the curve is not."""

    def __init__(self, chart: Chart) -> None:
        super().__init__(chart)
        self.setProperty("role", "caption")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._chart = chart
        self.hide()

    def say(self, words: str, *, left: bool) -> None:
        """Stand at the lower end of the axes, on the left or on the right."""
        self.setText(words)
        self.adjustSize()
        axes = self._chart.getPlotItem().getViewBox().sceneBoundingRect()
        x = axes.left() + 10 if left else axes.right() - self.width() - 6
        self.move(int(x), int(axes.bottom()) - self.height() - 4)
        self.show()
