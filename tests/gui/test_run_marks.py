"""What is changed while a run goes on leaves a mark at its moment."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.document.document import Document
from guinet.gui import run_marks
from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.recipe_edits import choose_optimizer, edit_recipe
from guinet.gui.run_marks import RunMarks
from guinet.project.project import Project
from guinet.training.messages import Telemetry
from tests.gui.fakes import FakeClient
from tests.training.conftest import MOONS, moons_graph


class Marked:
    def __init__(self) -> None:
        self.editor = Editor(Document(Project(graph=moons_graph(), data=MOONS)))
        self.bridge = Bridge(self.editor, make_client=FakeClient)  # type: ignore[arg-type]
        self.marks = RunMarks(self.editor, self.bridge)

    def reach(self, epoch: int, fraction: float) -> None:
        nothing = np.zeros(0)
        frame = Telemetry(1, epoch, 9, 0.5, 0.1, 1.0, fraction, nothing, nothing, nothing)
        self.bridge.telemetry_frame = frame

    def rate(self, value: float) -> None:
        edit_recipe(self.editor, "Change learning rate", "", learning_rate=value)


@pytest.fixture
def marked(qapp) -> Marked:
    return Marked()


def words(marked: Marked) -> list[tuple[float, str]]:
    return [(mark.epoch, mark.words) for mark in marked.marks.marks]


def test_before_the_first_step_there_is_nothing_to_mark(marked: Marked) -> None:
    marked.rate(0.5)
    assert words(marked) == []


def test_each_change_has_its_moment(marked: Marked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_marks, "_TOGETHER_S", 0.0)
    before = marked.editor.project.recipe
    marked.reach(3, 0.25)
    marked.rate(0.02)
    marked.reach(7, 0.5)
    edit_recipe(marked.editor, "Change batch size", "", batch_size=7)
    choose_optimizer(marked.editor, "SGD")
    found = words(marked)
    assert found[0] == (3.25, f"rate {before.learning_rate:g} → 0.02")
    assert found[1] == (7.5, f"batch {before.batch_size} → 7")
    assert "optimizer" in found[2][1]


def test_a_slider_leaves_one_mark(marked: Marked) -> None:
    before = marked.editor.project.recipe.learning_rate
    marked.reach(2, 0.0)
    for value in (0.02, 0.03, 0.05):
        marked.rate(value)
    assert words(marked) == [(2.0, f"rate {before:g} → 0.05")]
    marked.rate(before)
    assert words(marked) == []


def test_a_reset_takes_the_marks_away(marked: Marked) -> None:
    marked.reach(2, 0.0)
    marked.rate(0.02)
    marked.bridge.restarted.emit()
    assert words(marked) == []
