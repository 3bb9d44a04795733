"""The team as the process that leads it holds it."""

from __future__ import annotations

import contextlib
import subprocess
import threading
import weakref
from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np

from guinet.core.channel import Channel
from guinet.core.child_process import start_module
from guinet.core.errors import GuinetError
from guinet.core.shared_block import SharedBlock
from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.engine.compiled.executor import CompiledExecutor
from guinet.engine.compiled.part import Part
from guinet.engine.parameters import Home
from guinet.engine.program import Program
from guinet.engine.team.meeting import Meeting, PartnerLostError
from guinet.engine.team.member import Rule, Task
from guinet.engine.team.regions import (
    COUNT,
    MOMENT,
    NEWS,
    OBSERVED,
    ORDER,
    UPDATE,
    Regions,
    TeamExchanges,
)
from guinet.engine.team.share import Share
from guinet.graph.model import Graph
from guinet.optim.base import Optimizer
from guinet.optim.flat_update import Segment
from guinet.optim.regularisation import Regularisation

__all__ = ["Team"]

_MODULE = "guinet.engine.team.member"
_START_S = 60.0


class Team:
    """Several processes for the steps of one network; the first of them is this one.

    Parameters
    ----------
    graph, fields, batch_size, seed, program, kept
        What is trained.
    dtype
        Floating-point type of the run.
    members
        Processes, at least 2.

    Attributes
    ----------
    members
        Processes that share a step.

    Raises
    ------
    OSError
        If there is not enough memory to share.
    """

    def __init__(
        self,
        graph: Graph,
        fields: Mapping[str, FieldSpec],
        batch_size: int,
        seed: int,
        program: Program,
        kept: Collection[int],
        dtype: np.dtype[np.generic],
        members: int,
    ) -> None:
        self.members = members
        self._kept = tuple(sorted(kept))
        self._tasks = [
            Task(graph, dict(fields), batch_size, seed, dtype.name, self._kept, members, index)
            for index in range(1, members)
        ]
        self._regions = Regions(program, dtype, batch_size, kept, members)
        self._block = SharedBlock.create(self._regions.size)
        self._processes: list[subprocess.Popen[bytes]] = []
        self._channels: list[Channel] = []
        self._program = program
        self._meeting = Meeting(self._array("arrivals"), 0, self._are_alive)
        self._orders, self._rate = self._array("orders"), self._array("rate")
        self._losses = self._array("losses")
        self._sources = {
            call.path: self._array("source", call.path)
            for call in program.calls
            if call.field is not None
        }
        self._share: Share | None = None
        self._rule: Rule | None = None
        self._news = False
        self._last_count = 0
        self._finalizer = weakref.finalize(self, _end, self._processes, self._block)

    @property
    def home(self) -> Home:
        """Where the network's parameters lie."""
        return self._regions.home(self._block, 0, is_new=True)

    def exchanges(self) -> TeamExchanges:
        """Return what the plans of this process take their exchanges from."""
        exchange = self._array("exchange")
        return TeamExchanges(exchange, self.members, 0, self._meeting.meet)

    def begin(self, executor: CompiledExecutor) -> None:
        """Work on the parameters of this executor."""
        self._share = Share(
            self._regions,
            self._block,
            executor.parameters,
            self._meeting,
            0,
            self.members,
            self._kept,
        )

    def slots(self, optimizer: Optimizer) -> dict[str, Array]:
        """Return the optimizer's arrays, zero, in the shared memory."""
        assert self._share is not None
        slots = self._share.slots(optimizer.slots)
        for array in slots.values():
            array.fill(0.0)
        return slots

    def take(
        self,
        optimizer: Optimizer,
        segments: Sequence[Segment] | None,
        regularisation: Regularisation,
    ) -> None:
        """Make steps by this rule from now on."""
        assert self._share is not None
        self._rule = Rule(optimizer, None if segments is None else tuple(segments), regularisation)
        self._share.take(optimizer, segments, regularisation)
        self._news = True

    def step(
        self,
        executor: CompiledExecutor,
        batch: Mapping[str, Array],
        observe: bool,
        learning_rate: float,
        number: int,
        before_update: Callable[[], None],
    ) -> float:
        """Make a training step; parameters and result as for `Share.step`.

        Raises
        ------
        PartnerLostError
            If another process cannot be started, has ended or does not come.
        """
        assert self._share is not None
        count = len(next(iter(batch.values())))
        if not self._processes:
            self._start()
        if self._news:
            self._send_rule()
        own = Part.cut(count, self.members, 0)
        for path, array in batch.items():
            self._sources[path][own.count : count] = array[own.count :]
        self._rate[0] = learning_rate
        orders = self._orders
        orders[COUNT], orders[OBSERVED] = count, observe
        orders[MOMENT], orders[UPDATE] = executor.step, number
        orders[NEWS], self._news = self._news, False
        self._meeting.fence()
        orders[ORDER] += 1
        part = {path: array[: own.count] for path, array in batch.items()}
        plan = executor.plan_for_part(own, part, executor.step)
        self._last_count = count
        return self._share.step(plan, part, 0, observe, learning_rate, number, before_update)

    def value(self, slot: int) -> Array | None:
        """Return an output of the last step, of all samples; None if it was not kept."""
        if self._regions.has("kept", slot):
            return self._array("kept", slot)[: self._last_count]
        for column, loss in enumerate(self._program.losses):
            if loss.first == slot:
                total: Array = self._losses[:, column].sum()
                return total
        return None

    def measured(self) -> tuple[Array, Array]:
        """Return the sums of squares by slot and by edge of the last observed step."""
        members = range(self.members)
        values = sum(self._array("values", member) for member in members)
        contributions = sum(self._array("contributions", member) for member in members)
        return np.asarray(values), np.asarray(contributions)

    def close(self) -> None:
        """End the other processes."""
        self._finalizer()

    def _array(self, name: str, key: object = None) -> Array:
        return self._regions.array(self._block, name, key)

    def _start(self) -> None:
        """Start the other processes and wait until all are ready."""
        try:
            for task in self._tasks:
                process = start_module(_MODULE, str(self._block.path))
                self._processes.append(process)
                channel = Channel(process.stdout, process.stdin)  # type: ignore[arg-type]
                self._channels.append(channel)
                channel.send(task)
            # Whatever keeps one from answering, the wait has an end: it is then ended by force.
            timer = threading.Timer(_START_S, self._kill)
            timer.start()
            for channel in self._channels:
                channel.receive()
            timer.cancel()
        except (OSError, EOFError, GuinetError) as error:
            raise PartnerLostError(f"it could not be started ({error})") from error
        self._block.unlink()
        self._news = True

    def _send_rule(self) -> None:
        try:
            for channel in self._channels:
                channel.send(self._rule)
        except OSError as error:
            raise PartnerLostError("it has ended") from error

    def _are_alive(self) -> bool:
        return all(process.poll() is None for process in self._processes)

    def _kill(self) -> None:
        for process in self._processes:
            process.kill()


def _end(processes: list[subprocess.Popen[bytes]], block: SharedBlock) -> None:
    for process in processes:
        process.kill()
        for stream in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()
        process.wait()
    block.close()
