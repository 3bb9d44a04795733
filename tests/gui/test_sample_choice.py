"""Which sample is shown, and that all views that show one follow it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from guinet.data.prepare import prepare
from guinet.data.sources.two_moons import TwoMoons
from guinet.data.spec import DataSpec
from guinet.document.document import Document
from guinet.engine.network import Network
from guinet.gui.bridge import Bridge
from guinet.gui.canvas.looking import Looking
from guinet.gui.canvas.view import CanvasView
from guinet.gui.editor import Editor
from guinet.gui.sample_choice import SampleChoice
from guinet.gui.sight import Sight
from guinet.lens.view import FIRST, SampleAt, Unseen, View
from guinet.lens.views.feature_maps import FeatureMapsOf
from guinet.lens.views.sample import PartSizes, PartSizesOf, SampleOf
from guinet.project.examples import open_example
from guinet.project.project import Project
from tests.gui.fakes import FakeClient
from tests.training.conftest import MOONS, moons_graph


class Asked(QObject):
    """Answers when the test says so."""

    seen = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.questions: list[Callable[[Any], None]] = []

    def ask(self, view: View, answer: Callable[[Any], None]) -> None:
        assert view == PartSizesOf()
        self.questions.append(answer)

    def answer(self, result: Any) -> None:
        self.questions.pop(0)(result)


class Chosen:
    """A choice among 5 samples for training and 3 for validation."""

    def __init__(self) -> None:
        self.editor = Editor(Document(Project(graph=moons_graph(), data=MOONS)))
        self.asked = Asked()
        self.choice = SampleChoice(self.editor, self.asked)
        self.refusals: list[str] = []
        self.choice.refused.connect(self.refusals.append)

    def know(self, train: int = 5, validation: int = 3) -> None:
        self.asked.seen.emit(PartSizesOf(), PartSizes(train, validation))


@pytest.fixture
def chosen(qapp) -> Chosen:
    return Chosen()


def test_it_goes_round_within_its_part(chosen: Chosen) -> None:
    chosen.know()
    choice = chosen.choice
    choice.step(-1)
    assert choice.at == SampleAt(4)
    choice.step(2)
    assert choice.at == SampleAt(1)
    choice.change_part()
    choice.step(2)
    assert choice.at == SampleAt(0, "validation")
    assert not chosen.asked.questions


def test_any_is_another_of_the_same_part_and_each_comes_up(chosen: Chosen) -> None:
    chosen.know()
    chosen.choice.choose(SampleAt(1, "validation"))
    met = set()
    for _ in range(200):
        before = chosen.choice.at
        chosen.choice.pick_any()
        assert chosen.choice.at != before
        met.add(chosen.choice.at)
    assert met == {SampleAt(place, "validation") for place in range(3)}


def test_steps_wait_until_it_is_known_how_many_there_are(chosen: Chosen) -> None:
    for _ in range(2):
        chosen.choice.step(-1)
    assert chosen.choice.at == FIRST
    chosen.asked.answer(PartSizes(5, 3))
    chosen.asked.answer(PartSizes(5, 3))
    assert chosen.choice.at == SampleAt(3)
    chosen.choice.step(1)
    assert chosen.choice.at == SampleAt(4)


def test_it_says_why_there_is_no_other(chosen: Chosen) -> None:
    chosen.choice.step(1)
    chosen.asked.answer(Unseen("There are no data."))
    assert chosen.refusals == ["There are no data."]
    chosen.know(5, 0)
    chosen.choice.change_part()
    assert chosen.choice.at == FIRST
    assert "validation" in chosen.refusals[1]


def test_other_data_leave_it_in_its_place_as_far_as_there_is_one(chosen: Chosen) -> None:
    chosen.know()
    chosen.choice.choose(SampleAt(4))
    data = DataSpec(source=TwoMoons(samples=30))
    chosen.editor.apply(lambda project: replace(project, data=data), "Other data")
    assert chosen.choice.sizes is None
    chosen.know(9, 3)
    assert chosen.choice.at == SampleAt(4)
    chosen.know(2, 1)
    assert chosen.choice.at == SampleAt(1)
    chosen.choice.choose(SampleAt(0, "validation"))
    chosen.know(2, 0)
    assert chosen.choice.at == SampleAt(0)
    chosen.choice.choose(SampleAt(1))
    chosen.editor.document.new(Project(graph=moons_graph(), data=MOONS))
    assert chosen.choice.at == FIRST


class Window:
    """A canvas with the real observer, and no run."""

    def __init__(self, name: str) -> None:
        self.project = open_example(name)
        self.editor = Editor(Document(self.project))
        self.bridge = Bridge(self.editor, make_client=FakeClient)  # type: ignore[arg-type]
        self.sight = Sight(self.editor, self.bridge)
        self.canvas = CanvasView(self.editor, self.bridge)
        self.canvas.resize(2400, 900)
        self.canvas.show()
        self.canvas.frame_all()
        Looking(self.canvas, self.sight)


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[Window]:
    made = Window("digits-cnn")
    qtbot.addWidget(made.canvas)
    yield made
    made.sight.shutdown()
    made.bridge.shutdown()


def test_what_cards_show_is_what_the_engine_gives_for_the_sample(
    qtbot: QtBot, window: Window
) -> None:
    """Before anything was trained, so with the first weights."""
    readings, choice = window.canvas.canvas.readings, window.sight.sample
    network = Network(
        window.project.graph,
        window.editor.fields,
        64,
        seed=window.project.recipe.seed,
        engine="reference",
    )
    data = prepare(window.project.data)
    shown = []
    for at in (FIRST, SampleAt(7), SampleAt(3, "validation")):
        choice.choose(at)
        part = data.train if at.part == "train" else data.validation
        network.forward({name: values[at.place : at.place + 1] for name, values in part.items()})
        for path, view in (("x", SampleOf("x", at)), ("conv1", FeatureMapsOf("conv1", at, 8))):
            qtbot.waitUntil(lambda view=view: readings.seen(view) is not None, timeout=30_000)
            found, wanted = readings.seen(view), network.output(path)[0]
            values = found.values if path == "x" else found.maps
            np.testing.assert_allclose(values, wanted[: len(values)], rtol=1e-4, atol=1e-5)
            shown.append(values)
    assert np.abs(shown[1] - shown[3]).max() > 0.01
