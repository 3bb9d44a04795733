"""How weights, outputs or gradients are spread over the run: of a node, or of all side by side."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QResizeEvent

from guinet.core.loss import Loss
from guinet.core.types import Array
from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.plots.chart import Chart
from guinet.gui.plots.desk import Desk
from guinet.gui.plots.facts import Facts
from guinet.gui.plots.histogram_trail import ROWS, HistogramTrail, on_grid, stretches
from guinet.gui.plots.parts import refill, small_choice
from guinet.gui.plots.ranges import show_range
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
_ALL = "all layers"
_MOST_LAYERS = 24
"""More side by side are too narrow to be told apart."""

_ACROSS = 240
"""Columns of the picture."""

_NARROWEST_NAME_PX, _NARROWEST_CHOICE_PX = 22, 74


class HistogramsTile(Tile):
    """Over the epochs, brighter where more values are; it begins when it is first seen.

    All layers stand side by side on one scale of values, each with the epochs from left to right
    of its own.
    """

    id = "histograms"
    title = "Histogram over time"
    doc = "How weights, outputs or gradients are spread over the run: of all layers, or of one."
    rank = 38

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.trails: dict[str, HistogramTrail] = {}
        self._is_new = False
        self.node = small_choice((), "Which node")
        self.kind = small_choice(tuple(_KINDS), "What is counted")
        for box in (self.node, self.kind):
            box.currentIndexChanged.connect(lambda _: self._on_choice())
            box.setMinimumWidth(_NARROWEST_CHOICE_PX)
            self.controls.addWidget(box)
        self.chart = Chart()
        self.chart.showGrid(x=False, y=False)
        self.chart.pointed.connect(self._read_off)
        self.image = pg.ImageItem(axisOrder="row-major")
        self.chart.addItem(self.image)
        self.body.addWidget(self.chart, 1)
        self._say_nothing()

    @classmethod
    def why_not(cls, facts: Facts) -> str:
        """Wherever something learns."""
        return "" if _learning(facts) else "Nothing in this network learns yet."

    def looks(self) -> tuple[View, ...]:
        """Look at the chosen node, or at all."""
        kind, paths = _KINDS[self.kind.currentText()], self._paths()
        refill(self.node, [_ALL, *paths] if len(paths) > 1 else paths)
        if self.node.currentText() != _ALL:
            paths = [self.node.currentText()] if paths else []
        return tuple(HistogramOf(path, kind) for path in paths[:_MOST_LAYERS])

    def _paths(self) -> list[str]:
        """Return the nodes of which what is chosen can be counted."""
        facts = self.desk.facts
        weights = "weight" in _KINDS[self.kind.currentText()]
        return _learning(facts) if weights else _speaking(facts)

    def take_in(self, view: View, result: Any) -> None:
        """Append a column."""
        assert isinstance(view, HistogramOf)
        trail = self.trails.setdefault(view.path, HistogramTrail())
        trail.add(self.desk.epochs_at(self.desk.sight.moment), result)
        self._is_new = True
        self.refresh_soon()

    def refresh(self) -> None:
        """Draw what came."""
        if self._is_new:
            self._is_new = False
            self._draw()

    def clear(self) -> None:
        """Forget all columns."""
        self.trails.clear()
        self.image.clear()
        self.caption.setText("")
        self._say_nothing()

    def _say_nothing(self) -> None:
        self.say("Nothing counted yet", "It comes with the next weights.")

    def _on_choice(self) -> None:
        self.clear()
        self.look_again()

    @property
    def shown(self) -> dict[str, HistogramTrail]:
        """What is drawn, in the order of the network; nothing before anything was seen."""
        paths = [view.path for view in self._looked if isinstance(view, HistogramOf)]
        found = {path: self.trails.get(path, HistogramTrail()) for path in paths}
        return found if any(map(len, found.values())) else {}

    @property
    def borders(self) -> tuple[float, float]:
        """From where to where values are counted: one scale for all, in round numbers."""
        known = [trail.borders for trail in self.shown.values() if trail.borders is not None]
        low, high = min(low for low, _ in known), max(high for _, high in known)
        # Round, so that they stay as they are while the extremes move a little.
        step = 10.0 ** np.floor(np.log10(high - low)) / 5
        return float(np.floor(low / step) * step), float(np.ceil(high / step) * step)

    def span(self) -> tuple[float, float]:
        """Return the first and the last epoch of all columns."""
        ends = [stretches(trail.moments()) for trail in self.shown.values() if len(trail)]
        return min(float(s[0]) for s, _ in ends), max(float(e[-1]) for _, e in ends)

    def _draw(self) -> None:
        shown = self.shown
        if not shown:
            return
        borders, span, panels = self.borders, self.span(), len(shown)
        across = max(_ACROSS // panels, 6)
        places = np.linspace(*span, across, endpoint=False) + (span[1] - span[0]) / (2 * across)
        parts = []
        for trail in shown.values():
            moments, _, counts = trail.picture(borders)
            fullest = np.maximum(counts.max(axis=0, initial=0.0), 1e-9)
            part = on_grid(moments, counts / fullest, places)
            if panels > 1:  # a gap between neighbours
                part[:, -max(1, across // 12) :] = np.nan
            parts.append(part)
        self.image.setImage(_coloured(np.concatenate(parts, axis=1)), autoLevels=False)
        left, right = span if panels == 1 else (0.0, float(panels))
        low, high = borders
        self.image.setRect(QRectF(left, low, right - left, high - low))
        self._name_panels()
        room = (high - low) * 0.02
        show_range(self.chart, xRange=(left, right), yRange=(low - room, high + room))
        self._read_off(None)

    def _name_panels(self) -> None:
        """Write below what stands there: epochs of a single layer, else the layers' names."""
        names, bottom = list(self.shown), self.chart.bottom
        moments = [trail.moments() for trail in self.shown.values() if len(trail)]
        first = fmt.short(min(float(each[0]) for each in moments))
        last = fmt.short(max(float(each[-1]) for each in moments))
        epochs = f"each: epoch {first}" + (f" to {last}" if last != first else "")
        self.chart.name_axes("epoch" if len(names) == 1 else epochs, "")
        if len(names) == 1:
            bottom.setTicks(None)
            return
        room = int((self.chart.width() - self.chart.left.width()) / len(names)) - 4
        write = QFontMetrics(theme.font(10, tabular=True)).elidedText
        ticks = [
            (place + 0.5, write(name, Qt.TextElideMode.ElideMiddle, room))
            for place, name in enumerate(names)
        ]
        bottom.setTicks([ticks if room >= _NARROWEST_NAME_PX else []])

    def _read_off(self, place: tuple[float, float] | None) -> None:
        """Say what is shown, or what lies at a place."""
        words = self._said_at(place) if place and self.shown else ""
        self.heading.setVisible(not words)
        left_out = len(self._paths()) - _MOST_LAYERS if len(self._looked) > 1 else 0
        self.caption.setText(words or (f"{left_out} layers have no room" if left_out > 0 else ""))

    def _said_at(self, place: tuple[float, float]) -> str:
        """Say which part of the values lies in the bin at a place."""
        shown, (x, y), (first, last) = self.shown, place, self.span()
        panel = 0
        if len(shown) > 1:
            panel = int(np.clip(np.floor(x), 0, len(shown) - 1))
            x = first + (x - panel) * (last - first)
        name, trail = list(shown.items())[panel]
        moments, borders, counts = trail.picture(self.borders)
        row = int(np.clip(np.searchsorted(borders, y, side="right") - 1, 0, ROWS - 1))
        found = on_grid(moments, counts / np.maximum(counts.sum(axis=0), 1e-9), np.array([x]))
        share = float(found[row, 0])
        if np.isnan(share):
            return name
        low, high = (fmt.short(float(border)) for border in borders[row : row + 2])
        return f"{name}, epoch {fmt.short(x)}: {fmt.percent(share)} from {low} to {high}"

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give names as much room as there is."""
        super().resizeEvent(event)
        if self.shown:
            self._name_panels()

    def dress(self) -> None:
        """Take the colours of the theme."""
        self.chart.dress()
        self._draw()

    def rows(self) -> Sequence[Sequence[object]]:
        """Return a row for each layer, moment and bin."""
        if not self.shown:
            return ()
        table: list[list[object]] = [["node", "epoch", "from", "to", "count"]]
        for name, trail in self.shown.items():
            moments, borders, counts = trail.picture(self.borders)
            for moment, column in zip(moments.tolist(), counts.T.tolist(), strict=True):
                bins = zip(pairwise(borders.tolist()), column, strict=True)
                table += [[name, moment, low, high, count] for (low, high), count in bins]
        return table


def _coloured(shares: Array) -> Array:
    """Return parts of the fullest bin as colours from the well to the accent; NaN: the ground."""
    ground, empty, full = (_rgb(theme.colour(role)) for role in ("panel", "well", "accent"))
    mixed = empty + (full - empty) * np.sqrt(np.nan_to_num(shares))[..., None]
    mixed[np.isnan(shares)] = ground
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
