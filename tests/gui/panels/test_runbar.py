"""The run bar steers the run, shows how far it is, and says why it cannot run."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest

from guinet.graph.edits import disconnect
from guinet.gui import theme
from guinet.gui.panels.readings import Readings
from guinet.gui.panels.runbar import RunBar
from guinet.gui.recipe_edits import choose_optimizer, edit_recipe
from guinet.optim.adam import Adam
from guinet.optim.rmsprop import RMSprop
from guinet.optim.sgd import SGD
from guinet.training.messages import State, Telemetry
from tests.gui.fakes import epoch


@pytest.fixture
def bar(qtbot, editor, bridge):
    made = RunBar(editor, bridge)
    qtbot.addWidget(made)
    made.resize(1600, 48)
    made.show()
    return made


def click(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def telemetry(number=0, fraction=0.5, loss=0.7, rate=2310.0):
    nothing = np.zeros(0)
    return Telemetry(1, number, 5, loss, 0.01, rate, fraction, nothing, nothing, nothing)


def test_play_becomes_pause_and_back(bar, bridge, client):
    assert bar.play.text() == "Play"
    click(bar.play)
    bridge.poll()
    assert bar.play.text() == "Pause"
    click(bar.play)
    bridge.poll()
    assert bar.play.text() == "Play"
    assert client.names() == ["start", "watch", "play", "pause"]


def test_step_and_reset_do_what_they_say(bar, bridge, client):
    QTest.mouseClick(bar.step, Qt.MouseButton.LeftButton, pos=bar.step.rect().center() / 2)
    assert client.names()[-1] == "step"
    bar._step_epoch.trigger()
    assert client.names()[-1] == "step_epoch"
    bar._step_batch.trigger()
    assert client.names()[-1] == "step"
    click(bar.reset)
    assert client.names()[-1] == "reset"


def test_what_cannot_be_done_says_why(bar, editor):
    editor.apply_graph(lambda g: disconnect(g, g.edges[0]), "Cut")
    first = next(p for p in editor.problems if p.severity == "error")
    for control in (bar.play, bar.step, bar.reset):
        assert not control.isEnabled()
        assert first.message in control.toolTip()
    editor.document.undo()
    assert bar.play.isEnabled()
    assert "Ctrl+Enter" in bar.play.toolTip()


def test_the_speed_that_is_chosen_is_told_and_shown(bar, bridge, client):
    click(bar.play)
    bridge.poll()
    menu = bar.limit.menu(bar)
    (chosen,) = (action for action in menu.actions() if action.text() == "20 steps a second")
    chosen.trigger()
    menu.close()
    assert client.calls[-1] == ("set_speed", 20.0)
    assert bar.speed.toolTip().endswith("Now: 20 steps a second")
    bar.limit.choose(None)
    assert client.calls[-1] == ("set_speed", None)
    assert bar.speed.toolTip().endswith("Now: Full speed")


def test_a_running_network_can_always_be_paused(bar, editor, bridge):
    click(bar.play)
    bridge.poll()
    editor.apply_graph(lambda g: disconnect(g, g.edges[0]), "Cut")
    assert bar.play.isEnabled()
    assert bar.play.text() == "Pause"


def test_the_progress_counts_whole_epochs_and_the_bar_goes_on(bar, bridge, client, editor):
    edit_recipe(editor, "", "", epochs=40)
    assert (bar.progress.done, bar.progress.total) == (0, 40)
    bridge.play()
    client.inbox += [epoch(1), epoch(2)]
    client.frame = telemetry(2, 0.5)
    bridge.poll()
    assert (bar.progress.done, bar.progress.total) == (2, 40)
    assert bar.progress.fraction == pytest.approx(2.5 / 40)


def test_a_run_played_on_after_its_end_counts_on(bar, bridge, client, editor):
    edit_recipe(editor, "", "", epochs=3)
    bridge.prepare()
    client.inbox += [epoch(n) for n in (1, 2, 3)] + [State("finished", 3, 30)]
    bridge.poll()
    assert (bar.progress.done, bar.progress.total) == (3, 3)
    client.inbox += [State("running", 3, 30), epoch(4)]
    bridge.poll()
    assert (bar.progress.done, bar.progress.total) == (4, 6)
    client.inbox += [epoch(5), epoch(6), State("finished", 6, 60)]
    bridge.poll()
    assert (bar.progress.done, bar.progress.total) == (6, 6)
    assert bar.progress.fraction == 1.0


def test_key_numbers_are_those_of_the_last_epoch(bar, bridge, client):
    numbers = bar._readings
    assert numbers.train.text == "–"
    bridge.play()
    client.frame = telemetry(loss=0.6931)
    bridge.poll()
    assert numbers.train.text == "0.6931"
    client.inbox += [epoch(1, 0.06037, 0.1228, train_accuracy=0.99, validation_accuracy=0.95)]
    client.frame = telemetry(1, loss=9.0)
    bridge.poll()
    assert numbers.train.text == "0.06037"
    assert numbers.validation.text == "0.1228"
    assert (numbers.score.caption, numbers.score.text) == ("Accuracy", "95.0 %")
    assert numbers.speed.text == "2.31k steps/s"
    client.inbox += [epoch(2, 0.05, 0.1, train_r2=0.5, validation_r2=0.25)]
    bridge.poll()
    assert (numbers.score.caption, numbers.score.text) == ("R²", "0.2500")


def test_numbers_keep_their_width(bar, bridge, client):
    widths = [reading.width() for reading in (bar._readings.train, bar._readings.score)]
    client.inbox += [epoch(1, 123.456, 1e-9, validation_accuracy=1.0)]
    bridge.prepare()
    bridge.poll()
    assert [r.width() for r in (bar._readings.train, bar._readings.score)] == widths


def test_the_learning_rate_by_number_and_by_slider(bar, editor):
    bar.rate.setFocus()
    bar.rate.selectAll()
    QTest.keyClicks(bar.rate, "0.1")
    QTest.keyClick(bar.rate, Qt.Key.Key_Return)
    assert editor.project.recipe.learning_rate == 0.1
    assert bar.slider.value() == -50
    bar.slider.setFocus()
    QTest.keyClick(bar.slider, Qt.Key.Key_PageDown)
    assert editor.project.recipe.learning_rate == pytest.approx(0.01)
    assert bar.rate.text() == "0.01"
    QTest.keyClick(bar.slider, Qt.Key.Key_Left)
    editor.document.undo()  # all of it is one step
    assert editor.project.recipe.learning_rate == type(editor.project.recipe)().learning_rate


def test_a_learning_rate_beyond_the_slider_is_kept(bar, editor):
    edit_recipe(editor, "", "", learning_rate=500.0)
    assert bar.rate.text() == "500"
    assert editor.project.recipe.learning_rate == 500.0


def test_a_wrong_batch_is_refused_in_words(bar, editor):
    before = editor.project.recipe.batch_size
    bar.batch.setFocus()
    bar.batch.selectAll()
    QTest.keyClicks(bar.batch, "0")
    QTest.keyClick(bar.batch, Qt.Key.Key_Return)
    assert editor.project.recipe.batch_size == before
    assert bar.batch.property("invalid")
    assert "at least 1" in bar.batch.toolTip()
    bar.batch.selectAll()
    QTest.keyClicks(bar.batch, "16")
    QTest.keyClick(bar.batch, Qt.Key.Key_Return)
    assert editor.project.recipe.batch_size == 16
    assert not bar.batch.property("invalid")


def test_the_optimizer_brings_its_usual_learning_rate_unless_one_was_chosen(bar, editor):
    edit_recipe(editor, "", "", optimizer=Adam(), learning_rate=Adam.default_learning_rate)
    choose_optimizer(editor, "SGD")
    assert editor.project.recipe.optimizer == SGD()
    assert editor.project.recipe.learning_rate == SGD.default_learning_rate
    edit_recipe(editor, "", "", learning_rate=0.2)
    bar.optimizer.setFocus()
    QTest.keyClick(bar.optimizer, Qt.Key.Key_Up)
    assert editor.project.recipe.optimizer == RMSprop()
    assert editor.project.recipe.learning_rate == 0.2


def test_a_narrow_bar_leaves_out_captions_before_controls(bar):
    for width in (1600, 1280, 1000, 800, 700):
        bar.resize(width, 48)
        shown = [w for w in (bar.play, bar.rate, bar._readings.train) if w.isVisible()]
        assert len(shown) == 3
        assert bar.layout().minimumSize().width() <= width
    assert not bar._captions[0].isVisible()


def test_huge_numbers_lose_digits_rather_than_their_sign(qtbot, bridge, client):
    readings = Readings(bridge)
    qtbot.addWidget(readings)
    bridge.prepare()
    client.inbox = [epoch(1, 1.4541e21, 5.7601e-31, validation_r2=-3.7996e31)]
    bridge.poll()
    metrics = QFontMetricsF(theme.font(15, 600, tabular=True))
    for reading in (readings.train, readings.validation, readings.score):
        assert metrics.horizontalAdvance(reading.text) <= reading.width()
    assert readings.score.text.startswith("−3.8")
    client.inbox = [epoch(2, 0.25, 0.5, validation_r2=0.875)]
    bridge.poll()
    assert (readings.train.text, readings.score.text) == ("0.2500", "0.8750")
