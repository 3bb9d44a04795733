"""The recipe panel edits the recipe and draws the schedule from its own arithmetic."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from guinet.gui.panels.recipe import RecipePanel
from guinet.gui.panels.schedule_curve import rates
from guinet.gui.recipe_edits import edit_recipe
from guinet.optim.step_decay import StepDecay
from guinet.training.recipe import Recipe


@pytest.fixture
def panel(qtbot, editor, bridge):
    made = RecipePanel(editor, bridge)
    qtbot.addWidget(made)
    made.resize(280, 640)
    made.show()
    return made


def type_into(line, text):
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def test_every_setting_of_the_recipe_is_there_once(panel):
    shown = []
    for form in (panel.optimizer_form, panel.rate_form, panel.run_form):
        shown += list(form._rows._fields)
    assert sorted(shown) == sorted(Recipe.fields)


def test_settings_are_edited(panel, editor):
    type_into(panel.run_form.editor("epochs"), "7")
    type_into(panel.run_form.editor("seed"), "3")
    type_into(panel.rate_form.editor("learning_rate"), "0.5")
    recipe = editor.project.recipe
    assert (recipe.epochs, recipe.seed, recipe.learning_rate) == (7, 3, 0.5)


def test_a_schedule_is_chosen_and_set(panel, editor):
    box = panel.rate_form.editor("schedule")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_End)
    assert editor.project.recipe.schedule == StepDecay()
    type_into(panel.rate_form.editor("schedule.every"), "4")
    assert editor.project.recipe.schedule == StepDecay(every=4)


def test_choosing_an_optimizer_shows_what_it_does(panel, editor):
    box = panel.optimizer_form.editor("optimizer")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_End)
    assert editor.project.recipe.optimizer.type_name() == "SGD"
    assert panel._formula.formulas == type(editor.project.recipe.optimizer).formula.forward
    type_into(panel.optimizer_form.editor("optimizer.momentum"), "0.9")
    assert editor.project.recipe.optimizer.momentum == 0.9


def test_edits_elsewhere_are_shown(panel, editor):
    edit_recipe(editor, "", "", batch_size=17)
    assert panel.run_form.editor("batch_size").text() == "17"
    editor.document.undo()
    assert panel.run_form.editor("batch_size").text() == str(Recipe().batch_size)


def test_the_curve_is_the_schedule():
    recipe = Recipe(learning_rate=0.4, epochs=10, schedule=StepDecay(gamma=0.5, every=5))
    epochs, values = rates(recipe)
    assert epochs[0] == 0
    assert epochs[-1] < 10
    np.testing.assert_allclose(values[epochs < 5], 0.4)
    np.testing.assert_allclose(values[epochs >= 5], 0.2)


def test_the_curve_draws_without_a_run_and_within_one(panel, bridge, client, editor):
    edit_recipe(editor, "", "", schedule=StepDecay(every=10), epochs=30)
    still = panel.curve.grab().toImage()
    from tests.gui.fakes import epoch

    bridge.prepare()
    client.inbox += [epoch(n) for n in range(1, 16)]
    bridge.poll()
    assert panel.curve.grab().toImage() != still
