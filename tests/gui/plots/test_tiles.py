"""Every tile draws, for every example that it fits, what its views say."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from guinet.core.errors import GuinetError
from guinet.document.document import Document
from guinet.gui import theme
from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.plots.choice import all_tiles, shown_tiles
from guinet.gui.plots.desk import Desk
from guinet.gui.plots.facts import Facts
from guinet.gui.plots.field_image import field_rgb
from guinet.gui.plots.tile import Tile
from guinet.gui.sight import Sight
from guinet.lens.scene import Scene
from guinet.lens.view import Unseen
from guinet.lens.views.boundary import BoundaryOf
from guinet.lens.views.cases import CasesOf
from guinet.project.examples import open_example
from tests.gui.fakes import FakeClient
from tests.lens.conftest import example_scene

EXAMPLES = (
    "two-moons",
    "spiral",
    "digits-cnn",
    "iris",
    "linear-regression",
    "autoencoder",
    "denoising-autoencoder",
    "variational-autoencoder",
    "transformer",
    "lstm-sine",
    "multi-task",
)


@cache
def scene_for(name: str) -> Scene:
    return example_scene(name)


def facts_for(name: str) -> Facts:
    scene, project = scene_for(name), open_example(name)
    return Facts(scene.analysis, scene.data.fields, project.data)


class Shown:
    """A tile of an example, with all that it looks at computed in this process."""

    def __init__(self, qtbot: Any, name: str, id: str) -> None:
        self.scene = scene_for(name)
        self.editor = Editor(Document(open_example(name)))
        self.bridge = Bridge(self.editor, make_client=FakeClient)  # type: ignore[arg-type]
        self.sight = Sight(self.editor, self.bridge)
        self.sight.look = lambda owner, views: None  # type: ignore[method-assign]
        self.sight.ask = lambda view, answer: answer(self.see(view))  # type: ignore[method-assign]
        self.tile: Any = all_tiles()[id](Desk(self.editor, self.bridge, self.sight))
        qtbot.addWidget(self.tile)
        self.tile.resize(420, 240)
        self.tile.show()
        self.tile.set_seen(True)
        self.answer()

    def see(self, view: Any) -> Any:
        try:
            return view.compute(self.scene)
        except GuinetError as error:
            return Unseen(str(error))

    def answer(self) -> None:
        for view in self.tile.looks():
            self.sight.seen.emit(view, self.see(view))
        self.tile.desk.turns.take()


CASES = [
    (name, id)
    for name in EXAMPLES
    for id, kind in all_tiles().items()
    if not kind.why_not(facts_for(name))
]


@pytest.mark.parametrize(("name", "id"), CASES)
def test_each_tile_draws_in_both_themes_and_forgets(qtbot, name, id):
    shown = Shown(qtbot, name, id)
    tile: Tile = shown.tile
    try:
        for choice in ("dark", "light"):
            theme.set_theme(choice)
            assert not tile.grab().isNull()
        if tile.looks():
            assert len(tile.rows()) > 1
            assert len({len(row) for row in tile.rows()}) == 1
        tile.clear()
        assert not tile.grab().isNull()
    finally:
        theme.set_theme("dark")


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_usual_plots_make_sense(name):
    facts = facts_for(name)
    usual = shown_tiles(facts, None)
    assert [kind.id for kind in usual][:1] == ["loss"]
    assert 2 <= len(usual) <= 4


def test_each_task_has_its_plot():
    wanted = {
        "two-moons": "boundary",
        "digits-cnn": "confusion",
        "linear-regression": "fit-line",
        "autoencoder": "reconstructions",
        "variational-autoencoder": "latent",
        "transformer": "continuation",
    }
    for name, id in wanted.items():
        assert id in [kind.id for kind in shown_tiles(facts_for(name), None)], name


def test_a_cell_opens_the_samples_behind_it(qtbot):
    shown = Shown(qtbot, "digits-cnn", "confusion")
    tile = shown.tile
    counts = tile.matrix.counts
    row, column = (int(k) for k in np.unravel_index(counts.argmax(), counts.shape))
    place = tile.matrix.cell_rect(row, column).center().toPoint()
    QTest.mouseClick(tile.matrix, Qt.MouseButton.LeftButton, pos=place)
    assert tile.looks()[-1] == CasesOf("validation", 60, mistakes=False, true=row, said=column)
    shown.answer()
    assert tile.behind.isVisible()
    cases = tile.cases.cases
    assert cases.found == counts[row, column]
    assert set(cases.true) == {row}
    assert str(counts[row, column]) in tile.behind_words.text()
    QApplication.processEvents()  # the matrix makes room for the samples
    place = tile.matrix.cell_rect(row, column).center().toPoint()
    QTest.mouseClick(tile.matrix, Qt.MouseButton.LeftButton, pos=place)
    assert not tile.behind.isVisible()


def test_every_cell_is_drawn_where_it_is_counted(qtbot):
    shown = Shown(qtbot, "iris", "confusion")
    matrix = shown.tile.matrix
    for row in range(3):
        for column in range(3):
            assert matrix.cell_at(matrix.cell_rect(row, column).center()) == (row, column)
    assert matrix.words_of((0, 2)).startswith("setosa taken for virginica")


def test_the_field_has_the_colour_of_the_class_that_is_said(qtbot):
    shown = Shown(qtbot, "two-moons", "boundary")
    field = BoundaryOf().compute(shown.scene)
    first = np.linspace(0.01, 0.99, 30).reshape(5, 6)
    shares = np.stack([first, 1 - first], axis=-1)
    rgb = field_rgb(shares, discrete=True).astype(int)
    said = shares.argmax(axis=-1)
    colours = [np.unique(rgb[said == k], axis=0) for k in (0, 1)]
    assert [len(each) for each in colours] == [1, 1]
    assert (colours[0] != colours[1]).any()
    np.testing.assert_array_equal(shown.tile.image.image, field_rgb(field.shares))


def test_residuals_are_truth_less_prediction(qtbot):
    tile = Shown(qtbot, "linear-regression", "residuals").tile
    prediction, rest = tile.residuals()
    np.testing.assert_allclose(prediction + rest, tile.result.target[:, 0], rtol=1e-5)
    x, y = tile.points.getData()
    np.testing.assert_allclose(x, prediction)
    np.testing.assert_allclose(y, rest)
    assert tile.bars.opts["x1"].sum() == len(rest)


def test_a_text_is_written_with_the_newest_weights(qtbot):
    shown = Shown(qtbot, "transformer", "continuation")
    tile = shown.tile
    tile.temperature.setCurrentIndex(0)
    tile.prompt.setText("The lamp")
    tile.button.click()
    assert tile.text.toPlainText().startswith("The lamp")
    assert len(tile.text.toPlainText()) == len("The lamp") + 160
