"""What it costs to watch: a session alone, under its controller, and watched, in one process.

It is the same session each time: another one has its arrays elsewhere, which makes it some
percent faster or slower. Time is that of the processor, so that what else runs counts less.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from threadpoolctl import threadpool_limits

from guinet.core.channel import Channel
from guinet.project.project import Project
from guinet.training.board import Board
from guinet.training.commands import Load, Play, Reply, Watch
from guinet.training.controller import Controller

_WARM_UP_S = 1.0
_CLOCKED = 16
"""Steps between two looks at the clock, if they are short."""


@dataclass(frozen=True)
class Watching:
    """Speeds as parts of another, each the median of rounds.

    Attributes
    ----------
    steps_per_s
        Of training alone.
    unwatched
        Speed under a controller while nobody looks at the edges, as part of that alone.
    watched
        Speed while all edges are watched, as part of that alone.
    kept_when_watched
        Speed while all edges are watched, as part of that while nobody looks.
    looks_per_s
        How often the edges were looked at.
    """

    steps_per_s: float
    unwatched: float
    watched: float
    kept_when_watched: float
    looks_per_s: float


class _Controlled:
    """A controller that is handed its steps one by one, and whose replies are packed and let go."""

    def __init__(self, project: Project, board: Board) -> None:
        self._controller = Controller(board, queue.SimpleQueue(), self._send)
        self._obey(Load(1, 1, project.graph, project.data, project.recipe))
        self._obey(Play())

    def watch(self, on: bool) -> None:
        self._obey(Watch(on=on))

    def step(self) -> None:
        self._controller._train()

    def step_alone(self) -> None:
        session = self._controller._session
        assert session is not None
        session.advance()

    def _obey(self, command: object) -> None:
        self._controller._obey(command)

    @staticmethod
    def _send(reply: Reply) -> None:
        Channel.pack(reply)


def measure(project: Project, rounds: int, seconds: float) -> Watching:
    """Take turns of so many seconds, in so many rounds."""
    recipe = project.recipe.replace(epochs=1_000_000, workers=1)
    endless = Project(project.graph, project.layout, project.data, recipe, project.title)
    board = Board.create()
    with threadpool_limits(limits=1, user_api="blas"):
        controlled = _Controlled(endless, board)
        found: list[tuple[float, float, float]] = []
        looks = 0.0
        _speed(controlled.step, _WARM_UP_S)
        for _ in range(rounds):
            plain = _speed(controlled.step_alone, seconds)
            controlled.watch(on=False)
            unwatched = _speed(controlled.step, seconds)
            controlled.watch(on=True)
            before = _written(board)
            watched = _speed(controlled.step, seconds)
            looks += _written(board) - before
            found.append((plain, unwatched, watched))
        board.close()
    return Watching(
        steps_per_s=median(plain for plain, _, _ in found),
        unwatched=median(unwatched / plain for plain, unwatched, _ in found),
        watched=median(watched / plain for plain, _, watched in found),
        kept_when_watched=median(watched / unwatched for _, unwatched, watched in found),
        looks_per_s=looks / (rounds * seconds),
    )


def _written(board: Board) -> float:
    """Return how often telemetry was written."""
    return float(board._words[2])


def _speed(step: Callable[[], object], seconds: float) -> float:
    """Return how many steps are made in a second."""
    begin = time.process_time()
    count = 0
    while (passed := time.process_time() - begin) < seconds:
        for _ in range(_CLOCKED if count > _CLOCKED * passed / 0.01 else 1):
            step()
            count += 1
    return count / passed
