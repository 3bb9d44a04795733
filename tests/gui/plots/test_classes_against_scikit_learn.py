"""What stands in the plots of classifiers is what scikit-learn says of another network."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QColor
from sklearn import metrics

from guinet.core.types import Array
from guinet.gui.class_colours import class_colours
from guinet.gui.format import number, percent
from guinet.gui.plots.matrix_plot import MatrixPlot
from guinet.lens.scene import Scene
from tests.gui.plots.test_tiles import Shown
from tests.lens.test_scene import network_like


def shares_of(logits: Array) -> Array:
    """Return the probabilities of the classes; a single logit is that of the second against 0."""
    scores = logits.astype(float)
    if scores.shape[1] == 1:
        scores = np.hstack([np.zeros_like(scores), scores])
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    found: Array = shares / shares.sum(axis=1, keepdims=True)
    return found


def answers(scene: Scene) -> tuple[Array, Array]:
    """Return true classes and probabilities of the validation part, from another network."""
    path = scene.judged[0].prediction.partition(":")[0]
    logits = network_like(scene).predict(scene.data.validation, [path])[path]
    return scene.data.validation["y"], shares_of(logits)


def test_the_number_painted_in_each_cell(qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    painted: dict[tuple[int, int], str] = {}
    shown = Shown(qtbot, "digits-cnn", "confusion")
    tile = shown.tile
    tile.resize(700, 500)

    def note(painter: Any, rect: Any, words: str, ground: QColor) -> None:
        cell = tile.matrix.cell_at(rect.center())
        painted[cell] = words

    monkeypatch.setattr(MatrixPlot, "_paint_number", staticmethod(note))
    tile.grab()
    true, shares = answers(shown.scene)
    wanted = metrics.confusion_matrix(true, shares.argmax(axis=1), labels=range(10))
    assert painted == {
        (row, column): str(wanted[row, column]) for row, column in np.argwhere(wanted).tolist()
    }
    row, column = np.argwhere(wanted)[3].tolist()
    share = percent(wanted[row, column] / wanted[row].sum())
    counted = f": {wanted[row, column]} of {wanted[row].sum()} ({share})"
    assert tile.matrix.words_of((row, column)).endswith(counted)
    assert tile.caption.text() == f"{len(true)} samples"


def test_mistakes_stand_in_order_with_their_words_and_pictures(qtbot) -> None:
    shown = Shown(qtbot, "digits-cnn", "mistakes")
    grid, scene = shown.tile.grid, shown.scene
    true, shares = answers(scene)
    said = shares.argmax(axis=1)
    wrong = np.flatnonzero(said != true)
    order = wrong[np.argsort(-shares[wrong].max(axis=1), kind="stable")]
    raw = scene.data.scaler.inverse("x", scene.data.validation["x"])[:, 0]
    drawn = raw[order[: len(grid._faces)]]
    for place, sample in enumerate(order[:20].tolist()):
        sure = percent(float(shares[sample].max()))
        assert grid.words_of(place) == f"{true[sample]} as {said[sample]}  {sure}"
        image = grid._faces[place].image
        grey = [[QColor(image.pixel(x, y)).red() for x in range(8)] for y in range(8)]
        wanted = (raw[sample] - drawn.min()) / np.ptp(drawn) * 255
        np.testing.assert_allclose(grey, wanted, atol=1.0)
    assert shown.tile.caption.text() == f"{len(wrong)} of {len(true)}"


def test_curves_and_areas_of_the_rates(qtbot) -> None:
    shown = Shown(qtbot, "two-moons", "rates")
    tile = shown.tile
    true, shares = answers(shown.scene)
    false_alarms, hits, _ = metrics.roc_curve(true, shares[:, 1], drop_intermediate=False)
    np.testing.assert_allclose(tile.line.getData(), (false_alarms, hits), atol=1e-6)
    area = metrics.roc_auc_score(true, shares[:, 1])
    assert tile.caption.text() == f"area {number(float(area), 3)}"
    tile.precision.click()
    precision, recall, _ = metrics.precision_recall_curve(true, shares[:, 1])
    drawn = np.stack(tile.line.getData())[:, ::-1]
    np.testing.assert_allclose(drawn, (recall, precision), atol=1e-6)
    average = metrics.average_precision_score(true, shares[:, 1])
    assert tile.caption.text() == f"average precision {number(float(average), 3)}"
    assert [row[1] for row in tile.rows()[1:]] == pytest.approx(recall[::-1].tolist())


def test_samples_lie_in_the_plane_where_the_source_has_them(qtbot) -> None:
    shown = Shown(qtbot, "two-moons", "boundary")
    raw, data = shown.editor.project.data.source.load().arrays, shown.scene.data
    for view, item in shown.tile.points.items():
        index = getattr(data, f"{view.part}_index")
        np.testing.assert_allclose(np.stack(item.getData(), axis=1), raw["x"][index], atol=1e-5)
        colours = [QColor(class_colours(2)[label]) for label in raw["y"][index]]
        assert [brush.color() for brush in item.data["brush"]] == colours


def test_each_place_of_the_plane_is_asked_of_the_network(qtbot) -> None:
    shown = Shown(qtbot, "two-moons", "boundary")
    tile, scene = shown.tile, shown.scene
    path = scene.judged[0].prediction.partition(":")[0]
    network, scaler = network_like(scene), scene.data.scaler
    for x, y in ((-0.7, 0.4), (0.3, -0.3), (1.6, 0.9)):
        middles = ((tile.field.xs, x), (tile.field.ys, y))
        place = np.array([[values[np.abs(values - at).argmin()] for values, at in middles]])
        seen = ((place - scaler.means["x"]) / scaler.scales["x"]).astype(np.float32)
        (shares,) = shares_of(network.predict({"x": seen}, [path])[path])
        tile.chart.pointed.emit((x, y))
        best = int(shares.argmax())
        assert tile.caption.text() == f"{tile.field.classes[best]}: {percent(float(shares[best]))}"


def test_the_text_is_what_the_network_finds_most_likely(qtbot) -> None:
    shown = Shown(qtbot, "transformer", "continuation")
    tile, scene = shown.tile, shown.scene
    tile.temperature.setCurrentIndex(0)
    tile.prompt.setText("The lamp")
    tile.button.click()
    classes = scene.data.fields["x"].classes
    assert classes is not None
    letters = ["\n" if name == "⏎" else name for name in classes]
    path, network = scene.judged[0].prediction.partition(":")[0], network_like(scene)
    width = scene.data.fields["x"].shape[0]
    text = "The lamp"
    for _ in range(12):
        read = [letters.index(one) for one in text[-width:]]
        window = np.array([read + [read[-1]] * (width - len(read))])
        scores = network.predict({"x": window}, [path])[path][0, len(read) - 1]
        text += letters[int(scores.argmax())]
    assert tile.text.toPlainText().startswith(text)
    assert tile.rows()[1] == ["The lamp", tile.text.toPlainText()[len("The lamp") :]]


def test_of_beginnings_typed_while_a_text_is_written_the_last_is_answered(qtbot) -> None:
    shown = Shown(qtbot, "transformer", "continuation")
    tile = shown.tile
    held: list[Any] = []
    tile.desk.sight.ask = lambda view, answer: held.append((view, answer))
    tile.ask()
    for words in ("One", "Two", "Three"):
        tile.prompt.setText(words)
        tile.button.click()
    assert len(held) == 1
    view, answer = held.pop()
    answer(shown.see(view))
    ((view, answer),) = held
    assert view.prompt == "Three"
    answer(shown.see(view))
    assert tile.text.toPlainText().startswith("Three")
    assert len(held) == 1
