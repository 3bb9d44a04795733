"""What is changed while a run goes on leaves a mark at its moment."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.document.document import Document
from guinet.gui import run_marks
from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.recipe_edits import choose_optimizer, edit_recipe
from guinet.gui.run_history import RunHistory
from guinet.gui.run_marks import Mark, RunMarks
from guinet.optim.cosine import Cosine
from guinet.optim.step_decay import StepDecay
from guinet.project.project import Project
from guinet.training.messages import Telemetry
from tests.gui.fakes import FakeClient, epoch
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


def test_a_setting_of_a_part_is_named_by_itself(marked: Marked) -> None:
    edit_recipe(marked.editor, "", "", schedule=StepDecay())
    marked.reach(4, 0.5)
    edit_recipe(marked.editor, "", "", schedule=StepDecay(gamma=0.25), restore_best=False)
    assert words(marked) == [(4.5, "gamma 0.5 → 0.25, restore best on → off")]
    edit_recipe(marked.editor, "", "", schedule=Cosine())
    assert words(marked)[-1] == (4.5, "schedule StepDecay → Cosine")


def test_a_run_that_goes_on_after_a_failure_keeps_the_marks_it_still_has(marked: Marked) -> None:
    marked.bridge.history = RunHistory(epoch(number) for number in range(1, 4))
    marked.bridge.restarted.emit()
    marked.reach(3, 0.5)
    marked.rate(0.02)
    for number in range(4, 8):
        marked.bridge.history.append(epoch(number))
    marked.reach(7, 0.25)
    edit_recipe(marked.editor, "", "", batch_size=7)
    marked.bridge.history.forget_after(6)
    marked.bridge.restarted.emit()
    assert [at for at, _ in words(marked)] == [3.5]
    marked.bridge.history = RunHistory(epoch(number) for number in range(1, 8))
    marked.bridge.restarted.emit()
    assert words(marked) == []


def test_in_a_real_run_marks_stand_where_the_recorded_curve_changes(qtbot) -> None:
    editor = Editor(Document(Project(graph=moons_graph(), data=MOONS)))
    edit_recipe(editor, "", "", learning_rate=0.01, epochs=100_000, workers=1)
    bridge = Bridge(editor)
    marks = RunMarks(editor, bridge)
    try:
        bridge.play()
        bridge.tell(lambda client: client.set_speed(400.0))
        qtbot.waitUntil(lambda: bridge.epochs_done >= 3, timeout=30_000)
        edit_recipe(editor, "Change learning rate", "", learning_rate=0.003)
        qtbot.waitUntil(lambda: bridge.history[-1].learning_rate == 0.003, timeout=30_000)
        edit_recipe(editor, "Change schedule", "", schedule=StepDecay(gamma=0.5, every=1))
        qtbot.waitUntil(lambda: bridge.history[-1].learning_rate < 0.003, timeout=30_000)
    finally:
        bridge.shutdown()
    first, second = marks.marks
    assert first.words == "rate 0.01 → 0.003"
    assert second.words == "schedule Constant → StepDecay"
    numbers, rates = bridge.history.learning_rates()
    assert list(numbers) == list(range(1, len(numbers) + 1)), "nothing began anew"
    # The rate of an epoch is that of its last step, so the one in which it changed has the new
    # one. What the window knows of a running epoch is a frame old.
    changed = int(numbers[np.argmax(rates == 0.003)])
    assert changed - 3 <= first.epoch <= changed
    changed = int(numbers[np.argmax(rates < 0.003)])
    assert changed - 1 <= second.epoch <= changed
    late = numbers >= changed
    np.testing.assert_allclose(rates[late], 0.003 * 0.5 ** (numbers[late] - 1))
    assert all(rates[~late & (numbers > first.epoch + 3)] == 0.003)


def test_a_change_that_brings_another_plan_stands_where_that_begins(marked: Marked) -> None:
    marked.reach(3, 0.5)
    edit_recipe(marked.editor, "", "", batch_size=7)
    marked.rate(0.5)
    marked.bridge.history = RunHistory(epoch(number) for number in range(1, 6))
    marked.bridge.prepared.emit(None)
    assert words(marked) == [(5.0, "batch 32 → 7"), (5.0, "rate 0.01 → 0.5")]
    assert marked.marks.by_moment == [Mark(5.0, "batch 32 → 7, rate 0.01 → 0.5")]
    marked.reach(9, 0.5)
    marked.bridge.prepared.emit(None)
    assert words(marked)[0] == (5.0, "batch 32 → 7")
