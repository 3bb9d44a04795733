"""The board shows the chosen tiles, and only what can be seen is looked at."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from guinet.document.settings import Settings
from guinet.gui.dialogs.saving import table_text
from guinet.gui.plots import choice
from guinet.gui.plots.board import PlotBoard
from guinet.gui.plots.export import picture_of
from guinet.gui.plots.facts import Facts
from guinet.gui.plots.tile import Tile
from guinet.gui.sight import Sight
from guinet.lens.view import Unseen, View
from guinet.lens.views.unit_histogram import Histogram, HistogramOf
from tests.gui.fakes import epoch

VIEW = HistogramOf("hidden")


class Looking(Tile):
    """A tile that looks at a histogram."""

    id = "looking"
    title = "Looking"
    doc = "Looks."
    rank = 30

    def __init__(self, desk: Any) -> None:
        super().__init__(desk)
        self.results: list[Any] = []

    def looks(self) -> tuple[View, ...]:
        return (VIEW,)

    def show_result(self, view: View, result: Any) -> None:
        self.results.append(result)


class Impossible(Looking):
    """A tile that fits nothing."""

    id = "impossible"

    @classmethod
    def why_not(cls, facts: Facts) -> str:
        return "There is no such thing."


@pytest.fixture
def board(qtbot, editor, bridge, client, tmp_path, monkeypatch):
    kinds = dict(choice.all_tiles()) | {"looking": Looking, "impossible": Impossible}
    monkeypatch.setattr(choice, "all_tiles", lambda: kinds)
    made = PlotBoard(editor, bridge, Sight(editor, bridge), Settings(tmp_path / "s.json"))
    monkeypatch.setattr(made.desk.sight, "look", lambda owner, views: looked.append(views))
    looked: list[tuple[View, ...]] = []
    made.looked = looked  # type: ignore[attr-defined]
    qtbot.addWidget(made)
    made.resize(1000, 220)
    made.show()
    bridge.prepare()
    client.inbox += [epoch(1, train_accuracy=0.5), epoch(2, train_accuracy=0.75)]
    bridge.poll()
    made.refresh()
    return made


def test_the_choice_is_remembered_for_the_task(board, editor, bridge):
    assert "looking" not in board.tiles
    board.choose("looking", True)
    assert "looking" in board.tiles
    known = Settings(board._settings.file)
    known._take(json.loads(board._settings.file.read_text(encoding="utf-8")))
    assert known.plots("classification") == board._settings.plots("classification")
    assert "looking" in known.plots("classification")
    board.choose("loss", False)
    assert "loss" not in board.tiles
    board._choose_usual()
    assert "loss" in board.tiles
    assert "looking" not in board.tiles


def test_what_makes_no_sense_is_disabled_with_the_reason(board):
    menu = board.choice_menu()
    actions = {action.text(): action for action in menu.actions() if action.isCheckable()}
    assert actions["Loss"].isChecked()
    impossible = [a for a in menu.actions() if a.toolTip() == "There is no such thing."]
    assert len(impossible) == 1
    assert not impossible[0].isEnabled()
    menu.close()


def test_words_in_one_tile_make_no_tile_higher_than_the_board(board):
    board.choose("looking", True)
    board.resize(2 * board.width(), board.height())
    board.tiles["looking"].say("Nothing to see yet", "It comes with the first epoch. " * 12)
    QApplication.processEvents()
    assert {tile.height() for tile in board.tiles.values()} == {board._scroll.viewport().height()}


def test_only_what_can_be_seen_is_looked_at(board):
    board.choose("looking", True)
    QApplication.processEvents()
    board._look_around()
    assert board.looked[-1] == (VIEW,)
    board.hide()
    assert board.looked[-1] == ()
    board.show()
    QApplication.processEvents()
    board._look_around()
    assert board.looked[-1] == (VIEW,)
    board.choose("looking", False)
    assert board.looked[-1] == ()


def test_results_arrive_and_reasons_are_said(board):
    board.choose("looking", True)
    QApplication.processEvents()
    board._look_around()
    tile, sight = board.tiles["looking"], board.desk.sight
    sight.seen.emit(VIEW, Unseen("It is too dark."))
    assert tile._words.isVisible()
    assert "too dark" in tile._words.words
    result = Histogram(None, None, 0, 0)
    sight.seen.emit(VIEW, result)
    sight.seen.emit(HistogramOf("other"), 5)
    while board.desk.turns:
        board.desk.turns.take()
    assert tile.results == [result]
    assert not tile._words.isVisible()


def test_a_double_click_gives_a_tile_all_the_room_and_takes_it_back(board):
    loss, metric = board.tiles["loss"], board.tiles["metric"]
    QApplication.processEvents()
    before = loss.width()
    QTest.mouseDClick(loss, Qt.MouseButton.LeftButton, pos=loss.heading.geometry().center())
    QApplication.processEvents()
    assert loss.width() > 1.5 * before
    assert not metric.isVisible()
    loss.enlarge_asked.emit()
    QApplication.processEvents()
    assert metric.isVisible()


def test_a_plot_is_exported_as_table_and_picture(board):
    QApplication.processEvents()
    loss = board.tiles["loss"]
    rows = list(csv.reader(io.StringIO(table_text(loss.rows()))))
    assert rows[0] == ["epoch", "train_loss", "validation_loss"]
    history = board.desk.bridge.history
    assert [float(row[1]) for row in rows[1:]] == [e.metrics["train_loss"] for e in history]
    picture = picture_of(loss)
    assert picture.width() == 2 * loss.width()
