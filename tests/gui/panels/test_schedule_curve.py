"""Points of the drawn learning rate are dragged; what is read off is what training uses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from guinet.gui.panels.recipe import RecipePanel
from guinet.gui.panels.schedule_plan import used_rates
from guinet.gui.recipe_edits import edit_recipe
from guinet.gui.run_marks import RunMarks
from guinet.optim.constant import Constant
from guinet.optim.cosine import Cosine
from guinet.optim.one_cycle import OneCycle
from guinet.optim.step_decay import StepDecay
from guinet.training.grips import grips
from guinet.training.messages import Epoch, Prepared, State, Telemetry

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


@pytest.fixture
def panel(qtbot, editor, bridge):
    made = RecipePanel(editor, bridge, RunMarks(editor, bridge))
    qtbot.addWidget(made)
    made.resize(280, 900)
    edit_recipe(
        editor, "", "", learning_rate=0.1, epochs=40, schedule=StepDecay(gamma=0.5, every=20)
    )
    made.show()
    return made


@pytest.fixture
def curve(panel):
    return panel.curve


def mouse(curve, kind, at, button=LEFT):
    held = NONE if kind == QEvent.Type.MouseButtonRelease else button
    place = QPointF(at)
    event = QMouseEvent(
        kind, place, curve.mapToGlobal(place), button, held, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(curve, event)


def place_of(curve, path):
    return curve.axes.place(
        next(g for g in grips(curve.shown, curve.axes.epochs) if g.path == path)
    )


def press(curve, path):
    at = place_of(curve, path)
    mouse(curve, QEvent.Type.MouseButtonPress, at)
    return at


def move(curve, at):
    mouse(curve, QEvent.Type.MouseMove, at)


def let_go(curve, at):
    mouse(curve, QEvent.Type.MouseButtonRelease, at)


def test_a_point_dragged_two_ways_is_one_edit(curve, editor):
    before = editor.project.recipe
    axes = curve.axes
    start = press(curve, "schedule.gamma")
    assert (start - axes.point(20, 0.05)).manhattanLength() < 0.5
    target = axes.point(10, 0.02)
    for part in (0.3, 0.6, 1.0):
        move(curve, start + (target - start) * part)
        assert editor.project.recipe == before, "nothing is edited before the release"
    assert curve.shown.schedule == StepDecay(gamma=0.2, every=10)
    let_go(curve, target)
    assert editor.project.recipe == before.replace(schedule=StepDecay(gamma=0.2, every=10))
    assert curve.shown == editor.project.recipe
    editor.document.undo()
    assert editor.project.recipe == before
    editor.document.redo()
    assert editor.project.recipe.schedule == StepDecay(gamma=0.2, every=10)


def test_the_label_of_the_edit_names_what_was_dragged(curve, editor):
    at = press(curve, "schedule.gamma")
    let = at + QPointF(0.0, 12.0)
    move(curve, let)
    let_go(curve, let)
    assert editor.project.recipe.schedule.every == 20, "a drag downwards moves nothing sideways"
    assert editor.document.undo_label == "Drag gamma"


def test_while_it_is_dragged_curve_and_fields_show_what_would_be(panel, curve, editor):
    still = curve._rates.copy()
    start = press(curve, "learning_rate")
    move(curve, start + (curve.axes.point(0, 0.15) - curve.axes.point(0, 0.1)))
    assert curve.shown.learning_rate == 0.15
    np.testing.assert_allclose(curve._rates, still * 1.5)
    assert panel.rate_form.editor("learning_rate").text() == "0.15"
    assert curve.caption == "learning rate 0.15, warm up 0 epochs"
    assert editor.project.recipe.learning_rate == 0.1


@pytest.mark.parametrize("how", ["esc", "hide", "edit"])
def test_a_drag_is_given_up(panel, curve, editor, how):
    start = press(curve, "schedule.every")
    move(curve, start + QPointF(-30.0, 10.0))
    assert panel.rate_form.editor("schedule.every").text() != "20"
    if how == "esc":
        event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Escape, Qt.KeyboardModifier(0))
        event.ignore()
        QApplication.sendEvent(curve, event)
        assert event.isAccepted(), "or the window would take the key"
        QTest.keyClick(curve, Qt.Key.Key_Escape)
    elif how == "hide":
        panel.hide()
    else:
        edit_recipe(editor, "Elsewhere", "", batch_size=7)
    let_go(curve, start)
    assert editor.project.recipe.schedule == StepDecay(gamma=0.5, every=20)
    assert curve.shown == editor.project.recipe
    assert panel.rate_form.editor("schedule.every").text() == "20"
    np.testing.assert_allclose(curve._rates[curve._epochs < 20], 0.1)


def test_a_click_without_a_drag_edits_nothing(curve, editor):
    label = editor.document.undo_label
    at = press(curve, "schedule.gamma")
    let_go(curve, at)
    move(curve, at + QPointF(20.0, 5.0))
    assert editor.document.undo_label == label


def test_elsewhere_nothing_is_taken_hold_of(curve, editor):
    before = editor.project.recipe
    at = curve.axes.point(33, 0.09)
    mouse(curve, QEvent.Type.MouseButtonPress, at)
    move(curve, at + QPointF(-30.0, 30.0))
    let_go(curve, at)
    assert editor.project.recipe == before


def test_the_cursor_tells_the_direction(curve, editor):
    edit_recipe(editor, "", "", schedule=Cosine(floor=0.2))
    move(curve, place_of(curve, "schedule.floor"))
    assert curve.cursor().shape() == Qt.CursorShape.SizeVerCursor
    edit_recipe(editor, "", "", schedule=OneCycle())
    move(curve, place_of(curve, "schedule.rise"))
    assert curve.cursor().shape() == Qt.CursorShape.SizeAllCursor
    assert curve.caption == "learning rate 0.1, rise 0.3"
    move(curve, curve.axes.plot.center() + QPointF(9.0, 20.0))
    assert curve.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_pointing_reads_off_what_is_planned(curve):
    move(curve, curve.axes.point(30.0, 0.09))
    assert curve.caption == "epoch 30.0: 0.0500"
    move(curve, curve.axes.point(10.0, 0.02))
    assert curve.caption == "epoch 10.0: 0.100"


def run_to(bridge, client, rates, fraction=0.0):
    """Let a run have epochs of eight steps with these rates in their last step."""
    bridge.play()
    client.inbox.append(State("running", 0, 0))
    client.inbox.append(Prepared(1, (), (), {}, 256, 8))
    for number, rate in enumerate(rates, 1):
        losses = {"train_loss": 0.5, "validation_loss": 0.5}
        client.inbox.append(Epoch(number, losses, rate, 0.1))
    if fraction:
        nothing = np.zeros(0)
        client.frame = Telemetry(
            1, len(rates), 9, 0.5, 0.025, 1.0, fraction, nothing, nothing, nothing
        )
    bridge.poll()


def test_what_was_used_lies_over_the_plan(curve, bridge, client, editor):
    edit_recipe(editor, "", "", batch_size=32)
    run_to(bridge, client, [0.2] * 4 + [0.1] * 6, fraction=0.5)
    epochs, rates = used_rates(bridge, editor.project.recipe)
    np.testing.assert_allclose(epochs, [*(n - 1 / 8 for n in range(1, 11)), 10.5 - 1 / 8])
    np.testing.assert_allclose(rates, [0.2] * 4 + [0.1] * 6 + [0.025])
    np.testing.assert_array_equal(curve._used[0], epochs)
    assert curve.caption == "now 0.0250"
    move(curve, curve.axes.point(2.4, 0.01))
    assert curve.caption == "2.4: used 0.200, plan 0.100"
    move(curve, curve.axes.point(7.4, 0.01))
    assert curve.caption == "epoch 7.4: 0.100"
    assert curve.axes.highest == 0.2


def test_another_rate_is_told_before_the_moment_moves_by_a_pixel(curve, bridge, client, editor):
    edit_recipe(editor, "", "", batch_size=32, epochs=8000, schedule=Constant())
    run_to(bridge, client, [0.1] * 3, fraction=0.25)
    assert curve.caption == "now 0.0250"
    client.frame = replace(bridge.telemetry_frame, epoch_fraction=0.5, learning_rate=0.07)
    bridge.poll()
    assert curve.caption == "now 0.0700"


def test_the_present_moment_is_drawn_where_it_is(curve, bridge, client, editor):
    edit_recipe(editor, "", "", batch_size=32)
    run_to(bridge, client, [0.1] * 10, fraction=0.5)
    at = curve.axes.point(10.5 - 1 / 8, 0.025).toPoint()
    before = curve.grab().toImage().pixelColor(at)
    run_to(bridge, client, [])
    client.inbox += [Epoch(n, {"train_loss": 0.5}, 0.1, 0.1) for n in range(11, 31)]
    bridge.poll()
    assert curve.grab().toImage().pixelColor(at) != before


def test_a_run_played_on_after_its_end_is_planned_as_long_again(curve, bridge, client, editor):
    edit_recipe(editor, "", "", epochs=10, schedule=Cosine())
    run_to(bridge, client, [0.1] * 12)
    assert curve.axes.epochs == 20
    np.testing.assert_allclose(curve._rates[0], 0.1)
    assert curve._rates[-1] < 1e-3
    floor = next(g for g in grips(curve.shown, curve.axes.epochs) if g.path == "schedule.floor")
    assert floor.epoch == 20


def test_marks_are_drawn_at_their_moment(panel, curve, bridge, client, editor):
    run_to(bridge, client, [0.1] * 12, fraction=0.5)
    edit_recipe(editor, "", "", l2=0.1)
    marks = curve._marks.marks
    assert [(mark.epoch, mark.words) for mark in marks] == [(12.5, "l2 0 → 0.1")]
    with_mark = curve.grab().toImage()
    marks.clear()
    without = curve.grab().toImage()
    width, height = without.width(), without.height()
    differ = {
        x
        for x in range(width)
        for y in range(height)
        if with_mark.pixel(x, y) != without.pixel(x, y)
    }
    at = curve.axes.point(12.5, 0.0).x()
    assert differ
    assert all(abs(x - at) <= 1.5 for x in differ)


def dragged(curve, path, epoch, rate):
    """Drag a point to a learning rate on the axes as they are."""
    start, target = place_of(curve, path), curve.axes.point(epoch, rate)
    mouse(curve, QEvent.Type.MouseButtonPress, start)
    move(curve, start + (target - start) * 0.4)
    move(curve, target)
    let_go(curve, target)


@pytest.mark.parametrize("log", [False, True], ids=["linear", "log"])
def test_a_point_comes_to_where_it_is_dragged_on_both_axes(curve, editor, log):
    edit_recipe(editor, "", "", schedule=StepDecay(gamma=0.1, every=20))
    curve.logarithmic.setChecked(log)
    start = editor.project.recipe
    for gamma in (0.31, 0.16, 0.73):
        dragged(curve, "schedule.gamma", 12, gamma * 0.1)
        assert editor.project.recipe.schedule == StepDecay(gamma=gamma, every=12)
        edit_recipe(editor, "", "", schedule=start.schedule)
    dragged(curve, "learning_rate", 0, 0.042)
    assert editor.project.recipe == start.replace(learning_rate=0.042)


def test_the_logarithmic_axis_gives_each_decade_the_same_room(curve, editor):
    edit_recipe(editor, "", "", learning_rate=0.1, schedule=StepDecay(gamma=0.01, every=20))
    linear = curve.axes
    assert linear.lowest == 0.0
    assert curve.axes.rate(linear.plot.bottom()) == 0.0
    QTest.mouseClick(curve.logarithmic, LEFT)
    axes = curve.axes
    assert (axes.lowest, axes.highest) == pytest.approx((1e-3, 0.1))
    assert axes.point(0, 0.01).y() == pytest.approx(axes.plot.center().y())
    for rate in (0.1, 0.02, 1.7e-3):
        assert axes.rate(axes.point(0, rate).y()) == pytest.approx(rate)
    QTest.mouseClick(curve.logarithmic, LEFT)
    assert curve.axes == linear


def test_far_decades_are_reached_and_below_them_lies_zero(curve, editor):
    edit_recipe(editor, "", "", learning_rate=0.1, schedule=Cosine())
    curve.logarithmic.setChecked(True)
    axes = curve.axes
    assert axes.lowest == pytest.approx(1e-6), "it ends at 0, which no decade reaches"
    assert axes.plot.contains(place_of(curve, "schedule.floor") - QPointF(1.0, 1.0))
    dragged(curve, "schedule.floor", 40, 2e-6)
    assert editor.project.recipe.schedule.floor == pytest.approx(2e-5)
    dragged(curve, "schedule.floor", 40, 1e-9)
    assert editor.project.recipe.schedule.floor == 0.0
    dragged(curve, "learning_rate", 0, 3e-5)
    assert editor.project.recipe.learning_rate == 3e-5, "not held at a thousandth"
