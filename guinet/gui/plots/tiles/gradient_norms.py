"""Gradient sizes by node over the run."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from guinet.core.types import Array
from guinet.gui.plots.desk import Desk
from guinet.gui.plots.sizes_plot import SizesPlot
from guinet.gui.plots.tile import Tile

__all__ = ["GradientNormsTile"]


class GradientNormsTile(Tile):
    """The gradient that leaves each node backwards: where it dies, its line falls."""

    id = "gradient-norms"
    title = "Gradient by node"
    doc = "The size of the gradient at the input of each node over the run."
    rank = 35

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.plot = SizesPlot()
        self.plot.named.connect(self._name)
        self.body.addWidget(self.plot, 1)

    def refresh(self) -> None:
        """Draw all nodes."""
        curves = self.desk.gradients.curves()
        self.say("" if curves else "No gradients yet", "They come with the first observed step.")
        self.plot.show_sizes(curves)
        self._name("")

    def clear(self) -> None:
        """Take the lines away."""
        self.plot.show_sizes({})

    def dress(self) -> None:
        """Take the colours of the theme."""
        self.plot.dress()

    def rows(self) -> Sequence[Sequence[object]]:
        """Return a row for each moment, a column for each node."""
        return table(self.plot.data)

    def _name(self, words: str) -> None:
        self.heading.setVisible(not words)
        self.caption.setText(words or "RMS")


def table(data: Mapping[str, tuple[Array, Array]]) -> list[list[object]]:
    """Return curves that share their places as rows."""
    if not data:
        return []
    x = next(iter(data.values()))[0]
    rows: list[list[object]] = [["epoch", *data]]
    for place, at in enumerate(x.tolist()):
        values = (float(y[place]) for _, y in data.values())
        rows.append([at, *("" if math.isnan(value) else value for value in values)])
    return rows
