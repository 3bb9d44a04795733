"""What stands in plots of numbers and pictures is what an engine of its own computes."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from guinet.core.types import Array
from guinet.data.sources.noisy_line import NoisyLine
from guinet.data.spec import DataSpec
from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.plots.curves import TRAIN_ROLE, VALIDATION_ROLE
from guinet.gui.plots.pair_grid import PairGrid
from guinet.lens.scene import Scene
from guinet.project.examples import open_example
from tests.gui.painted import painted_words
from tests.gui.plots.test_tiles import Shown
from tests.lens.conftest import scene_of
from tests.lens.test_scene import network_like
from tests.training.conftest import LINE, line_graph

FIT = "linear-regression"


@cache
def bare(name: str) -> Scene:
    """Return an example of whose data nothing is kept for validation."""
    project = open_example(name)
    return scene_of(project.graph, project.data.replace(validation=0.0))


@cache
def scaled() -> Scene:
    """Return a scene whose numbers are scaled, so that forgetting to go back would show."""
    scene = scene_of(line_graph(), LINE)
    assert abs(scene.data.scaler.scales["y"] - 1).min() > 0.05
    return scene


def show(tile: Any, scene: Scene) -> None:
    """Show what a tile looks at in another scene."""
    for view in tile.looks():
        tile.show_result(view, view.compute(scene))


def said(scene: Scene, part: str) -> tuple[Array, Array]:
    """Return predictions in the units of the data, from the reference, and the source's truth."""
    samples = getattr(scene.data, part)
    path = scene.judged[0].prediction.partition(":")[0]
    network = network_like(scene)
    found = network.predict({"x": samples["x"]}, [path])[path].astype(np.float64)
    scaler = scene.data.scaler
    return scaler.inverse("y", found).ravel(), scaler.inverse("y", samples["y"]).ravel()


def colour_of(part: str) -> QColor:
    """Return the colour in which samples of a part are drawn."""
    return theme.colour(TRAIN_ROLE if part == "train" else VALIDATION_ROLE)


