"""What is drawn when: no frame carries two plots, what is as it was is not drawn again."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QObject

from guinet.document.settings import Settings
from guinet.gui.plots.board import PlotBoard
from guinet.gui.plots.choice import all_tiles
from guinet.gui.plots.tile import Tile
from guinet.gui.plots.turns import Turns
from guinet.gui.sight import Sight
from guinet.lens.messages import Seen
from guinet.lens.view import Moment, View
from guinet.lens.views.confusion import ConfusionOf
from guinet.lens.views.unit_histogram import Histogram, HistogramOf
from tests.gui.fakes import epoch
from tests.gui.plots.test_paints import settle

VIEW = HistogramOf("hidden")


class Counting(Tile):
    """A tile that says what was asked of it."""

    id = "counting"
    title = "Counting"
    doc = "Counts."

    def __init__(self, desk: Any) -> None:
        super().__init__(desk)
        self.asked: list[str] = []

    def looks(self) -> tuple[View, ...]:
        self.asked.append("looks")
        return (VIEW,)

    def refresh(self) -> None:
        self.asked.append("refresh")

    def show_result(self, view: View, result: Any) -> None:
        self.asked.append("result")


@pytest.fixture
def board(qtbot, editor, bridge, client, tmp_path):
    made = PlotBoard(editor, bridge, Sight(editor, bridge), Settings(tmp_path / "s.json"))
    made.desk.sight.look = lambda owner, views: None
    qtbot.addWidget(made)
    made.resize(1600, 700)
    made.show()
    bridge.prepare()
    client.inbox += [epoch(1, train_accuracy=0.5), epoch(2, train_accuracy=0.75)]
    bridge.poll()
    made.refresh()
    settle()
    for timer in (made._timer, made.desk.turns._timer):
        timer.stop()
    return made


@pytest.fixture
def tile(qtbot, board):
    made = Counting(board.desk)
    qtbot.addWidget(made)
    made.show()
    made.set_seen(True)
    made.asked.clear()
    return made


def run_out(board: PlotBoard) -> None:
    while board.desk.turns:
        board.desk.turns.take()


def histogram(count: int) -> Histogram:
    return Histogram(None, (count,), 0, 0)


def test_who_waits_keeps_the_place_and_is_drawn_once(qtbot):
    parent = QObject()
    turns, drawn = Turns(parent), []
    for name in ("a", "b", "a"):
        turns.ask(name, lambda name=name: drawn.append(name))
    turns.ask("c", lambda: drawn.append("c"))
    turns.give_up("c")
    assert len(turns) == 2
    turns.take()
    assert drawn == ["a"]
    qtbot.waitUntil(lambda: drawn == ["a", "b"])
    assert not turns._timer.isActive()


def test_no_frame_carries_two_plots(board, monkeypatch):
    for name, kind in all_tiles().items():
        if not kind.why_not(board.desk.facts):
            board.choose(name, True)
    settle()
    board._look_around()
    seen = [tile for tile in board.tiles.values() if tile.seen_now]
    assert len(seen) >= 4
    drawn: list[str] = []
    for tile in seen:
        monkeypatch.setattr(tile, "refresh", lambda name=tile.id: drawn.append(name))
    board.desk.changed.emit()
    board._timer.timeout.emit()
    assert drawn == []
    for count in range(1, len(seen) + 1):
        board.desk.turns._timer.timeout.emit()
        assert len(drawn) == count
    assert sorted(drawn) == sorted(tile.id for tile in seen)


def test_a_tile_is_drawn_once_however_often_there_is_more(board, tile):
    for _ in range(3):
        tile.refresh_soon()
        board.desk.sight.seen.emit(VIEW, histogram(5))
    run_out(board)
    assert sorted(tile.asked) == ["refresh", "result"]


def test_what_is_as_it_was_is_not_drawn_again(board, tile, monkeypatch):
    sight = board.desk.sight
    monkeypatch.setattr(sight, "_has_told_network", lambda: True)
    sight._told = (VIEW,)
    for step, count in enumerate((5, 5, 6, 6, 5)):
        sight._take(Seen(VIEW, histogram(count), Moment(0, step)))
        run_out(board)
    assert tile.asked == ["result"] * 3
    sight._on_restarted()
    sight._take(Seen(VIEW, histogram(5), Moment(0, 0)))
    run_out(board)
    assert tile.asked == ["result"] * 4


def test_a_hidden_tile_costs_nothing(board, tile):
    tile.refresh_soon()
    board.desk.sight.seen.emit(VIEW, histogram(5))
    tile.set_seen(False)
    tile.asked.clear()
    board.desk.changed.emit()
    tile.refresh_soon()
    board.desk.sight.seen.emit(VIEW, histogram(6))
    board.desk.facts_changed.emit()
    run_out(board)
    assert tile.asked == []


def test_whatever_is_seen_asks_no_tile_what_it_looks_at(board, tile):
    for count in range(5):
        board.desk.sight.seen.emit(ConfusionOf(), count)
        board.desk.sight.seen.emit(VIEW, histogram(count))
    run_out(board)
    assert "looks" not in tile.asked
