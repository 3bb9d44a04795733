"""How often plots are painted, counted: a plot that is painted twice for one change costs twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from guinet.gui.plots.chart import Chart
from guinet.gui.plots.epoch_plot import CurveSpec, EpochPlot
from guinet.gui.plots.sizes_plot import SizesPlot

SPECS = (CurveSpec("batch", "", "accent", 0.4), CurveSpec("train", "train", "accent"))


def settle() -> None:
    QTest.qWait(20)  # Qt gathers what is to be painted for some milliseconds


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[pg.GraphicsView]:
    """Which plots were painted, once for each time."""
    found: list[pg.GraphicsView] = []
    plain = pg.GraphicsView.paintEvent

    def noted(self: pg.GraphicsView, event: Any) -> None:
        found.append(self)
        plain(self, event)

    monkeypatch.setattr(pg.GraphicsView, "paintEvent", noted)
    return found


def sizes() -> tuple[Any, Callable[[int], None]]:
    plot = SizesPlot()
    return plot, lambda k: plot.show_sizes({"a": _curve(k), "b": _curve(k + 1)})


def epochs() -> tuple[Any, Callable[[int], None]]:
    head = QWidget()
    plot = EpochPlot(QLabel(head), QLabel(head), QHBoxLayout(head), SPECS, logarithmic=True)
    plot.head_widget = head  # type: ignore[attr-defined]
    return plot, lambda k: plot.show_data({"batch": _curve(2 * k), "train": _curve(k)})


def points() -> tuple[Any, Callable[[int], None]]:
    plot = Chart()
    item = plot.add_points()

    def draw(k: int) -> None:
        item.setData(*_curve(k))
        plot.frame(*_curve(k))

    return plot, draw


def _curve(k: int) -> tuple[np.ndarray, np.ndarray]:
    x = np.arange(1.0, 20.0 + 5 * k)
    return x, np.exp(-x / (5 + k))


@pytest.mark.parametrize("make", [sizes, epochs, points])
def test_a_plot_is_painted_once_for_what_is_new(qtbot, painted, make):
    plot, draw = make()
    qtbot.addWidget(plot)
    plot.resize(320, 200)
    plot.show()
    for k in range(3):
        draw(k)
        settle()
    for k in range(3, 6):
        painted.clear()
        draw(k)
        settle()
        assert len(painted) == 1
