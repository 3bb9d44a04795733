"""The plots draw what the run reported, and nothing is left out on the way."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from guinet.gui import theme
from guinet.gui.plots.board import PlotBoard
from guinet.gui.plots.chart import Chart
from guinet.gui.plots.curves import StepTrace, condensed, metric_names, smoothed
from guinet.gui.sight import Sight
from guinet.training.messages import LossPoint, Prepared, State, Telemetry
from guinet.training.tally import LossTally
from tests.gui.fakes import epoch


@pytest.fixture
def plots(qtbot, editor, bridge):
    sight = Sight(editor, bridge)
    sight.look = lambda owner, views: None  # what tiles see has tests of its own
    panel = PlotBoard(editor, bridge, sight)
    qtbot.addWidget(panel)
    panel.resize(900, 220)
    panel.show()
    return panel


def report(bridge, client, *messages):
    if not client.calls:
        bridge.prepare()
    client.inbox += list(messages)
    bridge.poll()


def test_before_a_run_there_are_words(plots):
    assert plots.empty.isVisible()
    assert "No run yet" in plots.empty.words


def test_curves_are_the_history(plots, bridge, client):
    losses = [1.0, 0.5, 0.25, 0.2]
    messages = [
        epoch(n + 1, loss, 2 * loss, train_accuracy=0.5 + n / 10, validation_accuracy=0.5)
        for n, loss in enumerate(losses)
    ]
    report(bridge, client, *messages)
    plots.refresh()
    x, y = plots.tiles["loss"].plot._items["train"].getOriginalDataset()
    np.testing.assert_array_equal(x, [1, 2, 3, 4])
    np.testing.assert_array_equal(y, losses)
    _, y = plots.tiles["loss"].plot._items["validation"].getOriginalDataset()
    np.testing.assert_array_equal(y, [2 * loss for loss in losses])
    assert plots.tiles["metric"].plot.isVisible()
    assert plots.tiles["metric"].plot.head.title.text() == "Accuracy"
    assert not plots.empty.isVisible()


def test_the_metric_fits_the_task(plots, bridge, client):
    report(bridge, client, epoch(1, train_r2=0.1, validation_r2=0.2))
    plots.refresh()
    assert plots.tiles["metric"].plot.head.title.text() == "R²"
    assert not plots.tiles["metric"].plot._axis.percent
    report(bridge, client, epoch(2))
    plots.refresh()
    assert not plots.tiles["metric"].plot.isVisible()


def test_before_the_first_epoch_no_metric_is_named(plots, bridge, client):
    report(bridge, client, epoch(1, train_accuracy=0.5, validation_accuracy=0.5))
    plots.refresh()
    tile = plots.tiles["metric"]
    assert tile.heading.text() == "Accuracy"
    bridge.reset()
    tile.refresh()
    assert tile.heading.text() == "Score"
    menu = plots.choice_menu()
    offered = [action.text() for action in menu.actions()]
    menu.close()
    assert "Score" in offered
    assert "Accuracy" not in offered


def test_steps_are_drawn_between_the_epochs(plots, bridge, client, editor):
    batch = editor.project.recipe.batch_size
    report(bridge, client, State("paused", 0, 0), Prepared(1, (), (), {}, 4 * batch, 8))
    client.points = [LossPoint(1, 2, 0.5, 0.4, 0.6), LossPoint(3, 2, 0.3, 0.2, 0.4)]
    bridge.poll()
    x, y = plots.desk.trace.arrays()
    np.testing.assert_allclose(x, [0.25, 0.75])  # the middles of steps 1-2 and 3-4, in epochs
    np.testing.assert_allclose(y, [0.5, 0.3])


def test_drawing_is_at_most_ten_times_a_second(plots, bridge, client, monkeypatch, qtbot):
    drawn = []
    monkeypatch.setattr(plots, "_show_state", lambda: drawn.append(True))
    for number in range(1, 30):
        report(bridge, client, epoch(number))
    assert len(drawn) == 0
    assert plots._timer.isActive()
    assert plots._timer.interval() >= 100


def test_a_hidden_panel_costs_nothing_and_catches_up(plots, bridge, client):
    plots.hide()
    report(bridge, client, epoch(1))
    assert not plots._timer.isActive()
    plots.show()
    assert plots._timer.isActive()


def test_reset_and_opening_begin_anew(plots, bridge, client):
    report(bridge, client, epoch(1))
    client.points = [LossPoint(1, 1, 0.5, 0.5, 0.5)]
    bridge.poll()
    plots.refresh()
    assert not plots.empty.isVisible()
    bridge.reset()
    assert len(plots.desk.trace) == 0
    assert plots.empty.isVisible()


def test_the_button_changes_the_axis(plots, bridge, client):
    report(bridge, client, epoch(1), epoch(2, 0.4), epoch(3, 0.3))
    plots.refresh()
    button = plots.tiles["loss"].plot.log_button
    assert button.isChecked()
    assert plots.tiles["loss"].plot._axis.logMode
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not plots.tiles["loss"].plot._axis.logMode
    low, high = plots.tiles["loss"].plot.plot.getPlotItem().getViewBox().viewRange()[1]
    assert low < 0.3
    assert high > 0.6


def test_pointing_reads_the_values_off(plots, bridge, client):
    report(bridge, client, epoch(1, 0.9, 0.8), epoch(2, 0.5, 0.6), epoch(3, 0.4, 0.45))
    plots.refresh()
    assert plots.tiles["loss"].plot.values_at(2.2) == {"train": 0.5, "validation": 0.6}
    plots.tiles["loss"].plot._read_off(2.2)
    assert plots.tiles["loss"].plot.head.names["train"].text() == "0.5000"
    assert plots.tiles["loss"].plot.head.caption.text() == "at epoch 2"
    plots.tiles["loss"].plot._read_off(None)
    assert plots.tiles["loss"].plot.head.names["train"].text() == "train"


def test_a_narrow_dock_stacks_the_plots(plots, bridge, client):
    report(bridge, client, epoch(1, train_accuracy=0.5))
    plots.resize(900, 220)
    plots.refresh()
    loss, metric = plots.tiles["loss"], plots.tiles["metric"]
    QApplication.processEvents()
    assert loss.y() == metric.y()
    plots.resize(290, 500)
    QApplication.processEvents()
    assert loss.x() == metric.x()
    assert loss.y() < metric.y()


def test_the_plots_follow_the_theme(plots, bridge, client):
    report(bridge, client, epoch(1), epoch(2), epoch(3))
    plots.refresh()
    dark = plots.tiles["loss"].plot.grab().toImage().pixelColor(60, 40)
    theme.set_theme("light")
    light = plots.tiles["loss"].plot.grab().toImage().pixelColor(60, 40)
    theme.set_theme("dark")
    assert light.lightness() > dark.lightness() + 100


def test_without_a_metric_there_is_no_name_for_it():
    assert metric_names([epoch(1, 0.5)]) == []
    assert metric_names([]) == []


def test_a_long_curve_is_drawn_with_few_points_and_looks_the_same():
    rng = np.random.default_rng(0)
    x, y = np.arange(1.0, 100_001.0), rng.normal(size=100_000)
    y[54_321], y[98_765], y[99_998] = 50.0, -60.0, 70.0
    few_x, few_y = condensed(x, y)
    assert len(few_x) < 2500
    assert np.all(np.diff(few_x) > 0)
    np.testing.assert_array_equal(few_y, y[few_x.astype(int) - 1])  # no point is invented
    assert {50.0, -60.0, 70.0} <= set(few_y.tolist())
    assert (few_x[0], few_x[-1]) == (1.0, 100_000.0)
    short = condensed(x[:100], y[:100])
    np.testing.assert_array_equal(short[1], y[:100])


def test_a_long_run_is_drawn_condensed_and_read_off_exactly(plots, bridge, client):
    report(bridge, client, *(epoch(n, 1.0 / n, 2.0 / n) for n in range(1, 20_001)))
    plots.refresh()
    drawn, _ = plots.tiles["loss"].plot._items["train"].getOriginalDataset()
    assert len(drawn) < 2500
    for at in (3, 7_777, 19_999):
        assert plots.tiles["loss"].plot.values_at(at) == {"train": 1.0 / at, "validation": 2.0 / at}


def test_a_long_curve_is_smoothed_before_it_is_condensed(plots, bridge, client):
    # Extremes of lopsided noise are larger than it is on average.
    noise = 1.0 + np.random.default_rng(0).exponential(size=10_000)
    report(bridge, client, *(epoch(n + 1, value) for n, value in enumerate(noise.tolist())))
    plots.refresh()
    plot = plots.tiles["loss"].plot
    plot.set_smoothing(0.97)
    x, y = plot._items["train"].getOriginalDataset()
    wanted = smoothed(noise, 0.97)
    np.testing.assert_allclose(y, wanted[x.astype(int) - 1], rtol=1e-10)
    assert y[-300:].mean() == pytest.approx(wanted[5_000:].mean(), rel=0.1)
    _, raw = plot._raw["train"].getOriginalDataset()
    assert raw.max() == noise.max()


def test_steps_stand_where_their_epochs_are_after_opening_and_after_another_batch_size(
    plots, bridge, client, editor
):
    batch = editor.project.recipe.batch_size
    report(bridge, client, State("paused", 0, 0), Prepared(1, (), (), {}, 4 * batch, 8))
    nothing = np.zeros(0)
    # The run went on at epoch 50, so 6 steps of 4 in an epoch lead to 51.5.
    client.frame = Telemetry(1, 51, 6, 0.5, 0.01, 10.0, 0.5, nothing, nothing, nothing)
    client.points = [LossPoint(1, 2, 0.5, 0.4, 0.6), LossPoint(5, 2, 0.3, 0.2, 0.4)]
    bridge.poll()
    np.testing.assert_allclose(plots.desk.trace.arrays()[0], [50.25, 51.25])


def test_a_long_trace_is_condensed_and_keeps_mean_and_count():
    trace = StepTrace()
    rng = np.random.default_rng(0)
    points = []
    step = 1
    for mean in rng.uniform(0.1, 1.0, 5000):
        count = int(rng.integers(1, 5))
        points.append(LossPoint(step, count, float(mean), 0.0, 1.0))
        step += count
    for start in range(0, 5000, 100):
        trace.add(points[start : start + 100], 10)
    x, y = trace.arrays()
    assert len(trace) <= 600
    assert trace.steps == step - 1
    assert np.all(np.diff(x) > 0)
    expected = sum(p.mean * p.count for p in points) / trace.steps
    assert np.average(y, weights=trace.counts()) == pytest.approx(expected)
    assert trace.counts().sum() == trace.steps


@pytest.mark.parametrize("steps", [20_000, 200_000])
def test_no_point_of_a_long_trace_stands_for_few_steps_among_points_of_many(steps):
    """A single step that arrived early looked like an event of the run."""
    trace, rng, tally = StepTrace(), np.random.default_rng(0), LossTally()
    losses = rng.uniform(0.1, 1.0, steps)
    for step, loss in enumerate(losses.tolist(), 1):
        tally.add(step, loss)
        # As the publisher does: early where somebody looks.
        if tally.count * 256 >= step or step % (steps // 190) == 0 or step == steps:
            trace.add([tally.point()], 10)
            tally.clear()
    x, y = trace.arrays()
    counts = trace.counts()
    assert len(x) == len(y) == len(counts) <= 600
    assert np.all(counts[1:] < 4 * counts[:-1])
    assert np.all(counts[:-1] < 4 * counts[1:])
    assert counts.sum() == trace.steps == steps
    assert np.average(y, weights=counts) == pytest.approx(losses.mean())
    assert np.average(x, weights=counts) == pytest.approx(steps / 20)
    # Each point is the mean of the steps that it stands for.
    ends = np.cumsum(counts)
    means = [losses[end - count : end].mean() for end, count in zip(ends, counts, strict=True)]
    np.testing.assert_allclose(y, means)


def test_the_newest_steps_are_drawn_at_once():
    trace = StepTrace()
    trace.add([LossPoint(first, 10, 1.0, 1.0, 1.0) for first in range(1, 4001, 10)], 10)
    trace.add([LossPoint(4001, 2, 7.0, 7.0, 7.0)], 10)
    _, y = trace.arrays()
    assert y[-1] == pytest.approx((10 * 1.0 + 2 * 7.0) / 12)


@pytest.mark.parametrize(
    "values", [(1e-3, 1e21), (1.0, 2e5), (-3.8e31, 0.0), (1e-12, 1e-3), (-2.5e-7, 2.5e-7)]
)
@pytest.mark.parametrize("logarithmic", [True, False])
def test_every_tick_has_room_whatever_the_numbers(plots, bridge, client, values, logarithmic):
    report(bridge, client, epoch(1, values[0], values[1]), epoch(2, values[1], values[0]))
    plots.refresh()
    plot = plots.tiles["loss"].plot
    plot.set_logarithmic(logarithmic)
    plots.grab()  # lays it out
    low, high = plot.plot.getPlotItem().getViewBox().viewRange()[1]
    height = plot._axis.height()
    metrics = QFontMetricsF(theme.font(10, tabular=True))
    ticks = [
        text
        for spacing, level in plot._axis.tickValues(low, high, height)
        for text in plot._axis.tickStrings(level, 1.0, spacing)
    ]
    assert len(ticks) * 12 <= height, ticks
    assert [text for text in ticks if "e" in text] == []
    wide = [text for text in ticks if metrics.horizontalAdvance(text) + 6 > plot._axis.width()]
    assert wide == []
    assert len(ticks) >= 2


def test_a_tick_at_a_thousand_is_a_thousand(plots, bridge, client):
    report(bridge, client, epoch(1))
    plots.refresh()
    assert plots.tiles["loss"].plot._axis.tickStrings([0.0, 3.0, 5.0, -12.0], 1.0, 1.0) == [
        "1",
        "1000",
        "10⁵",
        "10⁻¹²",
    ]


@pytest.mark.parametrize("words", ["rate 0.01 → 0.003", "optimizer SGD → Adam, " * 9])
def test_words_at_a_mark_stand_within_the_plot(plots, bridge, client, words):
    report(bridge, client, *(epoch(number) for number in range(1, 101)))
    plots.refresh()
    plot = plots.tiles["loss"].plot
    plot.show_marks([(3.0, words), (50.0, words), (98.0, words)])
    plots.resize(900, 260)
    plots.grab()
    room = plot.plot.getPlotItem().getViewBox().sceneBoundingRect().adjusted(-2, -2, 2, 2)
    assert len(plot._marks) == 3
    for line in plot._marks:
        place = line.label.textItem.mapRectToScene(line.label.textItem.boundingRect())
        assert place.height() > place.width(), "they run along the line"
        assert room.contains(place)
        assert line.toolTip() == words


@pytest.mark.parametrize("highest", [1, 2, 3, 7, 40])
def test_there_is_nothing_between_two_counts(qtbot, highest):
    chart = Chart("count")
    qtbot.addWidget(chart)
    chart.bottom.whole = True
    ticks = [x for _, level in chart.bottom.tickValues(0.0, highest * 1.05, 60) for x in level]
    assert 0 in ticks
    assert max(ticks) > 0
    assert all(float(x).is_integer() for x in ticks)
