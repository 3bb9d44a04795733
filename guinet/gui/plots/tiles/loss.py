"""The loss over the epochs, of both parts and of every step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QMenu

from guinet.gui.plots.curves import TRAIN_ROLE, VALIDATION_ROLE
from guinet.gui.plots.desk import Desk
from guinet.gui.plots.epoch_plot import CurveSpec, EpochPlot
from guinet.gui.plots.facts import Facts
from guinet.gui.plots.smoothing import add_smoothing
from guinet.gui.plots.tile import Tile

__all__ = ["LossTile"]

_CURVES = (
    CurveSpec("steps", "", TRAIN_ROLE, 0.22),
    CurveSpec("validation", "validation", VALIDATION_ROLE),
    CurveSpec("train", "train", TRAIN_ROLE),
)


class LossTile(Tile):
    """What training makes smaller, and whether the validation part follows."""

    id = "loss"
    title = "Loss"
    doc = "The loss of the training and the validation part over the epochs."
    rank = 10
    fits_header = False

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.plot = EpochPlot(self.heading, self.caption, self.controls, _CURVES, logarithmic=True)
        self.body.addWidget(self.plot, 1)

    @classmethod
    def is_usual(cls, facts: Facts) -> bool:
        """Whatever is trained, its loss is of interest."""
        return True

    def refresh(self) -> None:
        """Draw all epochs, and the steps between them."""
        history = self.desk.bridge.history
        self.plot.show_data(
            {
                "steps": self.desk.trace.arrays(),
                "train": history.curve("train_loss"),
                "validation": history.curve("validation_loss"),
            }
        )

    def fill_menu(self, menu: QMenu) -> None:
        """Offer to smooth the curves."""
        add_smoothing(menu, self.plot)

    def show_surroundings(self) -> None:
        """Draw other runs, and marks of what was changed."""
        self.plot.show_guests(self.desk.guests("loss"))
        self.plot.show_marks(self.desk.marks())

    def dress(self) -> None:
        """Take the colours of the theme."""
        self.plot.dress()
        self.show_surroundings()

    def rows(self) -> Sequence[Sequence[object]]:
        """Return the losses by epoch."""
        return self.plot.rows({"train": "train_loss", "validation": "validation_loss"})
