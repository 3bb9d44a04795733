"""A tile with a line for each node, of sizes over the run. Importing this imports pyqtgraph."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from guinet.gui.plots.desk import Desk
from guinet.gui.plots.sizes_plot import SizesPlot
from guinet.gui.plots.tile import Tile
from guinet.gui.plots.trails import Trails

__all__ = ["SizesTile"]


class SizesTile(Tile):
    """Sizes that the desk keeps, drawn; a subclass says which, and in which words.

    Attributes
    ----------
    band
        Between which sizes all is well; None where there is no such rule.
    unit
        What is drawn, in a word or two.
    missing
        What there is none of before the first observed step.
    """

    band: ClassVar[tuple[float, float] | None] = None
    unit: ClassVar[str]
    missing: ClassVar[str]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.plot = SizesPlot(self.band)
        self.plot.named.connect(self._name)
        self.body.addWidget(self.plot, 1)

    @property
    @abstractmethod
    def trails(self) -> Trails:
        """The sizes by node."""

    def refresh(self) -> None:
        """Draw all nodes."""
        curves = self.trails.curves()
        self.say("" if curves else self.missing, "They come with the first observed step.")
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
        data = self.plot.data
        if not data:
            return []
        x = next(iter(data.values()))[0]
        rows: list[list[object]] = [["epoch", *data]]
        for place, at in enumerate(x.tolist()):
            values = (float(y[place]) for _, y in data.values())
            rows.append([at, *("" if math.isnan(value) else value for value in values)])
        return rows

    def _name(self, words: str) -> None:
        self.heading.setVisible(not words)
        self.caption.setText(words or self.unit)
