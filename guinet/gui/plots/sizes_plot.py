"""A line for each node on a logarithmic axis; pointing at one names it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Signal
from PySide6.QtGui import QColor

from guinet.core.types import Array
from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.plots.chart import Chart
from guinet.gui.plots.ranges import show_range

__all__ = ["SizesPlot"]


class SizesPlot(Chart):
    """Curves by name, coloured along viridis from the first to the last.

    Signals
    -------
    named
        Words about the curve that is pointed at; empty for none.

    Attributes
    ----------
    data
        What is drawn, by name.
    """

    named = Signal(str)

    def __init__(self, band: tuple[float, float] | None = None) -> None:
        self.data: dict[str, tuple[Array, Array]] = {}
        self._lines: dict[str, pg.PlotCurveItem] = {}
        self._nearest = ""
        self._band = None
        super().__init__()
        # The lines get logarithms: with pyqtgraph's own each takes four times as long to change.
        self.left.setLogMode(x=False, y=True)
        if band is not None:
            ends = np.log10(band).tolist()
            self._band = pg.LinearRegionItem(ends, "horizontal", movable=False)
            self._band.setZValue(-1)
            self.addItem(self._band, ignoreBounds=True)
        self.pointed.connect(self._on_pointed)
        self.dress()

    def show_sizes(self, data: Mapping[str, tuple[Array, Array]]) -> None:
        """Draw these curves."""
        self.data = dict(data)
        if self._lines.keys() != self.data.keys():
            self._make_lines()
        logs = {name: (x, _logs(y)) for name, (x, y) in data.items()}
        for name, (x, y) in logs.items():
            self._lines[name].setData(x, y)
        values = np.concatenate([y[np.isfinite(y)] for _, y in logs.values()] or [np.zeros(0)])
        xs = [x for x, _ in data.values() if len(x)]
        if values.size and xs:
            room = max((values.max() - values.min()) * 0.06, 0.1)
            right = max(float(max(x.max() for x in xs)), 1e-9)
            ends = values.min() - room, values.max() + room
            show_range(self, 0.02, xRange=(0.0, right), yRange=ends)

    def dress(self) -> None:
        """Take the colours of the theme."""
        super().dress()
        if self._band is not None:
            self._band.setBrush(theme.colour("good", 0.14))
            for line in self._band.lines:
                line.setPen(pg.mkPen(None))
        self._colour_lines()

    def _make_lines(self) -> None:
        """Have a line for each curve and no other."""
        for name in self._lines.keys() - self.data.keys():
            self.removeItem(self._lines.pop(name))
        for name in self.data:
            if name not in self._lines:
                line = self._lines[name] = pg.PlotCurveItem(antialias=True, connect="finite")
                self.addItem(line)
        self._colour_lines()

    def _colour_lines(self) -> None:
        scale = pg.colormap.get("viridis")
        count = max(len(self._lines) - 1, 1)
        for place, (name, line) in enumerate(self._lines.items()):
            colour: QColor = scale.map(0.15 + 0.85 * place / count, mode="qcolor")
            lit = name == self._nearest
            line.setPen(pg.mkPen(theme.colour("text") if lit else colour, width=2 if lit else 1))
            line.setZValue(3 if lit else 1)

    def _on_pointed(self, place: tuple[float, float] | None) -> None:
        name, words = "", ""
        if place is not None:
            name, words = self._at(place)
        if name != self._nearest:
            self._nearest = name
            self._colour_lines()
        self.named.emit(words)

    def _at(self, place: tuple[float, float]) -> tuple[str, str]:
        """Return the curve nearest to a place, and its value there in words."""
        best, found = np.inf, ("", "")
        for name, (x, y) in self.data.items():
            if not len(x):
                continue
            k = int(np.abs(x - place[0]).argmin())
            if not y[k] > 0:
                continue
            distance = abs(float(np.log10(y[k])) - place[1])
            if distance < best:
                best, found = distance, (name, f"{name}: {fmt.number(float(y[k]), 3)}")
        return found


def _logs(sizes: Array) -> Array:
    """Return decimal logarithms; gaps where there is none."""
    logs = np.full(len(sizes), np.nan)
    np.log10(sizes, out=logs, where=sizes > 0)
    return logs
