"""Runs are kept, compared, and taken up again, with the real training process."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow
from pytestqt.qtbot import QtBot
from sklearn.metrics import accuracy_score

from guinet.core.types import Array
from guinet.data.prepare import prepare
from guinet.document.document import Document
from guinet.document.runs import Kept, Run, RunList
from guinet.engine.network import Network
from guinet.gui import format as fmt
from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.plots.desk import Desk
from guinet.gui.plots.tiles.loss import LossTile
from guinet.gui.plots.tiles.metric import MetricTile
from guinet.gui.run_history import RunHistory
from guinet.gui.runs.log import RunLog
from guinet.gui.runs.panel import RunsPanel
from guinet.gui.runs.table import COLUMNS
from guinet.gui.sight import Sight
from guinet.project.project import Project
from guinet.training.loop import run as train
from guinet.training.messages import Epoch, Snapshot
from guinet.training.recipe import Recipe
from tests.training.conftest import MOONS, moons_graph

RECIPE = Recipe(epochs=5, batch_size=32, learning_rate=0.05, seed=3, workers=1)


class Kitchen:
    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        project = Project(graph=moons_graph(), data=MOONS, recipe=RECIPE)
        self.editor = Editor(Document(project))
        self.bridge = Bridge(self.editor)
        self.log = RunLog(self.editor, self.bridge)
        self.panel = RunsPanel(self.log)
        qtbot.addWidget(self.panel)
        self.panel.resize(1100, 220)
        self.panel.show()

    def train(self) -> None:
        self.bridge.play()
        bridge = self.bridge
        self.qtbot.waitUntil(
            lambda: bridge.epochs_done == 5 and bridge.run_state == "finished", timeout=30_000
        )

    def choose(self, number: int) -> None:
        self.panel.refresh()
        row = self.panel.table._numbers.index(number)
        index = self.panel.sorted.mapFromSource(self.panel.table.index(row, 0))
        self.panel.view.setCurrentIndex(index)


@pytest.fixture
def kitchen(qtbot: QtBot) -> Iterator[Kitchen]:
    made = Kitchen(qtbot)
    yield made
    made.bridge.shutdown()


def headless(recipe: Recipe) -> tuple[list[Epoch], Snapshot]:
    messages = list(train(moons_graph(), MOONS, recipe))
    last = next(m for m in messages if isinstance(m, Snapshot))
    return [m for m in messages if isinstance(m, Epoch)], last


def test_each_reset_begins_a_row(kitchen: Kitchen) -> None:
    assert "No runs yet" in kitchen.panel.empty.words
    kitchen.train()
    epochs, last = headless(RECIPE)
    (first,) = kitchen.log.runs
    assert first.epochs == 5
    assert first is kitchen.log.current
    assert first.last is not None
    assert first.last.metrics == epochs[-1].metrics
    assert first.best_loss == min(e.judged_loss for e in epochs)
    assert first.last_kept is not None
    for name, array in last.weights.items():
        np.testing.assert_array_equal(first.last_kept.weights[name], array)
    x, y = first.curves["validation_loss"]
    np.testing.assert_array_equal(y, [e.metrics["validation_loss"] for e in epochs])
    np.testing.assert_array_equal(x, [1, 2, 3, 4, 5])
    kitchen.bridge.reset()
    assert kitchen.log.current is None
    kitchen.train()
    assert [run.number for run in kitchen.log.runs] == [1, 2]
    assert kitchen.log.runs[0] is first


def test_all_epochs_are_gone_through_when_somebody_asks_not_in_every_frame(
    kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    curve = RunHistory.curve

    def counted(history: RunHistory, name: str) -> tuple[Array, Array]:
        asked.append(name)
        return curve(history, name)

    monkeypatch.setattr(RunHistory, "curve", counted)
    kitchen.panel.hide()
    kitchen.train()
    assert kitchen.log.numbers == [1]
    assert not asked
    kitchen.bridge.reset()  # the run that is over is summed up before its epochs are gone
    (first,) = kitchen.log.runs
    assert sorted(asked) == sorted(first.curves)
    assert len(first.curves["train_loss"][0]) == 5


def test_the_best_weights_are_those_of_the_best_epoch(kitchen: Kitchen) -> None:
    kitchen.train()
    epochs, _ = headless(RECIPE)
    best = min(epochs, key=lambda epoch: epoch.judged_loss).epoch
    _, wanted = headless(RECIPE.replace(epochs=best))
    kept = kitchen.log.runs[0].best_kept
    assert kept is not None
    assert kept.epoch == best
    for name, array in wanted.weights.items():
        np.testing.assert_array_equal(kept.weights[name], array)


def test_a_run_is_taken_up_from_its_weights_and_its_epoch(kitchen: Kitchen) -> None:
    kitchen.train()
    kept = kitchen.log.runs[0].last_kept
    assert kept is not None
    kitchen.bridge.reset()
    kitchen.log.take_up(1, best=False)
    snapshot = kitchen.bridge.last_snapshot
    assert snapshot is not None
    assert snapshot.epoch == 5
    kitchen.bridge.play()
    kitchen.qtbot.waitUntil(lambda: kitchen.bridge.epochs_done > 5, timeout=30_000)
    kitchen.qtbot.waitUntil(lambda: len(kitchen.log.runs) == 2, timeout=30_000)
    second = kitchen.log.runs[1]
    assert second.name == "Run 1, last weights"
    assert second.last is not None
    assert second.last.epoch > 5
    # It went on from where the first one was, not from fresh weights.
    first_fresh, _ = headless(RECIPE.replace(epochs=1))
    assert (
        kitchen.bridge.history[1].metrics["train_loss"]
        < 0.8 * (first_fresh[0].metrics["train_loss"])
    )


def test_another_recipe_is_remembered_and_opened_again(kitchen: Kitchen) -> None:
    kitchen.train()
    kitchen.bridge.reset()
    kitchen.editor.apply(lambda p: replace(p, recipe=p.recipe.replace(seed=9)), "Change seed")
    kitchen.train()
    assert [run.project.recipe.seed for run in kitchen.log.runs] == [3, 9]
    kitchen.choose(1)
    kitchen.panel.buttons["recipe"].click()
    assert kitchen.editor.project.recipe == RECIPE
    assert kitchen.editor.document.undo_label == "Recipe of Run 1"


def test_names_notes_ticks_and_the_table(kitchen: Kitchen) -> None:
    kitchen.train()
    kitchen.panel.refresh()
    table = kitchen.panel.table
    assert table.setData(table.index(0, 1), "Baseline")
    assert table.setData(table.index(0, 13), "small steps, calm")
    overlays: list[int] = []
    kitchen.log.overlays_changed.connect(lambda: overlays.append(1))
    table.setData(table.index(0, 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert kitchen.log.overlaid == {1}
    assert overlays
    rows = list(csv.reader(io.StringIO(kitchen.panel.table_text())))
    assert rows[1][1] == "baseline"
    run = kitchen.log.runs[0]
    assert run.last is not None
    assert float(rows[1][3]) == run.last.metrics["train_loss"]
    assert run.notes == "small steps, calm"
    assert not kitchen.panel.buttons["remove"].isEnabled()
    kitchen.bridge.reset()
    kitchen.choose(1)
    assert kitchen.panel.buttons["remove"].isEnabled()
    kitchen.panel.buttons["remove"].click()
    assert len(kitchen.log.runs) == 0


def test_each_cell_says_what_the_run_did(kitchen: Kitchen) -> None:
    kitchen.train()
    kitchen.panel.refresh()
    epochs, last = headless(RECIPE)
    metrics = epochs[-1].metrics
    table = kitchen.panel.table
    shown = {column.title: table.index(0, place).data() for place, column in enumerate(COLUMNS)}
    prepared = prepare(MOONS)
    network = Network(moons_graph(), prepared.fields, 80, engine="reference")
    network.set_weights(last.weights)
    network.set_state(last.state)
    said = network.predict(prepared.validation, ["out"])["out"].argmax(axis=1)
    right = accuracy_score(prepared.validation["y"], said)
    wanted = {
        "#": "1",
        "Run": "Run 1",
        "Epochs": "5",
        "Train loss": fmt.number(metrics["train_loss"]),
        "Validation": fmt.number(metrics["validation_loss"]),
        "Best loss": fmt.number(min(epoch.metrics["validation_loss"] for epoch in epochs)),
        "Score": fmt.percent(float(right)),
        "Optimizer": "Adam",
        "Rate": "0.05",
        "Batch": "32",
        "Seed": "3",
        "Notes": "",
    }
    assert {title: shown[title] for title in wanted} == wanted
    assert set(shown) - set(wanted) == {"Computing (s)", "Began"}
    took = sum(epoch.seconds for epoch in kitchen.bridge.history)
    assert shown["Computing (s)"] == fmt.number(took, 3)


def test_titles_say_on_hover_what_they_leave_open(kitchen: Kitchen) -> None:
    titles = [column.title for column in COLUMNS]
    said = {
        title: kitchen.panel.table.headerData(
            place, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole
        )
        for place, title in enumerate(titles)
    }
    assert "Tick a run" in said["#"]
    assert "Seconds that its epochs took to compute" in said["Computing (s)"]
    assert "pauses" in said["Computing (s)"]
    assert said["Seed"] is None


def test_a_ticked_run_is_drawn_over_the_present_one(kitchen: Kitchen) -> None:
    desk = Desk(
        kitchen.editor, kitchen.bridge, Sight(kitchen.editor, kitchen.bridge), runs=kitchen.log
    )
    tile = LossTile(desk)
    kitchen.qtbot.addWidget(tile)
    kitchen.train()
    kitchen.bridge.reset()
    kitchen.log.overlay(1, True)
    tile.show_surroundings()
    epochs, _ = headless(RECIPE)
    (guest,) = tile.plot._guests
    x, y = guest.getOriginalDataset()
    np.testing.assert_array_equal(x, [1, 2, 3, 4, 5])
    np.testing.assert_array_equal(y, [epoch.metrics["validation_loss"] for epoch in epochs])
    assert guest.name() == "Run 1"
    kitchen.log.overlay(1, False)
    tile.show_surroundings()
    assert not tile.plot._guests


def test_a_ticked_run_lies_over_the_metric_from_its_first_epoch_on(kitchen: Kitchen) -> None:
    desk = Desk(
        kitchen.editor, kitchen.bridge, Sight(kitchen.editor, kitchen.bridge), runs=kitchen.log
    )
    tile = MetricTile(desk)
    kitchen.qtbot.addWidget(tile)
    kitchen.train()
    kitchen.bridge.reset()
    kitchen.log.overlay(1, True)
    tile.show_surroundings()
    assert not tile.plot._guests  # which metric is not known yet
    kitchen.bridge.play()
    kitchen.qtbot.waitUntil(lambda: kitchen.bridge.epochs_done > 0, timeout=30_000)
    tile.refresh()
    (guest,) = tile.plot._guests
    epochs, _ = headless(RECIPE)
    _, y = guest.getOriginalDataset()
    np.testing.assert_array_equal(y, [epoch.metrics["validation_accuracy"] for epoch in epochs])


def test_old_weights_make_room() -> None:
    runs = RunList(most=4, most_bytes=1000)
    project = Project(graph=moons_graph(), data=MOONS, recipe=RECIPE)
    for number in range(1, 7):
        kept = Kept({"w": np.zeros(100, np.float32)}, {}, 1, 1)
        from datetime import datetime

        began = datetime(2020, 1, 1, tzinfo=None)
        runs.put(Run(number, f"Run {number}", began, project, last_kept=kept))
    assert [run.number for run in runs] == [3, 4, 5, 6]
    assert [run.last_kept is not None for run in runs] == [False, False, True, True]


def test_behind_a_tab_the_table_costs_nothing(kitchen: Kitchen, qtbot: QtBot) -> None:
    window, docks = QMainWindow(), [QDockWidget("Plots"), QDockWidget("Runs")]
    qtbot.addWidget(window)
    docks[1].setWidget(kitchen.panel)
    for dock in docks:
        window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
    window.tabifyDockWidget(*docks)
    window.show()
    docks[0].raise_()
    kitchen.train()
    qtbot.waitUntil(lambda: kitchen.panel.table.is_complete)
    told: list[object] = []
    kitchen.panel.table.dataChanged.connect(lambda *cells: told.append(cells))
    kitchen.log.changed.emit()
    qtbot.wait(350)
    assert told == []
    docks[1].raise_()
    qtbot.waitUntil(lambda: bool(told))
    kitchen.panel.setParent(None)  # it is not the window that ends it
