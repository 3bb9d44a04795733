"""What stands in the plots of a classifier is what scikit-learn says of an engine of its own."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor
from sklearn import metrics
from sklearn.decomposition import PCA

from guinet.core.types import Array
from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.plots.field_image import field_rgb
from guinet.lens.scene import Scene
from tests.gui.painted import painted_words
from tests.gui.plots.answers import shares_of as shares_of_logits
from tests.gui.plots.test_tiles import Shown
from tests.lens.test_scene import network_like


def predicted(scene: Scene, samples: Array, name: str = "") -> Array:
    """Return outputs of a node, from the reference; of the prediction unless it is named."""
    path = name or scene.judged[0].prediction.partition(":")[0]
    return network_like(scene).predict({"x": samples}, [path])[path].astype(np.float64)


def shares_of(scene: Scene, samples: Array) -> Array:
    """Return the probabilities of the classes."""
    return shares_of_logits(predicted(scene, samples))


@pytest.mark.parametrize("part", ["validation", "train"])
def test_the_numbers_painted_in_the_cells_are_the_confusion_matrix(qtbot, part):
    shown = Shown(qtbot, "digits-cnn", "confusion")
    tile, data = shown.tile, shown.scene.data
    tile.part.setCurrentText(part)
    shown.answer()
    tile.resize(700, 600)
    samples = getattr(data, part)
    said = shares_of(shown.scene, samples["x"]).argmax(axis=1)
    wanted = metrics.confusion_matrix(samples["y"], said, labels=range(10))
    found = np.zeros_like(wanted)
    tile.grab()
    for words, place in painted_words(tile.matrix):
        cell = tile.matrix.cell_at(place)
        if cell is not None and words.isdigit():
            found[cell] = int(words)
    np.testing.assert_array_equal(found, wanted)
    assert tile.caption.text() == f"{len(said)} samples"
    row, column = np.unravel_index((wanted - np.diag(wanted.diagonal())).argmax(), (10, 10))
    assert str(wanted[row, column]) in tile.matrix.words_of((int(row), int(column)))


def test_the_surest_mistakes_stand_in_order_with_their_words_and_pictures(qtbot):
    shown = Shown(qtbot, "digits-cnn", "mistakes")
    grid, data = shown.tile.grid, shown.scene.data
    shares = shares_of(shown.scene, data.validation["x"])
    true, said = data.validation["y"], shares.argmax(axis=1)
    wrong = np.flatnonzero(said != true)
    order = wrong[np.argsort(-shares[wrong].max(axis=1), kind="stable")]
    raw = data.scaler.inverse("x", data.validation["x"])[:, 0]
    drawn = raw[order[: len(grid._faces)]]
    for place, sample in enumerate(order[:20].tolist()):
        sure = fmt.percent(float(shares[sample].max()))
        assert grid.words_of(place) == f"{true[sample]} as {said[sample]}  {sure}"
        image = grid._faces[place].image
        grey = [[QColor(image.pixel(x, y)).red() for x in range(8)] for y in range(8)]
        wanted = (raw[sample] - drawn.min()) / np.ptp(drawn) * 255
        np.testing.assert_allclose(grey, wanted, atol=1.0)
    painted = " ".join(words for words, _ in painted_words(grid))
    assert fmt.percent(float(shares[order[0]].max())) in painted
    assert shown.tile.caption.text() == f"{len(wrong)} of {len(true)}"


@pytest.mark.parametrize("yes", ["setosa", "versicolor", "virginica"])
def test_the_curves_drawn_are_those_of_scikit_learn(qtbot, yes):
    shown = Shown(qtbot, "iris", "rates")
    tile, data = shown.tile, shown.scene.data
    tile.yes.setCurrentText(yes)
    shown.answer()
    place = list(tile.desk.facts.classes).index(yes)
    scores = shares_of(shown.scene, data.validation["x"])[:, place]
    true = data.validation["y"] == place
    x, y = tile.line.getOriginalDataset()
    false_rate, true_rate, _ = metrics.roc_curve(true, scores, drop_intermediate=False)
    np.testing.assert_allclose(x, false_rate)
    np.testing.assert_allclose(y, true_rate)
    area = metrics.roc_auc_score(true, scores)
    assert tile.caption.text() == f"area {fmt.number(area, 3)}"
    tile.precision.click()
    x, y = tile.line.getOriginalDataset()
    precision, recall, _ = metrics.precision_recall_curve(true, scores)
    np.testing.assert_allclose(x[::-1], recall)
    np.testing.assert_allclose(y[::-1], precision)
    average = metrics.average_precision_score(true, scores)
    assert tile.caption.text() == f"average precision {fmt.number(average, 3)}"


@pytest.mark.parametrize("discrete", [False, True])
def test_the_plane_is_painted_as_the_network_answers_at_each_of_its_places(qtbot, discrete):
    shown = Shown(qtbot, "two-moons", "boundary")
    tile, scene = shown.tile, shown.scene
    if discrete:
        tile.discrete.click()
    rows, columns = tile.image.image.shape[:2]
    place = tile.image.mapRectToParent(tile.image.boundingRect())
    xs = place.left() + (np.arange(columns) + 0.5) / columns * place.width()
    ys = place.top() + (np.arange(rows) + 0.5) / rows * place.height()
    grid = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    samples = scene.data.scaler.transform("x", grid).astype(np.float32)
    shares = shares_of(scene, samples).reshape(rows, columns, 2)
    wanted = field_rgb(shares, discrete=discrete).astype(int)
    apart = np.abs(tile.image.image.astype(int) - wanted).max(axis=-1)
    assert (apart > 2).mean() < 0.001  # rounding on the border between two classes


def test_of_the_place_pointed_at_the_network_is_asked(qtbot):
    shown = Shown(qtbot, "two-moons", "boundary")
    tile, scaler = shown.tile, shown.scene.data.scaler
    for x, y in ((-0.7, 0.4), (0.3, -0.3), (1.6, 0.9)):
        middles = ((tile.field.xs, x), (tile.field.ys, y))
        place = np.array([[values[np.abs(values - at).argmin()] for values, at in middles]])
        (shares,) = shares_of(shown.scene, scaler.transform("x", place).astype(np.float32))
        tile.chart.pointed.emit((x, y))
        best = int(shares.argmax())
        said = f"{tile.field.classes[best]}: {fmt.percent(float(shares[best]))}"
        assert tile.caption.text() == said


def test_points_of_the_plane_stand_where_they_are_in_the_colour_of_their_class(qtbot):
    shown = Shown(qtbot, "two-moons", "boundary")
    raw = shown.editor.project.data.source.load().arrays
    for view, item in shown.tile.points.items():
        index = shown.scene.index(view.part)
        x, y = item.getData()
        np.testing.assert_allclose(np.column_stack([x, y]), raw["x"][index], atol=1e-5)
        for spot, label in zip(item.data, raw["y"][index], strict=True):
            assert spot["brush"].color().rgb() == QColor(theme.current().classes[label]).rgb()


def test_the_layer_is_drawn_along_its_principal_components(qtbot):
    shown = Shown(qtbot, "iris", "projection")
    tile, data = shown.tile, shown.scene.data
    outputs = predicted(shown.scene, data.validation["x"], tile.node.currentText())
    pca = PCA(2).fit(outputs)
    wanted = pca.transform(outputs)
    drawn = np.column_stack(tile.points.getData())
    for axis in (0, 1):
        sign = np.sign(wanted[:, axis] @ drawn[:, axis])
        np.testing.assert_allclose(sign * drawn[:, axis], wanted[:, axis], atol=1e-4)
    colours = [spot["brush"].color().name() for spot in tile.points.data]
    classes = theme.current().classes
    assert colours == [QColor(classes[label]).name() for label in data.validation["y"]]
    whole = float(pca.explained_variance_ratio_.sum())
    assert tile.caption.text() == f"{fmt.percent(whole)} of variance"
