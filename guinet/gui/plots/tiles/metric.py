"""What people read beside the loss: accuracy, F1, R² and their kin."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QMenu

from guinet.gui.plots.curves import TRAIN_ROLE, VALIDATION_ROLE, metric_names
from guinet.gui.plots.desk import Desk
from guinet.gui.plots.epoch_plot import CurveSpec, EpochPlot
from guinet.gui.plots.facts import Facts
from guinet.gui.plots.parts import refill, small_choice
from guinet.gui.plots.smoothing import add_smoothing
from guinet.gui.plots.tile import Tile

__all__ = ["TITLES", "MetricTile"]

_CURVES = (
    CurveSpec("validation", "validation", VALIDATION_ROLE),
    CurveSpec("train", "train", TRAIN_ROLE),
)
TITLES = {
    "accuracy": "Accuracy",
    "r2": "R²",
    "f1": "F1, mean of classes",
    "top3": "Among the first 3",
    "mae": "Mean absolute error",
}
_PARTS_OF_ONE = ("accuracy", "top3")


class MetricTile(Tile):
    """The metric that fits the task, of both parts."""

    id = "metric"
    title = "Score"
    doc = "What people read beside the loss: accuracy and F1, or R² and MAE for numbers."
    rank = 40
    fits_header = False

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.plot = EpochPlot(self.heading, self.caption, self.controls, _CURVES)
        self.which = small_choice((), "Which metric, by epoch")
        self.which.currentIndexChanged.connect(lambda _: self._on_choice())
        self.which.hide()
        self.header.insertWidget(0, self.which)
        self.body.addWidget(self.plot, 1)
        self._drawn_name = ""

    @classmethod
    def is_usual(cls, facts: Facts) -> bool:
        """Wherever something can be right or wrong."""
        return facts.task in ("classification", "regression")

    @classmethod
    def why_not(cls, facts: Facts) -> str:
        """Without a target nothing is right or wrong."""
        return "" if facts.judged is not None else "No loss holds a prediction against a target."

    @property
    def name(self) -> str:
        """The metric that is shown; empty while there is none."""
        names = metric_names(self.desk.bridge.history)
        chosen = self.which.currentText()
        return next((name for name in names if TITLES[name] == chosen), next(iter(names), ""))

    def _on_choice(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Draw the metric that the newest epoch has."""
        history = self.desk.bridge.history
        refill(self.which, [TITLES[name] for name in metric_names(history)])
        name = self.name
        if name != self._drawn_name:
            # Which curve of another run belongs here is known from the first epoch on.
            self._drawn_name = name
            self.show_surroundings()
        self.heading.setText(TITLES[name] if name else self.title)
        self.plot.head.set_title(self.which if self.which.count() > 1 else self.heading)
        if not name:
            self.say("No metric yet", "It comes with the first epoch.")
            return
        self.say()
        self.plot.set_percent(name in _PARTS_OF_ONE)
        self.plot.show_data(
            {
                "train": history.curve(f"train_{name}"),
                "validation": history.curve(f"validation_{name}"),
            }
        )

    def fill_menu(self, menu: QMenu) -> None:
        """Offer to smooth the curves."""
        add_smoothing(menu, self.plot)

    def show_surroundings(self) -> None:
        """Draw other runs, and marks of what was changed."""
        name = self.name
        self.plot.show_guests(self.desk.guests(name) if name else [])
        self.plot.show_marks(self.desk.marks())

    def dress(self) -> None:
        """Take the colours of the theme."""
        self.plot.dress()
        self.show_surroundings()

    def rows(self) -> Sequence[Sequence[object]]:
        """Return the metric by epoch."""
        name = self.name
        return self.plot.rows({"train": f"train_{name}", "validation": f"validation_{name}"})
