"""What is made by hand is asked for, and the answer shown is the observer's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from guinet.document.document import Document
from guinet.gui import theme
from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.sight import Sight
from guinet.gui.try_it.pad_trial import PadTrial
from guinet.gui.try_it.panel import TryItPanel
from guinet.gui.try_it.plane_trial import PlaneTrial
from guinet.gui.try_it.slider_trial import SliderTrial
from guinet.lens.scene import Scene
from guinet.lens.views.boundary import BoundaryOf
from guinet.lens.views.trial import FieldRangeOf, RawSampleOf, TrialOf
from guinet.project.examples import open_example
from tests.gui.fakes import FakeClient
from tests.gui.painted import painted_words
from tests.lens.conftest import example_scene


class Desk:
    """A panel whose sight answers at once, from a scene in this process."""

    def __init__(self, qtbot: Any, name: str) -> None:
        self.scene: Scene = example_scene(name)
        self.editor = Editor(Document(open_example(name)))
        self.bridge = Bridge(self.editor, make_client=FakeClient)  # type: ignore[arg-type]
        self.sight = Sight(self.editor, self.bridge)
        self.asked: list[Any] = []
        self.held: list[Any] | None = None
        self.sight.ask = self._ask  # type: ignore[method-assign]
        self.sight.look = lambda owner, views: None  # type: ignore[method-assign]
        self.panel = TryItPanel(self.editor, self.bridge, self.sight)
        qtbot.addWidget(self.panel)
        self.panel.resize(300, 700)
        self.panel.show()
        for view in self.panel._views():
            self.sight.seen.emit(view, view.compute(self.scene))

    def _ask(self, view: Any, answer: Any) -> None:
        self.asked.append(view)
        if self.held is None:
            answer(view.compute(self.scene))
        else:
            self.held.append(lambda: answer(view.compute(self.scene)))


def draw(pad: Any, *places: tuple[int, int]) -> None:
    points = [QPoint(*place) for place in places]
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(pad, point)
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=points[-1])


def test_an_empty_pad_says_what_it_is_for(qtbot):
    pad = Desk(qtbot, "digits-cnn").panel.trial.pad
    assert [words for words, _ in painted_words(pad)] == ["Draw here"]
    pad.draw([(0.2, 0.2), (0.8, 0.8)])
    assert painted_words(pad) == []
    pad.undo()
    assert [words for words, _ in painted_words(pad)] == ["Draw here"]


def test_every_stroke_is_answered(qtbot):
    desk = Desk(qtbot, "digits-cnn")
    trial = desk.panel.trial
    assert isinstance(trial, PadTrial)
    assert trial.sample() is None
    assert "Draw" in desk.panel.answer.sure.text()
    square = trial.pad._square()
    left, top = int(square.left()), int(square.top())
    draw(trial.pad, (left + 60, top + 30), (left + 60, top + 150), (left + 110, top + 150))
    sample = trial.sample()
    assert sample is not None
    assert sample.shape == (1, 8, 8)
    assert 0 <= sample.min() < 1
    assert 14 < sample.max() <= 16
    wanted = TrialOf.of(sample).compute(desk.scene)
    answer = desk.panel.answer
    assert answer.said.text() == wanted.classes[wanted.said]
    lengths = [length for _, length, *_ in answer.bars.rows]
    np.testing.assert_allclose(lengths, wanted.shares, rtol=1e-6)
    assert len(desk.asked) >= 3
    trial.pad.undo()
    assert trial.sample() is None
    assert answer.said.text() == "–"


def test_the_right_button_erases_and_clear_can_be_undone(qtbot):
    desk = Desk(qtbot, "digits-cnn")
    pad = desk.panel.trial.pad
    square = pad._square()
    middle = square.center().toPoint()
    draw(pad, (middle.x() - 40, middle.y()), (middle.x() + 40, middle.y()))
    before = pad.coverage().sum()
    QTest.mouseClick(pad, Qt.MouseButton.RightButton, pos=middle)
    assert 0 < pad.coverage().sum() < before
    QTest.keyClick(pad, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert pad.coverage().sum() == before
    desk.panel.trial.clear.click()
    assert pad.is_empty
    desk.panel.trial.undo.click()
    assert pad.coverage().sum() == before


def test_one_question_at_a_time_and_the_newest_wins(qtbot):
    desk = Desk(qtbot, "iris")
    trial = desk.panel.trial
    desk.asked.clear()
    desk.held = []
    for value in (5.0, 5.5, 6.0, 6.5):
        trial.fields[0].setValue(value)
    assert len(desk.asked) == 1
    first, desk.held = desk.held[0], None
    first()
    assert len(desk.asked) == 2
    assert desk.asked[-1] == TrialOf.of(trial.sample(), slopes=True)
    assert trial.sample()[0] == 6.5


def test_sliders_begin_at_the_mean_and_follow_samples(qtbot):
    desk = Desk(qtbot, "iris")
    trial = desk.panel.trial
    assert isinstance(trial, SliderTrial)
    found = FieldRangeOf().compute(desk.scene)
    np.testing.assert_allclose(trial.sample(), found.mean, atol=0.01)
    trial.take.click()
    raw = RawSampleOf(0).compute(desk.scene)
    np.testing.assert_allclose(trial.sample(), raw.values, atol=0.01)
    assert raw.truth in trial.words.text()
    trial.sliders[2].setValue(200)
    assert trial.fields[2].value() == pytest.approx(found.high[2], abs=0.01)
    wanted = TrialOf.of(trial.sample(), slopes=True).compute(desk.scene)
    assert desk.panel.answer.said.text() == wanted.classes[wanted.said]
    largest = np.abs(wanted.slopes).argmax()
    assert abs(trial.slopes[largest].value) == pytest.approx(1.0)


def test_numbers_beside_sliders_have_room_to_be_read(qtbot, qapp):
    theme.apply_theme(qapp, theme.current())
    trial = Desk(qtbot, "iris").panel.trial
    assert isinstance(trial, SliderTrial)
    for field in trial.fields:
        line = field.lineEdit()
        needed = line.fontMetrics().horizontalAdvance(field.textFromValue(field.maximum()))
        assert line.width() >= needed + 4
        assert field.rect().contains(line.geometry())


def test_a_point_is_dragged_over_the_plane(qtbot):
    desk = Desk(qtbot, "two-moons")
    trial = desk.panel.trial
    assert isinstance(trial, PlaneTrial)
    surface = trial.surface
    field = BoundaryOf(64).compute(desk.scene)
    place = surface.place_of(np.array([field.xs[40], field.ys[10]])).toPoint()
    QTest.mouseClick(surface, Qt.MouseButton.LeftButton, pos=place)
    np.testing.assert_allclose(surface.point, [field.xs[40], field.ys[10]], atol=0.05)
    wanted = TrialOf.of(surface.point).compute(desk.scene)
    assert desk.panel.answer.said.text() == wanted.classes[wanted.said]
    before = surface.point.copy()
    surface.setFocus()
    QTest.keyClick(surface, Qt.Key.Key_Up)
    assert surface.point[1] > before[1]
    assert surface.point[0] == before[0]


def test_texts_are_sent_elsewhere(qtbot):
    desk = Desk(qtbot, "transformer")
    assert desk.panel.trial is None
    assert "Continued text" in desk.panel.empty.words