def test_the_fit_line_is_drawn_where_the_network_says_among_the_points_of_the_source(qtbot):
    tile, scene = Shown(qtbot, FIT, "fit-line").tile, scaled()
    show(tile, scene)
    x, y = tile.lines[0].getOriginalDataset()
    samples = scene.data.scaler.transform("x", np.reshape(x, (-1, 1))).astype(np.float32)
    made = network_like(scene).predict({"x": samples}, ["out"])["out"]
    wanted = scene.data.scaler.inverse("y", made).ravel()
    np.testing.assert_allclose(y, wanted, rtol=1e-3, atol=1e-4)
    raw = LINE.source.load().arrays
    (left, right), (low, high) = tile.chart.getPlotItem().getViewBox().viewRange()
    for part, item in (("train", tile.train), ("validation", tile.validation)):
        index = scene.index(part)
        px, py = item.getData()
        np.testing.assert_allclose(px, raw["x"][index, 0], rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(py, raw["y"][index, 0], rtol=1e-4, atol=1e-5)
        assert ((px > left) & (px < right) & (py > low) & (py < high)).all()
    tile.clear()
    assert all(len(item.getData()[0]) == 0 for item in (tile.train, tile.validation))


def test_a_point_for_validation_far_away_is_in_sight(qtbot):
    tile = Shown(qtbot, FIT, "fit-line").tile
    found = tile.result
    far = np.array([[found.x[5], found.y.max() + 50.0]])
    tile.show_result(tile.looks()[0], replace(found, validation=far))
    assert tile.chart.getPlotItem().getViewBox().viewRange()[1][1] > far[0, 1]


def test_each_dot_has_its_truth_and_its_prediction(qtbot):
    tile = Shown(qtbot, FIT, "predictions").tile
    show(tile, scaled())
    for view, item in tile.points.items():
        made, true = said(scaled(), view.part)
        x, y = item.getData()
        np.testing.assert_allclose(x, true, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(y, made, rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(*tile._diagonal.getData())


@pytest.mark.parametrize("part", ["validation", "train"])
def test_residuals_and_their_histogram_are_those_of_numpy(qtbot, part):
    tile = Shown(qtbot, FIT, "residuals").tile
    tile.part.setCurrentText(part)
    show(tile, scaled())
    made, true = said(scaled(), part)
    rest = true - made
    x, y = tile.points.getData()
    np.testing.assert_allclose(x, made, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(y, rest, rtol=1e-3, atol=1e-4)
    counts, edges = np.histogram(y, 24)
    np.testing.assert_array_equal(tile.bars.opts["x1"], counts)
    np.testing.assert_allclose(tile.bars.opts["y0"], edges[:-1], atol=1e-5)
    np.testing.assert_allclose(tile.bars.opts["y1"], edges[1:], atol=1e-5)
    mean, deviation = fmt.number(float(rest.mean()), 3), fmt.number(float(rest.std()), 3)
    assert tile.caption.text() == f"mean {mean}, deviation {deviation}"
    assert tile.points.opts["brush"].color().rgb() == colour_of(part).rgb()


def test_where_no_validation_part_is_kept_none_is_drawn_and_it_is_said(qtbot):
    scene = bare(FIT)
    dots = Shown(qtbot, FIT, "predictions").tile
    show(dots, scene)
    counts = {view.part: len(item.getData()[0]) for view, item in dots.points.items()}
    assert counts == {"train": len(scene.data.train["x"]), "validation": 0}
    assert {row[0] for row in dots.rows()[1:]} == {"train"}
    for name, id in ((FIT, "residuals"), ("autoencoder", "reconstructions")):
        tile = Shown(qtbot, name, id).tile
        assert "kept" not in tile.caption.text()
        show(tile, bare(name))
        assert tile.caption.text().endswith("(train: no validation part is kept)")
        if id == "residuals":
            assert tile.points.opts["brush"].color().rgb() == colour_of("train").rgb()


def test_that_only_the_first_are_drawn_is_said(qtbot):
    data = DataSpec(source=NoisyLine(samples=3000), validation=0.5)
    scene = scene_of(line_graph(), data)
    dots = Shown(qtbot, FIT, "predictions").tile
    assert dots.caption.text() == ""
    show(dots, scene)
    assert dots.caption.text() == "first 1000 of 1500 train, first 1000 of 1500 validation"
    rest = Shown(qtbot, FIT, "residuals").tile
    show(rest, scene)
    assert rest.caption.text().endswith(", first 1000 of 1500")


def test_reconstructions_are_painted_pixel_by_pixel_with_their_error(qtbot):
    shown = Shown(qtbot, "autoencoder", "reconstructions")
    tile, scene = shown.tile, shown.scene
    tile.resize(1600, 240)
    samples = scene.data.validation["x"][:16]
    path = scene.judged[0].prediction.partition(":")[0]
    made = network_like(scene).predict({"x": samples}, [path])[path].reshape(samples.shape)
    wanted, shown_made = (
        scene.data.scaler.inverse("x", values).reshape(16, 8, 8) for values in (samples, made)
    )
    low, span = wanted.min(), np.ptp(wanted)
    for row, values in enumerate((wanted, shown_made)):
        for column in range(16):
            image = tile.grid._images[row][column]
            grey = [[image.pixelColor(x, y).red() for x in range(8)] for y in range(8)]
            levels = np.clip((values[column] - low) / span, 0, 1) * 255
            np.testing.assert_allclose(grey, levels, atol=1)
    errors = np.square(made.astype(np.float64) - samples).reshape(16, -1).mean(axis=1)
    tile.grab()
    painted = [words for words, _ in painted_words(tile.grid)]
    columns = [tile.grid.place(1, n) for n in range(16)]
    seen = [
        fmt.number(float(e), 3) for e, at in zip(errors, columns, strict=True) if not at.isEmpty()
    ]
    assert painted == ["wanted", "made", *seen]
    assert tile.caption.text() == f"mean squared error {fmt.number(float(errors.mean()), 3)}"


def test_curves_of_a_pair_are_drawn_on_one_scale(qtbot):
    grid = PairGrid()
    qtbot.addWidget(grid)
    wanted = np.array([[0.0, 4.0, -4.0, 2.0, 0.0]])
    grid.show_rows([("wanted", wanted), ("made", wanted / 4)], ["0.5"])
    rect = QRectF(0, 0, 80, 60)
    high = np.array([point.y() for point in grid.curve(rect, wanted)])
    low = np.array([point.y() for point in grid.curve(rect, wanted / 4)])
    zero = high[0]
    np.testing.assert_allclose((low - zero) * 4, high - zero, atol=1e-9)
    assert high.min() >= rect.top()
    assert high.max() <= rect.bottom()


def test_decoded_places_stand_upright_where_their_code_is(qtbot):
    shown = Shown(qtbot, "variational-autoencoder", "latent")
    tile, scene = shown.tile, shown.scene
    found, weights = tile.result, scene.network.weights
    place = tile.image.mapRectToParent(tile.image.boundingRect())
    cells = len(found.xs)
    width, height = place.width() / cells, place.height() / cells
    every = []
    for row in range(cells):
        for column in range(cells):
            code = np.zeros((1, 4))
            code[0, 0] = place.left() + (column + 0.5) * width
            code[0, 1] = place.top() + (row + 0.5) * height
            wide = np.maximum(code @ weights["wide.weight"].T + weights["wide.bias"], 0)
            image = wide @ weights["image.weight"].T + weights["image.bias"]
            every.append(scene.data.scaler.inverse("x", image).reshape(8, 8))
    wanted = np.array(every).reshape(cells, cells, 8, 8)
    levels = (wanted - wanted.min()) / np.ptp(wanted) * 255
    seen = tile.image.image.astype(float).reshape(cells, 8, cells, 8).transpose(0, 2, 1, 3)
    np.testing.assert_allclose(seen[:, :, ::-1], levels, atol=1.5)  # the axis points up


@pytest.mark.parametrize("size", [(900, 160), (300, 600)])
def test_decoded_pictures_keep_their_shape_in_any_tile(qtbot, size):
    tile = Shown(qtbot, "variational-autoencoder", "latent").tile
    tile.resize(*size)
    tile.show()
    tile.grab()
    place = tile.image.mapRectToScene(tile.image.boundingRect())
    assert place.width() == pytest.approx(place.height(), rel=0.01)
    box = tile.chart.getPlotItem().getViewBox().sceneBoundingRect()
    assert box.contains(place)
    tile.kind.setCurrentText("samples")
    (left, right), (low, high) = tile.chart.getPlotItem().viewRange()
    across, up = np.ptp(np.stack(tile.points.getData()), axis=1)
    assert [right - left, high - low] == pytest.approx([1.1 * across, 1.1 * up])


def test_codes_of_samples_are_those_of_the_encoder_in_the_colours_of_their_classes(qtbot):
    shown = Shown(qtbot, "autoencoder", "latent")
    tile, data = shown.tile, shown.scene.data
    tile.kind.setCurrentText("samples")
    codes = network_like(shown.scene).predict({"x": data.validation["x"]}, ["code"])["code"]
    drawn = np.column_stack(tile.points.getData())
    np.testing.assert_allclose(drawn, codes[:1000, :2], rtol=1e-4, atol=1e-5)
    assert tile.caption.text() == f"code: {codes.shape[1]} numbers, the first two shown"
    labels = shown.scene.labels("validation", 1000)
    assert labels is not None
    wanted = [QColor(theme.current().classes[label]).name() for label in labels]
    assert [brush.color().name() for brush in tile.points.data["brush"]] == wanted
