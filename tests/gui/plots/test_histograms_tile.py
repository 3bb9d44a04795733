"""Histograms of all layers side by side, held against NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.graph.edits import rename
from guinet.gui import theme
from guinet.gui.plots.histogram_trail import ROWS
from guinet.lens.view import Moment
from guinet.lens.views.unit_histogram import HistogramOf
from guinet.training.messages import Telemetry
from tests.gui.plots.test_tiles import Shown

NODES = ["x", "hidden1", "relu1", "hidden2", "relu2", "out"]


@pytest.fixture
def shown(qtbot) -> Shown:
    made = Shown(qtbot, "digits-mlp", "histograms")
    made.tile.resize(900, 300)
    made.tile.kind.setCurrentText("outputs")
    made.answer()
    return made


def values_of(shown: Shown, path: str) -> np.ndarray:
    return shown.scene.batch.output(path).ravel()


def test_every_layer_has_a_panel_in_the_order_of_the_network(shown):
    tile = shown.tile
    assert tile.node.currentText() == "all layers"
    assert list(tile.shown) == NODES
    assert set(tile.looks()) == {HistogramOf(path, "output") for path in NODES}
    (ticks,) = tile.chart.bottom._tickLevels
    assert [place for place, _ in ticks] == [0.5, 1.5, 2.5, 3.5, 4.5, 5.5]
    assert [words for _, words in ticks] == NODES


def test_one_moment_is_no_stretch_of_epochs(shown):
    tile = shown.tile
    assert tile.chart.bottom.labelText == "each: epoch 0"
    shown.sight.moment = Moment(30, 0)
    shown.answer()
    assert tile.chart.bottom.labelText == "each: epoch 0 to 30"


def test_all_layers_are_counted_on_one_scale_as_numpy_counts_them(shown):
    tile = shown.tile
    low, high = tile.borders
    for path, trail in tile.shown.items():
        values = values_of(shown, path)
        assert low <= values.min()
        assert values.max() <= high
        _, borders, counts = trail.picture(tile.borders)
        np.testing.assert_allclose(borders, np.linspace(low, high, ROWS + 1))
        # The bins of a result are finer: what is counted up to a border is right to one of them.
        own = np.histogram(values, 40)
        wanted = np.searchsorted(np.sort(values), borders[1:], side="left")
        off = np.abs(np.cumsum(counts[:, 0]) - wanted)
        assert off.max() <= own[0].max()
        assert counts.sum() == pytest.approx(values.size)


def test_the_fullest_bin_of_each_panel_has_the_full_colour(shown):
    tile = shown.tile
    picture = tile.image.image
    across = picture.shape[1] // len(NODES)
    accent = theme.colour("accent")
    full = [accent.red(), accent.green(), accent.blue()]
    for place, trail in enumerate(tile.shown.values()):
        _, _, counts = trail.picture(tile.borders)
        column = picture[:, place * across + across // 3].tolist()
        assert column[int(counts[:, 0].argmax())] == full
        assert column.count(full) == np.count_nonzero(counts[:, 0] == counts[:, 0].max())


def test_pointing_at_a_panel_tells_the_part_of_its_values(shown):
    tile = shown.tile
    _, borders, counts = tile.shown["hidden2"].picture(tile.borders)
    row = int(counts[:, 0].argmax())
    tile._read_off((3.4, float(borders[row : row + 2].mean())))
    share = counts[row, 0] / values_of(shown, "hidden2").size
    assert tile.caption.text().startswith("hidden2, epoch ")
    assert f": {100 * share:.1f} % from" in tile.caption.text()
    tile._read_off(None)
    assert tile.caption.text() == ""


def test_columns_stand_at_the_epochs_of_the_weights_that_were_seen(shown):
    tile, bridge = shown.tile, shown.bridge
    steps = tile.desk._steps_per_epoch()
    nothing = np.empty(0)
    bridge.telemetry_frame = Telemetry(
        1, 2, 2 * steps + steps // 2, 0.1, 0.1, 1.0, 0.5, nothing, nothing, nothing
    )
    tile.node.setCurrentText("relu1")
    for epoch, step in ((0, 0), (0, 1), (2, 2 * steps)):
        shown.sight.moment = Moment(epoch, step)
        shown.answer()
    moments, *_ = tile.trails["relu1"].picture()
    near = (steps // 2) / steps - 0.5  # the part of the epoch is told in round numbers
    np.testing.assert_allclose(moments, [0.0, 1 / steps - near, 2.0], atol=abs(near) + 1e-9)
    assert len(tile.rows()) == 1 + 3 * ROWS


def test_a_plot_of_a_node_that_is_gone_looks_at_what_there_is(shown):
    tile = shown.tile
    tile.node.setCurrentText("relu1")
    shown.editor.apply_graph(lambda g: rename(g, g.by_name("relu1").id, "other"), "Rename")
    assert tile.node.currentText() == "all layers"
    assert HistogramOf("other", "output") in tile._looked


def test_a_layer_that_was_not_seen_yet_has_its_panel(shown):
    tile = shown.tile
    tile.clear()
    assert tile._words.isVisible()
    tile.take_in(HistogramOf("relu2", "output"), shown.see(HistogramOf("relu2", "output")))
    tile.desk.turns.take()
    assert list(tile.shown) == NODES
    picture = tile.image.image.astype(int)
    panel = theme.colour("panel")
    blank = (picture == [panel.red(), panel.green(), panel.blue()]).all(axis=(0, 2))
    seen = np.unique(np.flatnonzero(~blank) // (picture.shape[1] // len(NODES)))
    assert seen.tolist() == [NODES.index("relu2")]
