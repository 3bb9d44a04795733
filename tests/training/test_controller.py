"""What the worker does with commands, without a process."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator

import pytest

from guinet.graph.model import Graph
from guinet.training.board import Board
from guinet.training.commands import Load, Reply, Reset, Step, Update, Watch
from guinet.training.controller import Controller
from guinet.training.messages import LossPoint, Message, Prepared, State
from guinet.training.recipe import Recipe
from tests.training.conftest import LINE, PATIENCE_S, line_graph


class Parent:
    """Hands over commands and hangs up after so many states."""

    def __init__(self, board: Board) -> None:
        self.inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
        self.messages: list[Message] = []
        self.states_to_hear = 0
        self.controller = Controller(board, self.inbox, self.hear)

    def hear(self, reply: Reply) -> None:
        self.messages.append(reply.message)
        self.states_to_hear -= isinstance(reply.message, State)
        if self.states_to_hear <= 0:
            raise BrokenPipeError

    def serve(self, states: int, *commands: object) -> None:
        """Have the commands obeyed until so many states were heard."""
        self.states_to_hear = states
        for command in commands:
            self.inbox.put(command)
        with pytest.raises(BrokenPipeError):
            self.controller.serve()


@pytest.fixture
def board() -> Iterator[Board]:
    board = Board.create()
    yield board
    board.close()


def test_of_several_edits_in_a_row_only_the_last_is_prepared(board):
    parent = Parent(board)
    load = Load(1, 1, line_graph(), LINE, Recipe())
    updates = [Update(plan, line_graph(), LINE, Recipe()) for plan in (2, 3, 4, 5)]
    parent.serve(4, load, *updates[:2], Step(), *updates[2:])
    plans = [message.plan for message in parent.messages if isinstance(message, Prepared)]
    assert plans == [1, 3, 5]


def test_a_reset_tells_what_it_runs_with(board):
    parent = Parent(board)
    parent.serve(2, Load(1, 1, line_graph(), LINE, Recipe()), Reset(2))
    told = [message for message in parent.messages if isinstance(message, Prepared)]
    assert [prepared.plan for prepared in told] == [1, 1]
    assert told[0].workers == told[1].workers


def test_a_reset_of_a_network_that_is_broken_tells_of_none(board):
    parent = Parent(board)
    load = Load(1, 1, line_graph(), LINE, Recipe())
    parent.serve(4, load, Update(2, Graph(), LINE, Recipe()), Reset(2))
    assert [m.plan for m in parent.messages if isinstance(m, Prepared)] == [1]


def test_a_loss_that_found_no_room_is_handed_over_at_rest(board):
    reader = Board.open(board.path)
    while board.push(1, LossPoint(1, 1, 0.0, 0.0, 0.0)):
        pass
    parent = Parent(board)
    commands = Load(2, 1, line_graph(), LINE, Recipe()), Step()
    thread = threading.Thread(target=parent.serve, args=(3, *commands))
    thread.start()
    end = time.monotonic() + PATIENCE_S
    while not any(isinstance(m, State) and m.step == 1 for m in parent.messages):
        assert time.monotonic() < end
        time.sleep(0.005)
    found = []
    while not found and time.monotonic() < end:
        found = reader.take(2)
        time.sleep(0.005)
    parent.inbox.put(Watch(on=False))
    thread.join()
    reader.close()
    assert [(point.first_step, point.count) for point in found] == [(1, 1)]
