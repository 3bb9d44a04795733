"""The legend of overlaid runs names each curve that is drawn, in the colour it is drawn in."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRect
from PySide6.QtWidgets import QApplication

from guinet.gui import theme
from guinet.gui.plots.desk import Desk
from guinet.gui.plots.epoch_plot import EpochPlot
from guinet.gui.plots.tile import MINIMUM_PX
from guinet.gui.plots.tiles.loss import LossTile
from guinet.gui.plots.tiles.metric import MetricTile
from guinet.gui.runs.log import RunLog
from guinet.gui.sight import Sight
from tests.gui.fakes import epoch
from tests.gui.plots.test_class_tiles import rgb_at


@pytest.fixture
def log(editor, bridge, client):
    """Three runs that are over, and one that goes on."""
    made = RunLog(editor, bridge)
    bridge.prepare()
    for level in (0.5, 0.25, 0.125, 0.75):
        if made.numbers:
            bridge.reset()
        metrics = {"train_accuracy": level, "validation_accuracy": level}
        client.inbox += [epoch(number, **metrics) for number in range(1, 6)]
        bridge.poll()
    assert made.numbers == [1, 2, 3, 4]
    made.rename(2, "slow")
    return made


@pytest.fixture(params=[LossTile, MetricTile])
def tile(qtbot, editor, bridge, log, request):
    desk = Desk(editor, bridge, Sight(editor, bridge), runs=log)
    made = request.param(desk)
    qtbot.addWidget(made)
    desk.surroundings_changed.connect(made.show_surroundings)
    made.resize(420, 200)
    made.show()
    made.refresh()
    return made


@pytest.fixture
def themes():
    before = theme.current().name
    yield
    theme.set_theme(before)


def painted(plot: EpochPlot, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Return each name of the legend with the colour that its stroke has in the picture."""
    legend, places, draw = plot.runs, [], plot.runs.draw_mark
    with monkeypatch.context() as patch:
        patch.setattr(legend, "draw_mark", lambda p, at, c: (places.append(at), draw(p, at, c)))
        legend.grab()
    colours = [rgb_at(legend, at + QPointF(7, 0)).name() for at in places]
    return list(zip(legend.shown(), colours, strict=True))


def drawn(plot: EpochPlot) -> list[tuple[str, str]]:
    return [(item.name(), item.opts["pen"].color().name()) for item in plot._guests]


@pytest.mark.usefixtures("themes")
@pytest.mark.parametrize("name", ["dark", "light"])
def test_the_legend_names_the_runs_that_are_drawn_in_their_colours(tile, log, monkeypatch, name):
    theme.set_theme(name)
    log.overlay(1, True)
    log.overlay(2, True)
    tile.show_surroundings()
    found = painted(tile.plot, monkeypatch)
    assert found == drawn(tile.plot)
    assert [words for words, _ in found] == ["Run 1", "slow"]
    theme.set_theme("light" if name == "dark" else "dark")
    again = painted(tile.plot, monkeypatch)
    assert again == drawn(tile.plot) != found
    log.rename(2, "slower")
    log.overlay(1, False)
    log.overlay(3, True)
    assert painted(tile.plot, monkeypatch) == drawn(tile.plot)
    assert tile.plot.runs.names == ("slower", "Run 3")


def test_no_overlaid_run_looks_like_the_present_one(tile, bridge, client, log):
    metrics = {"train_accuracy": 0.5, "validation_accuracy": 0.5}
    for _ in range(10):
        bridge.reset()
        client.inbox += [epoch(number, **metrics) for number in range(1, 3)]
        bridge.poll()
    tile.refresh()
    for number in log.numbers:
        log.overlay(number, True)
    colours = {colour for _, colour in drawn(tile.plot)}
    assert len(tile.plot.runs.names) > len(theme.current().classes)
    assert colours == {colour.lower() for colour in theme.current().classes[2:]}


def test_there_is_a_legend_while_other_runs_are_drawn(tile, log):
    legend = tile.plot.runs
    assert not legend.isVisible()
    log.overlay(4, True)  # the present one has its own curves
    assert not legend.isVisible()
    log.overlay(1, True)
    assert legend.isVisible()
    log.overlay(1, False)
    assert not legend.isVisible()


@pytest.mark.parametrize("size", [(MINIMUM_PX, 110), (420, 200)])
def test_the_legend_covers_nothing(tile, log, size):
    for number in (1, 2, 3):
        log.overlay(number, True)
    tile.resize(*size)
    QApplication.processEvents()
    plot, legend = tile.plot.plot, tile.plot.runs
    assert legend.geometry().bottom() < plot.geometry().top()
    assert QRect(0, 0, tile.plot.width(), tile.plot.height()).contains(plot.geometry())
    assert all(name in legend.toolTip() for name in ("Run 1", "slow", "Run 3"))


def test_many_runs_take_more_lines_where_there_is_height(tile, log, monkeypatch):
    log.rename(1, "a run with a wide hidden layer")
    log.rename(3, "another with a schedule")
    for number in (1, 2, 3):
        log.overlay(number, True)
    names = ["a run with a wide hidden layer", "slow", "another with a schedule"]
    assert fitted(tile, 900, 300) == (1, names)
    lines, shown = fitted(tile, MINIMUM_PX, 110)
    assert lines == 1
    assert shown != names
    lines, shown = fitted(tile, MINIMUM_PX, 300)
    assert lines > 1
    assert shown == names
    assert painted(tile.plot, monkeypatch) == drawn(tile.plot)
    log.overlay(2, False)
    log.overlay(3, False)
    log.rename(1, "a name that is longer than a line is wide, and so it is shortened there")
    lines, (shown,) = fitted(tile, MINIMUM_PX, 300)
    assert lines == 1
    assert shown.endswith("…")


def fitted(tile, width: int, height: int) -> tuple[int, list[str]]:
    """Return how many lines the legend has in a size, and what it says there."""
    tile.resize(width, height)
    QApplication.processEvents()
    legend = tile.plot.runs
    assert legend.height() == 16 * legend.lines
    return legend.lines, legend.shown()
