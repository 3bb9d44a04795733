"""Sizes of steps beside those of the weights."""

from __future__ import annotations

from collections.abc import Sequence

from guinet.gui.plots.desk import Desk
from guinet.gui.plots.sizes_plot import SizesPlot
from guinet.gui.plots.tile import Tile
from guinet.gui.plots.tiles.gradient_norms import table

__all__ = ["UpdateRatiosTile"]

_USUAL = (3e-4, 3e-3)


class UpdateRatiosTile(Tile):
    """How much each step changes the weights of a node, as a part of their size."""

    id = "update-ratios"
    title = "Step beside weights"
    doc = "By which part of their size a step changes the weights of each node; 0.001 is usual."
    rank = 36

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.plot = SizesPlot(_USUAL)
        self.plot.named.connect(self._name)
        self.body.addWidget(self.plot, 1)

    def refresh(self) -> None:
        """Draw all nodes with weights."""
        curves = self.desk.updates.curves()
        self.say("" if curves else "No steps yet", "They come with the first observed step.")
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
        self.caption.setText(words or "step/size")
