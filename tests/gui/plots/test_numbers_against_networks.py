"""What stands in the plots of regressions and autoencoders is what another network computes."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from PySide6.QtGui import QColor
from sklearn.decomposition import PCA
from sklearn.metrics import mean_squared_error

from guinet.core.types import Array
from guinet.data.sources.noisy_line import NoisyLine
from guinet.data.spec import DataSpec
from guinet.gui.class_colours import class_colours
from guinet.gui.format import number
from guinet.lens.scene import Scene
from guinet.lens.views.fit_line import FitLine
from guinet.lens.views.latent_plane import LatentPlaneOf
from guinet.project.examples import open_example
from tests.gui.plots.test_tiles import Shown
from tests.lens.conftest import scene_of
from tests.lens.test_scene import network_like
from tests.training.conftest import LINE, line_graph


@cache
def bare(name: str) -> Scene:
    """Return an example of whose data nothing is kept for validation."""
    project = open_example(name)
    return scene_of(project.graph, project.data.replace(validation=0.0))


def show(tile: Any, scene: Scene) -> None:
    """Show what a tile looks at in another scene."""
    for view in tile.looks():
        tile.show_result(view, view.compute(scene))


@cache
def scaled() -> Scene:
    """Return a scene whose numbers are scaled, so that forgetting to go back would show."""
    scene = scene_of(line_graph(), LINE)
    assert abs(scene.data.scaler.scales["y"] - 1).min() > 0.05
    return scene


def predicted(scene: Scene, part: str) -> tuple[Array, Array]:
    """Return targets and predictions in the units of the data, from a network of its own."""
    data = scene.data
    made = network_like(scene).predict(getattr(data, part), ["out"])["out"]
    said = made * data.scaler.scales["y"] + data.scaler.means["y"]
    true = LINE.source.load().arrays["y"][getattr(data, f"{part}_index")]
    return true.ravel(), said.ravel()


def xy(item: Any) -> tuple[Array, Array]:
    x, y = item.getData()
    return np.asarray([] if x is None else x), np.asarray([] if y is None else y)


def test_dots_of_predictions_are_those_of_the_network(qtbot) -> None:
    tile = Shown(qtbot, "linear-regression", "predictions").tile
    show(tile, scaled())
    for view, item in tile.points.items():
        true, said = predicted(scaled(), view.part)
        np.testing.assert_allclose(xy(item)[0], true, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(xy(item)[1], said, rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(*xy(tile._diagonal))


def test_residuals_their_histogram_and_their_words(qtbot) -> None:
    tile = Shown(qtbot, "linear-regression", "residuals").tile
    show(tile, scaled())
    true, said = predicted(scaled(), "validation")
    rest = true - said
    np.testing.assert_allclose(xy(tile.points)[0], said, atol=1e-4)
    np.testing.assert_allclose(xy(tile.points)[1], rest, atol=1e-4)
    counts, edges = np.histogram(rest, 24)
    np.testing.assert_array_equal(tile.bars.opts["x1"], counts)
    np.testing.assert_allclose(tile.bars.opts["y0"], edges[:-1], atol=1e-4)
    mean, deviation = number(float(rest.mean()), 3), number(float(rest.std()), 3)
    assert tile.caption.text() == f"mean {mean}, deviation {deviation}"


def test_the_line_is_drawn_where_the_network_predicts_it(qtbot) -> None:
    tile, scene = Shown(qtbot, "linear-regression", "fit-line").tile, scaled()
    show(tile, scene)
    x, y = xy(tile.lines[0])
    scaler = scene.data.scaler
    seen = ((x[:, None] - scaler.means["x"]) / scaler.scales["x"]).astype(np.float32)
    wanted = network_like(scene).predict({"x": seen}, ["out"])["out"]
    said = wanted * scaler.scales["y"] + scaler.means["y"]
    np.testing.assert_allclose(y, said.ravel(), rtol=1e-3, atol=1e-4)
    raw = LINE.source.load().arrays
    for item, part in ((tile.train, "train"), (tile.validation, "validation")):
        index = getattr(scene.data, f"{part}_index")
        np.testing.assert_allclose(xy(item)[0], raw["x"][index].ravel(), rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(xy(item)[1], raw["y"][index].ravel(), rtol=1e-4, atol=1e-5)
    far = replace(tile.result, validation=tile.result.validation + np.array([0.0, 50.0]))
    tile.show_result(FitLine(), far)
    _, (_, high) = tile.chart.getPlotItem().getViewBox().viewRange()
    assert high > far.validation[:, 1].max()
    tile.clear()
    assert not any(len(xy(item)[0]) for item in (tile.lines[0], tile.train, tile.validation))


def test_where_nothing_is_kept_no_training_sample_passes_for_one_of_validation(qtbot) -> None:
    scene = bare("linear-regression")
    dots = Shown(qtbot, "linear-regression", "predictions").tile
    show(dots, scene)
    train, validation = dots.points.values()
    assert len(xy(train)[0]) == len(scene.data.train["x"])
    assert not len(xy(validation)[0])
    assert {row[0] for row in dots.rows()[1:]} == {"train"}
    for name, id in (("linear-regression", "residuals"), ("autoencoder", "reconstructions")):
        tile = Shown(qtbot, name, id).tile
        assert "kept" not in tile.caption.text()
        show(tile, bare(name))
        assert tile.caption.text().endswith("(train: no validation part is kept)")


def test_more_samples_than_are_drawn_are_told(qtbot) -> None:
    data = DataSpec(source=NoisyLine(samples=3000), validation=0.5)
    scene = scene_of(line_graph(), data)
    dots = Shown(qtbot, "linear-regression", "predictions").tile
    assert dots.caption.text() == ""
    show(dots, scene)
    assert dots.caption.text() == "first 1000 of 1500 train, first 1000 of 1500 validation"
    rest = Shown(qtbot, "linear-regression", "residuals").tile
    show(rest, scene)
    assert rest.caption.text().endswith(", first 1000 of 1500")


def test_pairs_are_a_sample_and_what_is_made_of_it(qtbot) -> None:
    shown = Shown(qtbot, "autoencoder", "reconstructions")
    grid, scene = shown.tile.grid, shown.scene
    path = scene.judged[0].prediction.partition(":")[0]
    seen = {name: values[:16] for name, values in scene.data.validation.items()}
    made = network_like(scene).predict(seen, [path])[path].reshape(16, -1)
    wanted = seen["x"].reshape(16, -1)
    raw = [scene.data.scaler.inverse("x", each.reshape(seen["x"].shape)) for each in (wanted, made)]
    low, high = raw[0].min(), raw[0].max()
    for row, pictures in enumerate(raw):
        levels = np.clip((pictures.reshape(16, 8, 8) - low) / (high - low), 0, 1) * 255
        for column in range(16):
            image = grid._images[row][column]
            grey = [[QColor(image.pixel(x, y)).red() for x in range(8)] for y in range(8)]
            np.testing.assert_allclose(grey, levels[column], atol=1.0)
    errors = [mean_squared_error(*pair) for pair in zip(wanted, made, strict=True)]
    assert grid.captions == [number(float(error), 3) for error in errors]
    assert shown.tile.caption.text() == f"mean squared error {number(float(np.mean(errors)), 3)}"


def test_each_place_of_the_code_shows_what_is_decoded_there(qtbot) -> None:
    shown = Shown(qtbot, "variational-autoencoder", "latent")
    tile, scene = shown.tile, shown.scene
    found = LatentPlaneOf("", 7).compute(scene)
    blocks = found.decoded.reshape(7, 7, 8, 8)
    levels = np.rint((blocks - blocks.min()) / np.ptp(blocks) * 255)
    image = tile.image.image
    rect = tile.image.mapRectToParent(tile.image.boundingRect())
    for row, y in enumerate(found.ys):
        for column, x in enumerate(found.xs):
            across = int((x - rect.left()) / rect.width() * 7)
            up = int((y - rect.top()) / rect.height() * 7)
            block = image[8 * up : 8 * up + 8, 8 * across : 8 * across + 8]
            # The axis points up, so the first row of a picture is the last of its block.
            np.testing.assert_array_equal(block[::-1], levels[row, column])


def test_codes_are_drawn_in_the_colours_of_their_classes(qtbot) -> None:
    shown = Shown(qtbot, "autoencoder", "latent")
    tile, scene = shown.tile, shown.scene
    tile.kind.setCurrentText("samples")
    codes = network_like(scene).predict(scene.data.validation, ["code"])["code"]
    codes = codes.reshape(len(codes), -1)
    x, y = xy(tile.points)
    np.testing.assert_allclose(np.stack([x, y]), codes[:1000, :2].T, rtol=1e-4, atol=1e-5)
    assert tile.caption.text() == f"code: {codes.shape[1]} numbers, the first two shown"
    label = scene.labels("validation", 1000)
    assert label is not None
    assert colours_of(tile.points) == names_of(label)


def colours_of(points: Any) -> list[str]:
    return [brush.color().name() for brush in points.data["brush"]]


def names_of(labels: Array) -> list[str]:
    colours = class_colours(int(labels.max()) + 1)
    return [QColor(colours[label]).name() for label in labels]


def test_a_layer_lies_as_scikit_learn_lays_it(qtbot) -> None:
    shown = Shown(qtbot, "iris", "projection")
    tile, scene = shown.tile, shown.scene
    path = tile.node.currentText()
    outputs = network_like(scene).predict(scene.data.validation, [path])[path]
    known = PCA(2).fit(outputs)
    drawn = np.stack(xy(tile.points), axis=1)
    wanted = known.transform(outputs)
    signs = np.sign((drawn * wanted).sum(axis=0))
    np.testing.assert_allclose(drawn, signs * wanted, rtol=1e-3, atol=1e-3)
    share = 100 * known.explained_variance_ratio_.sum()
    assert tile.caption.text() == f"{share:.1f} % of variance"
    assert colours_of(tile.points) == names_of(scene.data.validation["y"])
