"""The learning rate over the epochs."""

from __future__ import annotations

from collections.abc import Sequence

from guinet.gui.plots.curves import TRAIN_ROLE
from guinet.gui.plots.desk import Desk
from guinet.gui.plots.epoch_plot import CurveSpec, EpochPlot
from guinet.gui.plots.tile import Tile

__all__ = ["LearningRateTile"]


class LearningRateTile(Tile):
    """The learning rate of the last step of each epoch, schedule included."""

    id = "learning-rate"
    title = "Learning rate"
    doc = "The learning rate as it was used, schedule and changes included."
    rank = 60
    fits_header = False

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        curve = CurveSpec("rate", "last step", TRAIN_ROLE)
        self.plot = EpochPlot(self.heading, self.caption, self.controls, (curve,), logarithmic=True)
        self.body.addWidget(self.plot, 1)

    def refresh(self) -> None:
        """Draw all epochs."""
        self.plot.show_data({"rate": self.desk.bridge.history.learning_rates()})

    def show_surroundings(self) -> None:
        """Draw marks of what was changed."""
        self.plot.show_marks(self.desk.marks())

    def dress(self) -> None:
        """Take the colours of the theme."""
        self.plot.dress()
        self.show_surroundings()

    def rows(self) -> Sequence[Sequence[object]]:
        """Return the rate by epoch."""
        return self.plot.rows({"rate": "learning_rate"})
