"""A further process of a team: ``python -m guinet.engine.team.member BLOCK``.

It is told what is trained through standard input, answers on standard output when it is ready,
and from then on takes its orders out of the shared memory. It ends with its parent.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import sys
import threading
import time
from pathlib import Path

import numpy as np

from guinet.core.channel import BrokenMessageError, Channel
from guinet.core.errors import GuinetError
from guinet.core.memory import OUT_OF_MEMORY
from guinet.core.shared_block import SharedBlock
from guinet.core.types import Array
from guinet.engine.compiled.executor import CompiledExecutor
from guinet.engine.compiled.part import Part
from guinet.engine.compiled.plan import Plan
from guinet.engine.parameters import Parameters
from guinet.engine.team.meeting import Meeting, PartnerLostError, give_way
from guinet.engine.team.orders import Order, Orders
from guinet.engine.team.regions import Regions, TeamExchanges
from guinet.engine.team.share import Share
from guinet.engine.team.task import READY, Task
from guinet.optim.rule import Rule

__all__ = ["main"]

_SPINS = 20_000
_YIELDS_S = 0.02
_NAP_S = 0.0005
_SLEEP_S = 0.005
_AWAKE_S = 1.0
_MOST_SIZES = 4


class Member:
    """Does its share of every step that is ordered."""

    def __init__(self, task: Task, block: SharedBlock, news: queue.SimpleQueue[object]) -> None:
        program = task.program
        dtype = np.dtype(task.dtype)
        regions = Regions(program, dtype, task.batch_size, task.kept, task.members)
        parameters = Parameters(
            program, task.seed, dtype, regions.home(block, task.index, is_new=False)
        )
        self._meeting = Meeting(regions.array(block, "arrivals"), task.index, lambda: True)
        self._task = task
        self._news = news
        self._orders = Orders(
            regions.array(block, "orders"), regions.array(block, "rate"), self._meeting.fence
        )
        self._parts: dict[int, tuple[Plan, dict[str, Array], int]] = {}
        self._sources: dict[str, Array] = {
            call.path: regions.array(block, "source", call.path)
            for call in program.calls
            if call.field is not None
        }
        exchange = regions.array(block, "exchange")
        self._executor = CompiledExecutor(
            program,
            parameters,
            task.seed,
            task.kept,
            remembers=False,
            exchanges=lambda: TeamExchanges(exchange, task.members, task.index, self._meeting.meet),
        )
        self._share = Share(
            regions, block, parameters, self._meeting, task.index, task.members, task.kept
        )

    def serve(self) -> None:
        """Wait for orders and obey, for ever."""
        done = 0
        with np.errstate(all="ignore"):
            while True:
                self._await_order(done)
                order = self._orders.read()
                done = order.number
                self._obey(order)

    def _obey(self, order: Order) -> None:
        if order.news:
            rule = self._news.get()
            assert isinstance(rule, Rule)
            self._share.take(rule)
        if order.samples not in self._parts:
            self._parts[order.samples] = self._part(order.samples)
        plan, batch, first = self._parts[order.samples]
        self._executor.step = plan.moment.step = order.moment
        self._share.step(
            plan,
            batch,
            first,
            bool(order.observed),
            order.learning_rate,
            order.update,
            _nothing,
        )

    def _part(self, count: int) -> tuple[Plan, dict[str, Array], int]:
        """Return the plan for a size of batch, where its samples lie, and the first of them."""
        part = Part.cut(count, self._task.members, self._task.index)
        rows = slice(part.first, part.first + part.count)
        batch = {path: array[rows] for path, array in self._sources.items()}
        if len(self._parts) >= _MOST_SIZES:
            self._parts.clear()
        return self._executor.plan_for_part(part, batch), batch, part.first

    def _await_order(self, done: int) -> None:
        """Look again and again at first, and ever more seldom the longer nothing happens."""
        is_new = self._orders.is_new
        for _ in range(_SPINS):
            if is_new(done):
                return
        began = time.monotonic()
        while not is_new(done):
            waited = time.monotonic() - began
            if waited < _YIELDS_S:
                give_way()
            else:
                time.sleep(_NAP_S if waited < _AWAKE_S else _SLEEP_S)


def _nothing() -> None:
    """Nobody asks this process for anything afterwards."""


def _listen(channel: Channel, news: queue.SimpleQueue[object]) -> None:
    """Queue what arrives; end with the parent, whatever else is going on."""
    while True:
        try:
            news.put(channel.receive())
        except (EOFError, OSError, BrokenMessageError):
            os._exit(0)


def main(arguments: list[str]) -> int:
    """Serve the parent until it goes away."""
    channel = Channel.claim_standard_streams()
    # Ctrl+C in a terminal reaches the whole group; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    news: queue.SimpleQueue[object] = queue.SimpleQueue()
    # A parent that is gone is no reason for words, nor is a want of memory, which it sees itself.
    with contextlib.suppress(PartnerLostError, EOFError, OSError, GuinetError, MemoryError):
        try:
            task = channel.receive()
            assert isinstance(task, Task)
            member = Member(task, SharedBlock(Path(arguments[0])), news)
        except (BrokenMessageError, GuinetError, MemoryError, OSError) as error:
            channel.send(str(error) or OUT_OF_MEMORY)
            return 0
        threading.Thread(target=_listen, args=(channel, news), daemon=True).start()
        channel.send(READY)
        member.serve()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
