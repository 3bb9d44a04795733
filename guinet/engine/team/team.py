"""The team as the process that leads it holds it."""

from __future__ import annotations

import contextlib
import subprocess
import threading
import weakref
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from guinet.core.channel import Channel
from guinet.core.child_process import start_module
from guinet.core.shared_block import SharedBlock
from guinet.core.types import Array
from guinet.engine.compiled.executor import CompiledExecutor
from guinet.engine.compiled.plan import Plan
from guinet.engine.parameters import Home
from guinet.engine.program import Program
from guinet.engine.team.intake import Intake
from guinet.engine.team.meeting import Meeting, PartnerLostError
from guinet.engine.team.orders import Orders
from guinet.engine.team.regions import MOST_SLOTS, Regions, TeamExchanges
from guinet.engine.team.share import Share
from guinet.engine.team.task import READY, Task
from guinet.optim.rule import Rule

if TYPE_CHECKING:
    from guinet.engine.trainer import Trainer

__all__ = ["Team"]

_MODULE = "guinet.engine.team.member"
_START_S = 60.0


class Team:
    """Several processes for the steps of one network; the first of them is this one.

    Parameters
    ----------
    program, batch_size, seed, kept
        What is trained.
    dtype
        Floating-point type of the run.
    members
        Processes, at least 2.

    Attributes
    ----------
    members
        Processes that share a step.
    sources, intake
        The shared samples by path of their source, and the way into them.

    Raises
    ------
    OSError
        If there is not enough memory to share.
    """

    def __init__(
        self,
        program: Program,
        batch_size: int,
        seed: int,
        kept: Collection[int],
        dtype: np.dtype[np.generic],
        members: int,
    ) -> None:
        self.members = members
        self._kept = tuple(sorted(kept))
        self._tasks = [
            Task(program, batch_size, seed, dtype.name, self._kept, members, index)
            for index in range(1, members)
        ]
        self._regions = Regions(program, dtype, batch_size, kept, members)
        self._block = SharedBlock.create(self._regions.size)
        self._processes: list[subprocess.Popen[bytes]] = []
        self._channels: list[Channel] = []
        self._program = program
        self._dtype = dtype
        self._meeting = Meeting(self._array("arrivals"), 0, partial(_are_alive, self._processes))
        self._orders = Orders(self._array("orders"), self._array("rate"), self._meeting.fence)
        self._losses = self._array("losses")
        self.sources = {
            call.path: self._array("source", call.path)
            for call in program.calls
            if call.field is not None
        }
        self._source_of = {call.first: call.path for call in program.calls if call.field}
        self.intake = Intake(program, self.sources)
        self._share: Share | None = None
        self._rule: Rule | None = None
        self._trainer: weakref.ref[Trainer] | None = None
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

    def take(self, rule: Rule, slots: Mapping[str, Array]) -> dict[str, Array]:
        """Make steps by this rule from now on.

        Parameters
        ----------
        rule
            How weights change.
        slots
            What the optimizer has kept so far.

        Returns
        -------
        dict
            The same in the shared memory.

        Raises
        ------
        PartnerLostError
            If that has no room for it.
        """
        assert self._share is not None
        if len(rule.optimizer.slots) > MOST_SLOTS:
            raise PartnerLostError(f"its optimizer keeps more than {MOST_SLOTS} arrays of numbers")
        self._rule, self._news = rule, True
        shared = self._share.take(rule)
        for name, array in shared.items():
            array[:] = slots[name]
        return shared

    @property
    def trainer(self) -> Trainer | None:
        """Who gives the orders."""
        return None if self._trainer is None else self._trainer()

    @trainer.setter
    def trainer(self, trainer: Trainer) -> None:
        self._trainer = weakref.ref(trainer)

    def step(
        self,
        plan: Plan,
        rows: Mapping[str, Array],
        count: int,
        moment: int,
        observe: bool,
        learning_rate: float,
        number: int,
        before_update: Callable[[], object],
    ) -> float:
        """Make a training step.

        Parameters
        ----------
        plan, rows
            Of this process's part of the samples.
        count
            All samples; the intake has taken them.
        moment
            Number of the step for the modules' randomness.
        observe, learning_rate, number, before_update
            As for `Share.step`, and so is the result.

        Raises
        ------
        PartnerLostError
            If another process cannot be started, has ended or does not come.
        """
        assert self._share is not None
        if not self._processes:
            self._start()
        if self._news:
            self._send_rule()
        self._last_count = count
        self._orders.give(count, observe, moment, number, learning_rate, self._news)
        self._news = False
        return self._share.step(plan, rows, 0, observe, learning_rate, number, before_update)

    def is_worthwhile(self) -> bool:
        """Say, between two steps, whether the others do not keep this process waiting."""
        return self._meeting.is_worthwhile()

    def value(self, slot: int) -> Array | None:
        """Return an output of the last step, of all samples; None if it was not kept."""
        if slot in self._source_of:
            return self.sources[self._source_of[slot]][: self._last_count]
        if self._regions.has("kept", slot):
            return self._array("kept", slot)[: self._last_count]
        for column, loss in enumerate(self._program.losses):
            if loss.first == slot:
                return np.asarray(self._losses[:, column].sum(), self._dtype)
        return None

    def measured(self) -> tuple[Array, Array]:
        """Return the sums of squares by slot and by edge of the last observed step."""
        members = range(self.members)
        values = sum(self._array("values", member) for member in members)
        contributions = sum(self._array("contributions", member) for member in members)
        return np.asarray(values), np.asarray(contributions)

    def close(self) -> None:
        """End the other processes and let go of the memory."""
        self._finalizer()

    def dismiss(self) -> None:
        """End the other processes; the memory stays."""
        _end(self._processes)

    def _array(self, name: str, key: object = None) -> Array:
        return self._regions.array(self._block, name, key)

    def _start(self) -> None:
        """Start the other processes and wait until all are ready."""
        # Whatever keeps one from answering, the wait has an end: it is then ended by force.
        timer = threading.Timer(_START_S, self._kill)
        try:
            for task in self._tasks:
                process = start_module(
                    _MODULE, str(self._block.path), descriptors=self._block.descriptors
                )
                self._processes.append(process)
                channel = Channel(process.stdout, process.stdin)  # type: ignore[arg-type]
                self._channels.append(channel)
                channel.send(task)
            timer.start()
            answers = [channel.receive() for channel in self._channels]
        except EOFError:
            raise PartnerLostError("it ended before it was ready") from None
        except Exception as error:  # of the system, or of what cannot be sent
            raise PartnerLostError(f"it could not be started ({error})") from error
        finally:
            timer.cancel()
        for answer in answers:
            if answer != READY:
                raise PartnerLostError(f"it could not be started ({answer})")
        self._block.unlink()
        self._news = True

    def _send_rule(self) -> None:
        try:
            for channel in self._channels:
                channel.send(self._rule)
        except OSError as error:
            raise PartnerLostError("it has ended") from error
        except Exception as error:  # of what cannot be sent
            raise PartnerLostError(f"it cannot be told how to learn ({error})") from error

    def _kill(self) -> None:
        for process in self._processes:
            process.kill()


def _are_alive(processes: list[subprocess.Popen[bytes]]) -> bool:
    return all(process.poll() is None for process in processes)


def _end(processes: list[subprocess.Popen[bytes]], block: SharedBlock | None = None) -> None:
    for process in processes:
        process.kill()
        for stream in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()
        process.wait()
    processes.clear()
    if block is not None:
        block.close()
