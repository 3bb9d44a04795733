"""Running means instead of the curves themselves, offered in the menu of a tile."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from guinet.gui.plots.epoch_plot import EpochPlot

__all__ = ["SMOOTHINGS", "add_smoothing"]

SMOOTHINGS = {"As it is": 0.0, "Smooth": 0.8, "Smoother": 0.97}
"""Words, and the share for which what came before counts."""


def add_smoothing(menu: QMenu, plot: EpochPlot) -> None:
    """Offer how far the curves of a plot are smoothed."""
    group = QActionGroup(menu)
    for words, share in SMOOTHINGS.items():
        action = menu.addAction(words)
        action.setCheckable(True)
        action.setChecked(plot.smoothing == share)
        action.triggered.connect(partial(_smooth, plot, share))
        group.addAction(action)
    menu.addSeparator()


def _smooth(plot: EpochPlot, share: float, _: bool = False) -> None:
    plot.set_smoothing(share)
