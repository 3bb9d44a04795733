"""The recipe panel edits the recipe and draws the schedule from its own arithmetic."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from guinet.gui.elided import ElidedLabel
from guinet.gui.panels.recipe import RecipePanel
from guinet.gui.panels.schedule_plan import planned_rates
from guinet.gui.recipe_edits import edit_recipe
from guinet.gui.run_history import RunHistory
from guinet.optim import optimizers
from guinet.optim.cosine import Cosine
from guinet.optim.reduce_on_plateau import ReduceOnPlateau
from guinet.optim.sgd import SGD
from guinet.optim.step_decay import StepDecay
from guinet.training.messages import Notice, Prepared
from guinet.training.recipe import Recipe
from tests.gui.fakes import epoch

USUAL_WIDTH = 288


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
    for form in (*panel._forms, panel.run_form):
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


def test_a_penalty_is_stepped_up_from_nothing(panel, editor):
    box = panel.regularisation_form.editor("l2")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert editor.project.recipe.l2 == 0.0
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert editor.project.recipe.l2 == 1e-4
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert editor.project.recipe.l2 == pytest.approx(1.259e-4)


def test_zero_is_told_in_words_where_it_is_no_number(panel):
    beside = {
        name: panel.regularisation_form.editor(name).beside for name in ("l2", "clip_norm")
    } | {name: panel.run_form.editor(name).beside for name in ("workers", "epochs")}
    assert beside == {
        "l2": "",
        "clip_norm": "no limit",
        "workers": "automatic",
        "epochs": "epochs",
    }
    type_into(panel.regularisation_form.editor("clip_norm"), "2")
    type_into(panel.run_form.editor("workers"), "2")
    assert panel.regularisation_form.editor("clip_norm").beside == ""
    assert panel.run_form.editor("workers").beside == "processes"


def test_how_many_processes_there_are_is_told_where_the_recipe_does_not(
    panel, editor, bridge, client
):
    def prepare(workers):
        client.inbox.append(Prepared(1, (), (), {}, 32, 8, workers=workers))
        bridge.poll()
        return panel.processes.text()

    assert panel.processes.text() == ""
    bridge.prepare()
    assert prepare(1) == "This network is trained in 1 process."
    edit_recipe(editor, "", "", workers=2)
    assert prepare(2) == ""
    assert not panel.processes.isVisible()
    client.inbox.append(Notice("One is lost.", 1))
    bridge.poll()
    assert panel.processes.text() == "This network is trained in 1 process."


@pytest.mark.parametrize("width", [240, USUAL_WIDTH, 400])
@pytest.mark.parametrize("name", ["NAdam", "SGD"])
def test_all_is_seen_whatever_the_width(panel, editor, qtbot, width, name):
    edit_recipe(editor, "", "", optimizer=optimizers.get(name)(), schedule=ReduceOnPlateau())
    panel.resize(width, 640)
    formula = panel._formula
    qtbot.waitUntil(lambda: formula.height() >= formula.heightForWidth(formula.width()))
    words = panel._schedule_words
    qtbot.waitUntil(lambda: words.height() >= words.heightForWidth(words.width()))


@pytest.mark.parametrize("width", [240, USUAL_WIDTH])
def test_fields_stand_below_each_other_and_names_are_whole(panel, editor, qtbot, width):
    for name in optimizers.names():
        edit_recipe(editor, "", "", optimizer=optimizers.get(name)())
        panel.resize(width, 640)
        form = panel.optimizer_form
        settings = [f"optimizer.{inner}" for inner in optimizers.get(name).fields]

        def left(path, form=form):
            return form.editor(path).mapTo(form, QPoint(0, 0)).x()

        def aligned(settings=settings, left=left):
            return {left(path) for path in settings} == {left("optimizer")}

        qtbot.waitUntil(aligned)
        names = form.findChildren(ElidedLabel) if width == USUAL_WIDTH else []
        cut = [n.text() for n in names if n.fontMetrics().horizontalAdvance(n.text()) > n.width()]
        assert cut == []


def test_formulas_follow_the_settings(panel, editor):
    edit_recipe(editor, "", "", optimizer=SGD(momentum=0.9))
    assert panel._formula.formulas == SGD(momentum=0.9).formula.forward
    assert panel._formula.formulas != SGD.formula.forward


def test_a_schedule_that_follows_the_loss_says_which(panel, editor):
    edit_recipe(editor, "", "", schedule=ReduceOnPlateau())
    words = panel._schedule_words
    assert "validation loss" in words.text()
    assert "training loss" not in words.text()
    data = editor.project.data.replace(validation=0.0)
    editor.apply(lambda project: replace(project, data=data), "Change validation")
    assert "follows the training loss" in words.text()


def test_edits_elsewhere_are_shown(panel, editor):
    edit_recipe(editor, "", "", batch_size=17)
    assert panel.run_form.editor("batch_size").text() == "17"
    editor.document.undo()
    assert panel.run_form.editor("batch_size").text() == str(Recipe().batch_size)


def test_the_curve_is_the_schedule():
    recipe = Recipe(learning_rate=0.4, epochs=10, schedule=StepDecay(gamma=0.5, every=5))
    epochs, values = planned_rates(recipe)
    assert epochs[0] == 0
    assert epochs[-1] < 10
    np.testing.assert_allclose(values[epochs < 5], 0.4)
    np.testing.assert_allclose(values[epochs >= 5], 0.2)


def test_the_curve_shows_a_warm_up_within_its_epochs():
    recipe = Recipe(learning_rate=0.4, epochs=10, warm_up=2.5, schedule=Cosine())
    epochs, values = planned_rates(recipe)
    rise = values[epochs < 2.5]
    assert len(rise) > 50
    np.testing.assert_allclose(np.diff(rise), np.diff(rise)[0])
    assert values.max() == pytest.approx(0.4, rel=1e-3)
    assert np.all(np.diff(values[epochs > 2.5]) < 0)


def test_the_curve_of_a_plateau_shows_what_has_happened_and_then_stays():
    schedule = ReduceOnPlateau(patience=0)
    recipe = Recipe(learning_rate=0.4, epochs=10, warm_up=1, schedule=schedule)
    epochs, values = planned_rates(recipe)
    np.testing.assert_allclose(values[epochs >= 1], 0.4)
    losses = [5.0, 1.0, 1.0, 0.5, 0.5]
    done = [epoch(n, validation_loss=loss) for n, loss in enumerate(losses, 1)]
    taken = [recipe.learning_rate * recipe.rate_factor(n, losses=losses[:n]) for n in range(5)]
    history = RunHistory(replace(e, learning_rate=r) for e, r in zip(done, taken, strict=True))
    epochs, values = planned_rates(recipe, history)
    np.testing.assert_allclose(values[(epochs >= 1) & (epochs < 3)], 0.4)
    np.testing.assert_allclose(values[(epochs >= 3) & (epochs < 5)], 0.2)
    np.testing.assert_allclose(values[epochs >= 5], 0.1)


def test_the_curve_of_a_plateau_follows_the_run(panel, bridge, client, editor):
    edit_recipe(editor, "", "", schedule=ReduceOnPlateau(patience=0), epochs=30)
    bridge.prepare()
    client.inbox += [epoch(n, validation_loss=1.0) for n in range(1, 4)]
    bridge.poll()
    assert panel.curve._rates[-1] == pytest.approx(panel.curve._recipe.learning_rate / 4)


def test_the_curve_draws_without_a_run_and_within_one(panel, bridge, client, editor):
    edit_recipe(editor, "", "", schedule=StepDecay(every=10), epochs=30)
    still = panel.curve.grab().toImage()
    bridge.prepare()
    client.inbox += [epoch(n) for n in range(1, 16)]
    bridge.poll()
    assert panel.curve.grab().toImage() != still
