"""Plots of classification show what their views say, and answer to mouse and keys."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPicture, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.gui import theme
from guinet.gui.plots.case_face import CurveFace, NumbersFace, PictureFace, TextFace, faces_of
from guinet.gui.plots.case_grid import CaseGrid
from guinet.gui.plots.class_legend import ClassLegend
from guinet.gui.plots.field_image import field_rgb
from guinet.gui.plots.matrix_plot import MatrixPlot
from guinet.lens.scene import Scene
from guinet.lens.view import Moment, SampleAt, Unseen
from guinet.lens.views.boundary import BoundaryOf
from guinet.lens.views.cases import Cases, CasesOf
from guinet.lens.views.confusion import Confusion, ConfusionOf
from guinet.lens.views.sample import SampleOf
from tests.gui.plots.test_tiles import Shown
from tests.lens.conftest import example_scene


def cases(inputs: Any, spec: FieldSpec, columns: tuple[str, ...] = (), **other: Any) -> Cases:
    """Samples of class b that are taken for c, with falling confidence."""
    count = len(inputs)
    found = Cases(
        inputs,
        spec,
        columns,
        ("a", "b", "c"),
        np.full(count, 1),
        np.full(count, 2),
        np.linspace(0.9, 0.5, count),
        True,
        np.arange(10, 10 + count),
        np.arange(3, 3 + count),
        None,
        count,
        50,
        "validation",
        50,
    )
    return replace(found, **other)


def rgb_at(widget: Any, place: QPointF) -> QColor:
    return QColor(widget.grab().toImage().pixel(place.toPoint()))


def test_the_field_is_painted_in_its_colours(qtbot):
    tile = Shown(qtbot, "two-moons", "boundary").tile
    for item in tile.points.values():
        item.setData([], [])
    for line in tile.lines:
        line.hide()
    QApplication.processEvents()
    field, box = tile.field, tile.chart.getPlotItem().getViewBox()
    wanted = field_rgb(field.shares)
    picture = tile.chart.grab().toImage()
    for row, column in ((5, 5), (40, 10), (70, 60), (20, 75)):
        place = box.mapViewToScene(QPointF(field.xs[column], field.ys[row]))
        seen = QColor(picture.pixel(place.toPoint()))
        rgb = np.array([seen.red(), seen.green(), seen.blue()])
        assert np.abs(rgb - wanted[row, column].astype(int)).max() <= 8  # a neighbouring cell


def answers(scene: Scene, places: Array) -> Array:
    """Return the class that is said at places in the units of the data."""
    scaled = scene.data.scaler.transform("x", places).astype(np.float32)
    judged = scene.judged[0]
    return judged.answers(scene.evaluate({"x": scaled}, [judged.prediction])[judged.prediction])


@pytest.mark.parametrize("name", ["two-moons", "spiral", "perceptron"])
def test_the_line_stands_where_the_answer_flips(qtbot, name):
    tile, scene = Shown(qtbot, name, "boundary").tile, example_scene(name)
    path = scene.judged[0].prediction.partition(":")[0]
    scores = BoundaryOf().compute(scene).scores
    weights = {key: np.array(array) for key, array in scene.network.weights.items()}
    if len(weights[f"{path}.bias"]) == 1:  # a network that is not trained may know one answer
        share = np.median(scores[..., 1])
        weights[f"{path}.bias"] -= np.log(share / (1 - share))
    scene.set_weights(weights, scene.network.state, Moment(2, 20))
    tile.show_result(BoundaryOf(), BoundaryOf().compute(scene))
    assert tile.lines
    for line in tile.lines:
        if line.path is None:
            line.generatePath()
        places = [line.path.elementAt(n) for n in range(line.path.elementCount())]
        ends = [
            tile.image.mapToParent(line.mapToParent(QPointF(place.x, place.y))) for place in places
        ]
        points = np.array([[end.x(), end.y()] for end in ends])
        field = tile.field
        # Beyond the outer middles pyqtgraph only leads the line on to the edge.
        low, high = (np.array([field.xs[end], field.ys[end]]) for end in (0, -1))
        points = points[((points > low) & (points < high)).all(axis=1)]
        assert len(points) > 10
        # Within a fifth of a cell of the line both answers are given.
        near = 0.2 * np.array([field.xs[1] - field.xs[0], field.ys[1] - field.ys[0]])
        around = [points + near * np.array(way) for way in ((1, 0), (-1, 0), (0, 1), (0, -1))]
        said = np.stack([answers(scene, places) for places in around])
        assert (said.min(axis=0) != said.max(axis=0)).all()


def test_points_are_drawn_once_and_forgotten(qtbot):
    shown = Shown(qtbot, "two-moons", "boundary")
    tile = shown.tile
    drawn = [item.getData()[0] for item in tile.points.values()]
    assert [len(xs) for xs in drawn] == [len(found.points) for found in tile.samples.values()]
    tile.clear()
    assert all(len(item.getData()[0]) == 0 for item in tile.points.values())
    shown.answer()
    assert [len(item.getData()[0]) for item in tile.points.values()] == [len(xs) for xs in drawn]


def test_a_place_of_the_plane_says_its_class(qtbot):
    tile = Shown(qtbot, "two-moons", "boundary").tile
    field = tile.field
    tile.chart.pointed.emit((float(field.xs[3]), float(field.ys[70])))
    best = int(field.scores[70, 3].argmax())
    percent = f"{100 * field.scores[70, 3, best]:.1f} %"
    assert tile.caption.text() == f"{field.classes[best]}: {percent}"
    tile.show_result(BoundaryOf(), replace(field, probable=False))
    assert "score" in tile.caption.text()  # what is under the pointer goes on with the network
    tile.chart.pointed.emit(None)
    assert tile.caption.text() == ""


def test_points_that_are_left_out_are_told(qtbot):
    tile = Shown(qtbot, "two-moons", "boundary").tile
    view, found = next(iter(tile.samples.items()))
    assert tile.caption.text() == ""
    assert f"{len(found.points)} train, " in tile.legend.toolTip()
    more = replace(found, points=found.points[:-1], labels=found.labels[:-1])
    tile.show_result(view, more)
    assert f"first {len(more.points)} of {len(found.points)} train" in tile.caption.text()


def test_the_legend_gives_way_by_shortening_names(qtbot):
    legend = ClassLegend()
    qtbot.addWidget(legend)
    legend.show_names(("a", "quite a long name"))
    legend.resize(300, 16)
    assert legend.shown() == ["a", "quite a long name"]
    assert rgb_at(legend, QPointF(4, 8)) == QColor(theme.current().classes[0])
    legend.resize(100, 16)
    first, second = legend.shown()
    assert first == "a"
    assert second.endswith("…")
    legend.resize(30, 16)
    assert legend.shown() == ["", ""]
    assert rgb_at(legend, QPointF(16, 8)) == QColor(theme.current().classes[1])
    assert "quite a long name" in legend.toolTip()


def test_cells_are_coloured_by_the_share_of_their_class(qtbot):
    matrix = MatrixPlot()
    qtbot.addWidget(matrix)
    matrix.resize(400, 300)
    matrix.show_counts(np.array([[4, 0], [10, 30]]), ("no", "yes"))
    matrix.show()
    corner = QPointF(6, 6)
    right, empty, wrong, most = (
        rgb_at(matrix, matrix.cell_rect(*cell).topLeft() + corner)
        for cell in ((0, 0), (0, 1), (1, 0), (1, 1))
    )
    assert right == theme.colour("negative")
    assert empty == theme.colour("well")
    assert wrong.red() > wrong.blue()
    assert most.blue() > most.red()
    assert most != right  # a part of its class only


def test_the_arrows_go_from_cell_to_cell(qtbot):
    tile = Shown(qtbot, "iris", "confusion").tile
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right):
        QTest.keyClick(tile.matrix, key)
    QTest.keyClick(tile.matrix, Qt.Key.Key_Return)
    assert tile.cell == (1, 2)
    assert tile.looks()[-1] == CasesOf("validation", 60, mistakes=False, true=1, said=2)


def test_a_cell_of_a_network_with_more_classes_is_left(qtbot):
    tile = Shown(qtbot, "digits-cnn", "confusion").tile
    tile.pick(9, 8)
    two = Confusion(np.array([[3, 1], [0, 2]]), ("no", "yes"), 1, "validation", 6)
    tile.show_result(ConfusionOf(), two)
    assert tile.cell is None
    assert not tile.behind.isVisible()
    assert tile.caption.text() == "6 samples"


def test_a_cell_of_a_text_shows_its_answers(qtbot):
    shown = Shown(qtbot, "transformer", "confusion")
    tile = shown.tile
    row, column = (int(k) for k in np.unravel_index(tile.result.counts.argmax(), (42, 42)))
    tile.pick(row, column)
    shown.answer()
    assert tile.matrix.isVisible()
    assert tile.cases.cases.found == tile.result.counts[row, column]
    assert tile.caption.text() == f"{tile.result.counts.sum()} answers"


def test_of_another_part_than_asked_for_it_is_said(qtbot):
    shown = Shown(qtbot, "xor", "confusion")
    assert "no validation part" in shown.tile.caption.text()
    shown.tile.part.setCurrentIndex(1)
    shown.answer()
    assert shown.tile.caption.text() == "4 samples"


def test_more_samples_than_are_looked_at_are_told(qtbot):
    tile = Shown(qtbot, "iris", "confusion").tile
    tile.show_result(ConfusionOf(), replace(tile.result, total=9000))
    assert tile.caption.text() == "first 30 of 9000 samples"
    mistakes = Shown(qtbot, "iris", "mistakes").tile
    mistakes.show_result(CasesOf(), replace(mistakes.result, total=9000))
    assert mistakes.caption.text() == f"{mistakes.result.found} of the first 30"


def test_mistakes_and_all_samples_can_be_seen(qtbot):
    shown = Shown(qtbot, "digits-cnn", "mistakes")
    tile = shown.tile
    wrong = tile.result.found
    assert tile.caption.text() == f"{wrong} of 359"
    tile.kind.setCurrentText("all train")
    shown.answer()
    assert tile.looks() == (CasesOf("train", 60, False),)
    assert tile.caption.text() == "1438 of 1438"
    first = tile.rows()[1]
    assert first[0] == tile.result.index[0] + 1
    assert first[3] == pytest.approx(float(tile.result.confidence[0]))


def test_pixels_are_those_of_the_sample(qtbot):
    pixels = np.random.default_rng(2).integers(0, 17, (3, 64)).astype(float)
    columns = tuple(f"pixel {n // 8},{n % 8}" for n in range(64))
    faces = faces_of(cases(pixels, FieldSpec((64,)), columns))
    for face, sample in zip(faces, pixels, strict=True):
        assert isinstance(face, PictureFace)
        for row in range(8):
            for column in range(8):
                grey = QColor(face.image.pixel(column, row)).red()
                wanted = (sample[8 * row + column] - pixels.min()) / np.ptp(pixels) * 255
                assert grey == round(wanted)


def test_each_kind_of_sample_has_its_face():
    names = ("length", "width", "weight", "height", "depth", "age", "mass", "size", "rank")
    table = cases(np.arange(18.0).reshape(2, 9), FieldSpec((9,)), names)
    assert isinstance(faces_of(table)[0], NumbersFace)
    assert faces_of(table)[1].parts[:2] == [("length", "9.00"), ("width", "10.0")]
    many = tuple(f"{name}{letter}" for name in names for letter in "abcd")
    square = cases(np.zeros((1, 36)), FieldSpec((36,)), many)
    assert isinstance(faces_of(square)[0], NumbersFace)
    assert isinstance(faces_of(cases(np.zeros((1, 5, 2)), FieldSpec((5, 2))))[0], CurveFace)
    spec = FieldSpec((4,), "index", ("x", "y", "z"), 0.0, 2.0)
    text = cases(np.array([[0, 1, 2, 1]]), spec, position=np.array([2]))
    face = faces_of(text)[0]
    assert isinstance(face, TextFace)
    assert face.text == "xyz"
    assert faces_of(replace(text, position=None))[0].text == "xyzy"


def test_what_is_said_of_a_sample(qtbot):
    grid = CaseGrid()
    qtbot.addWidget(grid)
    found = cases(np.zeros((3, 2)), FieldSpec((2,)))
    grid.show_cases(found)
    assert grid.words_of(0) == "b as c  90.0 %"
    grid.show_cases(replace(found, said=found.true, probable=False))
    assert grid.words_of(2) == "b  score 0.50"
    grid.show_cases(replace(found, classes=("a", " ", "c")))
    assert grid.words_of(0) == "␣ as c  90.0 %"


def turn(widget: Any, notches: int) -> None:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        widget.mapToGlobal(middle),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_the_wheel_brings_further_samples(qtbot):
    grid = CaseGrid()
    qtbot.addWidget(grid)
    grid.resize(260, 130)
    grid.show_cases(cases(np.zeros((20, 2)), FieldSpec((2,))))
    grid.show()
    assert not grid.place(0).isEmpty()
    assert grid.place(19).isEmpty()
    turn(grid, -2)
    assert grid.first_row == 2
    assert grid.place(1).isEmpty()
    assert grid.place(2).top() == 0
    turn(grid, -50)
    assert not grid.place(19).isEmpty()
    QTest.keyClick(grid, Qt.Key.Key_Up)
    assert grid.place(19).isEmpty()
    grid.show_cases(cases(np.zeros((2, 2)), FieldSpec((2,))))
    assert grid.first_row == 0


def test_the_axes_of_the_rates_begin_with_a_nought(qtbot):
    tile = Shown(qtbot, "iris", "rates").tile
    tile.resize(600, 220)
    tile.show()
    tile.grab()
    for axis in (tile.chart.left, tile.chart.bottom):
        picture = QPicture()
        painter = QPainter(picture)
        words = [text for _, _, text in axis.generateDrawSpecs(painter)[2]]
        painter.end()
        assert {"0", "1"} <= set(words)


def test_a_threshold_gives_what_is_counted_at_it(qtbot):
    shown = Shown(qtbot, "iris", "rates")
    tile, scene = shown.tile, shown.scene
    tile.yes.setCurrentText("versicolor")
    shown.answer()
    judged = scene.judged[0]
    said = scene.outputs("validation", [judged.prediction, judged.target])
    scores, _ = judged.scores(said[judged.prediction])
    true = judged.truths(said[judged.target]) == 1
    for place in (3, 10, len(tile.result.thresholds) - 1):
        counted = scores[:, 1] >= tile.result.thresholds[place]
        x, y = (float(each[place]) for each in tile.curve())
        tile.chart.pointed.emit((x, y))
        assert tile.words.isVisible()
        assert (x, y) == pytest.approx((counted[~true].mean(), counted[true].mean()))
        wanted = (counted[true].mean(), counted[~true].mean(), true[counted].mean())
        at = tile.words_at(place)
        assert [line.split("  ")[1] for line in at.splitlines()[1:]] == [
            f"{100 * share:.1f} %" for share in wanted
        ]
    tile.chart.pointed.emit(None)
    assert not tile.words.isVisible()
    tile.precision.click()
    np.testing.assert_array_equal(tile.curve()[0], tile.result.true_positive)
    assert tile.caption.text().startswith("average precision")


def test_a_reason_does_not_hide_what_is_known(qtbot):
    shown = Shown(qtbot, "iris", "confusion")
    tile = shown.tile
    shown.sight.newest = lambda view: tile.result  # type: ignore[method-assign]
    shown.sight.seen.emit(ConfusionOf(), Unseen("Some predictions are no numbers any more."))
    assert tile.matrix.isVisible()


def test_samples_behind_a_cell_stay_hidden_after_a_reason(qtbot):
    shown = Shown(qtbot, "iris", "confusion")
    tile = shown.tile
    shown.sight.newest = lambda view: None  # type: ignore[method-assign]
    shown.sight.seen.emit(ConfusionOf(), Unseen("No weights yet."))
    assert not tile.matrix.isVisible()
    shown.answer()
    assert tile.matrix.isVisible()
    assert not tile.behind.isVisible()
    tile.pick(0, 0)
    assert tile.behind.isVisible()
    tile.close_behind.click()
    assert tile.cell is None
    assert not tile.behind.isVisible()


def test_a_double_click_on_a_sample_shows_it_on_the_canvas(qtbot):
    shown = Shown(qtbot, "digits-cnn", "mistakes")
    tile, found = shown.tile, shown.tile.result
    number = 1
    centre = tile.grid.place(number).center().toPoint()
    QTest.mouseDClick(tile.grid, Qt.MouseButton.LeftButton, pos=centre)
    at = shown.sight.sample.at
    assert at == SampleAt(int(found.place[number]), "validation")
    sample = SampleOf("x", at).compute(shown.scene)
    assert sample.index == found.index[number]
    whole = shown.scene.data.scaler.inverse("x", sample.values[None])[0]
    np.testing.assert_allclose(whole, found.inputs[number], atol=1e-5)
    assert found.place[number] != found.place[0]
