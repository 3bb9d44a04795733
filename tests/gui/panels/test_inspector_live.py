"""The instrument of the selected node, large: what it says is what the engine computed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from guinet.data.prepare import prepare
from guinet.document.document import Document
from guinet.engine.network import Network
from guinet.graph.edits import set_module
from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.format import number
from guinet.gui.panels.inspector import InspectorPanel
from guinet.gui.sight import Sight
from guinet.lens.view import SampleAt, Unseen
from guinet.lens.views.feature_maps import FeatureMapsOf
from guinet.lens.views.sample import PartSizes, PartSizesOf
from guinet.project.examples import open_example
from tests.gui.fakes import FakeClient


class Shown:
    """The inspector of an example with the real observer and no run."""

    def __init__(self, name: str) -> None:
        self.project = open_example(name)
        self.editor = Editor(Document(self.project))
        self.bridge = Bridge(self.editor, make_client=FakeClient)  # type: ignore[arg-type]
        self.sight = Sight(self.editor, self.bridge)
        self.panel = InspectorPanel(self.editor, self.bridge, self.sight)
        self.panel.resize(288, 1400)
        self.panel.show()
        self.live = self.panel.node_page.live

    def select(self, name: str) -> None:
        node = self.editor.graph.by_name(name)
        assert node is not None
        self.editor.select([node.id])
        QTest.qWait(0)

    def looks(self) -> tuple[object, ...]:
        self.live.look()
        return self.sight._looks.get(id(self.live), ())

    def outputs(self, at: SampleAt, path: str) -> np.ndarray:
        recipe, data = self.project.recipe, prepare(self.project.data)
        network = Network(self.project.graph, data.fields, 8, seed=recipe.seed, engine="reference")
        part = data.train if at.part == "train" else data.validation
        network.forward({name: array[at.place : at.place + 1] for name, array in part.items()})
        return network.output(path)[0]


@pytest.fixture
def shown(qtbot) -> Iterator[Shown]:
    made = Shown("digits-cnn")
    qtbot.addWidget(made.panel)
    yield made
    made.sight.shutdown()
    made.bridge.shutdown()


def test_what_it_says_of_a_cell_is_what_the_engine_gives(qtbot, shown: Shown) -> None:
    """Before anything was trained, also after another sample is chosen."""
    shown.select("conv1")
    maps = shown.live.view.instrument.parts[-1]
    for at in (SampleAt(0), SampleAt(4, "validation")):
        shown.sight.sample.choose(at)
        (view,) = maps.views(at)
        qtbot.waitUntil(
            lambda view=view: shown.live.readings.seen(view) is not None, timeout=30_000
        )
        wanted = shown.outputs(at, "conv1")
        top = shown.live.view.body.top() + shown.live.view.body.height() - maps.height_px
        for cell in ((0, 0, 0), (5, 3, 6)):
            place = maps.mosaic.place(QPointF(1, top), cell[0])
            step = place.width() / 8
            point = place.topLeft() + QPointF((cell[2] + 0.5) * step, (cell[1] + 0.5) * step)
            words = f"map {cell[0] + 1}, row {cell[1] + 1}, column {cell[2] + 1}"
            said = shown.live.view.words_at(point)
            assert said.startswith(f"conv1 {words}: ")
            heard = float(said.rpartition(": ")[2].replace("−", "-"))
            assert heard == pytest.approx(wanted[cell], rel=1e-3, abs=1e-5)
    QTest.mouseMove(shown.live.view, point.toPoint())
    qtbot.waitUntil(lambda: shown.live.words.text() == said)


def test_it_asks_for_all_maps_and_fills_the_width(shown: Shown) -> None:
    shown.select("conv1")
    instrument = shown.live.view.instrument
    assert FeatureMapsOf("conv1", SampleAt(0), 16) in shown.looks()
    assert instrument.width_px == shown.live.view.body.width()
    assert shown.live.view.height() >= instrument.height_px > 150


def test_it_asks_for_as_many_maps_as_there_is_room_for(shown: Shown) -> None:
    conv = shown.editor.graph.by_name("conv1")
    wide = conv.module.replace(out_channels=300)
    shown.editor.apply_graph(lambda graph: set_module(graph, conv.id, wide), "Set")
    shown.select("relu1")
    counts = []
    for width in (288, 360):
        shown.panel.resize(width, 1400)
        QTest.qWait(0)
        maps = shown.live.view.instrument.parts[-1]
        assert FeatureMapsOf("relu1", SampleAt(0), maps.shown) in shown.looks()
        counts.append(maps.shown)
    assert 16 < counts[0] < counts[1] < 300


def test_nothing_is_asked_for_what_cannot_be_seen(shown: Shown) -> None:
    shown.select("conv1")
    assert shown.looks()
    shown.live.set_folded(True)
    assert shown.looks() == ()
    shown.live.set_folded(False)
    assert shown.looks()
    shown.panel.resize(288, 120)
    QTest.qWait(0)
    assert shown.looks() == (), "it lies below what is in sight"
    shown.panel.resize(288, 1400)
    QTest.qWait(0)
    assert shown.looks()
    shown.panel.hide()
    assert shown.looks() == ()
    shown.panel.show()
    QTest.qWait(0)
    assert shown.looks()
    shown.panel.setWindowState(Qt.WindowState.WindowMinimized)
    assert shown.looks() == ()
    shown.panel.setWindowState(Qt.WindowState.WindowNoState)
    shown.editor.select([])
    assert shown.looks() == ()


def test_matrices_of_weights_are_left_to_the_weights(shown: Shown) -> None:
    linear = next(
        node.name
        for node in shown.editor.graph.nodes.values()
        if node.module.type_name() == "Linear"
    )
    shown.select(linear)
    assert shown.live.isHidden()
    assert shown.looks() == ()


def test_it_says_why_nothing_is_there(qtbot, shown: Shown) -> None:
    shown.select("loss")
    assert "Nothing was seen yet" in shown.live.words.text()
    (view,) = shown.live.view.instrument.views(SampleAt(0))
    shown.sight.seen.emit(view, Unseen("It cannot be computed yet."))
    assert shown.live.words.text() == "It cannot be computed yet."


def test_the_sample_is_chosen_where_it_is_shown(qtbot, shown: Shown) -> None:
    shown.select("x")
    chooser, choice = shown.live.chooser, shown.sight.sample
    assert not chooser.isHidden()
    shown.sight.seen.emit(PartSizesOf(), PartSizes(9, 4))
    assert chooser.number.beside == "of 9"
    chooser.after.click()
    assert choice.at == SampleAt(1)
    chooser.before.click()
    chooser.before.click()
    assert choice.at == SampleAt(8)
    assert chooser.number.text() == "9"
    chooser.any.click()
    assert choice.at != SampleAt(8)
    chooser.number.selectAll()
    QTest.keyClicks(chooser.number, "7")
    QTest.keyClick(chooser.number, Qt.Key.Key_Return)
    assert choice.at == SampleAt(6)
    QTest.keyClicks(chooser.number, "1")
    QTest.keyClick(chooser.number, Qt.Key.Key_Return)
    assert choice.at == SampleAt(6)
    assert "from 1 to 9" in chooser.refusal.text()
    chooser.parts.buttons["validation"].click()
    assert choice.at == SampleAt(3, "validation")
    assert chooser.refusal.isHidden()


def test_it_is_painted_as_on_the_card(qtbot, shown: Shown) -> None:
    shown.select("x")
    wanted = shown.outputs(SampleAt(0), "x")[0]
    qtbot.waitUntil(lambda: "x" in shown.live.view.words_at(QPointF(20, 20)), timeout=30_000)
    said = shown.live.view.words_at(QPointF(20, 20))
    assert said.endswith(f": {number(float(wanted[0, 0]))}")
    image = shown.live.view.grab().toImage()
    low, high = wanted.min(), wanted.max()
    side = min(shown.live.view.body.width(), 208) / 8
    for row, column in ((0, 0), (3, 3), (2, 5)):
        at = QPoint(int(1 + (column + 0.5) * side), int(1 + (row + 0.5) * side))
        grey = round(255 * (wanted[row, column] - low) / (high - low))
        assert abs(image.pixelColor(at).red() - grey) <= 1


def test_what_does_not_fit_the_node_any_more_is_gone_at_once(qtbot, shown: Shown) -> None:
    shown.select("conv1")
    (view,) = shown.live.view.instrument.parts[-1].views(SampleAt(0))
    qtbot.waitUntil(lambda: shown.live.readings.seen(view) is not None, timeout=30_000)
    node = shown.editor.graph.by_name("conv1")
    assert node is not None
    module = node.module.replace(kernel_size=5)
    shown.editor.apply_graph(lambda graph: set_module(graph, node.id, module), "Size")
    assert shown.live.readings.seen(view) is None
