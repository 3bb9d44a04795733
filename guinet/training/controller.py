"""What the worker does with commands, and how it trains between them."""

from __future__ import annotations

import math
import queue
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import zip_longest
from typing import Any

from threadpoolctl import threadpool_limits

from guinet.core.channel import BrokenMessageError
from guinet.core.errors import GuinetError, TrainingError
from guinet.data.kept import KeptData
from guinet.engine.team.rule import cores
from guinet.training.board import Board
from guinet.training.by_hand import is_overtaken, set_by_hand
from guinet.training.commands import (
    Load,
    Pause,
    Play,
    Reply,
    Reset,
    SetLearningRate,
    SetSpeed,
    SetWeight,
    SetWeights,
    Step,
    StepEpoch,
    TakeSnapshot,
    Update,
    Watch,
)
from guinet.training.faults import in_words
from guinet.training.messages import (
    Best,
    Effect,
    Epoch,
    Failed,
    Finished,
    Message,
    RunState,
    State,
)
from guinet.training.publisher import Publisher
from guinet.training.session import Session
from guinet.training.tempo import Tempo

__all__ = ["Controller"]

_NOTHING = "There is nothing to train yet."
_RETRY_S = 0.05
_LISTEN_S = 0.01
_SNAPSHOT_S = 0.25
_SNAPSHOT_SHARE = 50
"""Sending weights may take one part in so many of the time."""


class Controller:
    """Holds the session, handles commands between steps, publishes what is watched.

    Parameters
    ----------
    board
        Shared memory for telemetry and loss points.
    inbox
        Commands in the order of arrival; a `BrokenMessageError` for one that was not
        understood.
    send
        Takes a `Reply`.
    """

    def __init__(
        self, board: Board, inbox: queue.SimpleQueue[object], send: Callable[[Reply], None]
    ) -> None:
        self._publisher = Publisher(board)
        self._inbox = inbox
        self._send = send
        self._session: Session | None = None
        self._load: Load | None = None
        self._broken: Failed | None = None
        self._data = KeptData()
        self._state: RunState = "idle"
        self._stop_at_epoch = False
        self._run = 0
        self._plan = 0
        self._taken = 0
        self._answered = 0
        self._next_snapshot = 0.0
        self._tempo = Tempo()
        self._best: Best | None = None
        self._handlers: dict[type, Callable[[Any], None]] = {
            Load: self._on_load,
            Update: self._on_update,
            Play: self._on_play,
            StepEpoch: self._on_play,
            Step: self._on_step,
            Pause: self._on_pause,
            Reset: self._on_reset,
            SetLearningRate: self._on_learning_rate,
            SetWeights: self._on_weights,
            SetWeight: self._on_weights,
            SetSpeed: self._on_speed,
            Watch: self._on_watch,
            TakeSnapshot: self._on_snapshot,
            BrokenMessageError: self._on_broken,
        }

    def serve(self) -> None:
        """Train and obey until the parent is gone (`OSError` when sending)."""
        with threadpool_limits(limits=1, user_api="blas"):
            while True:
                for command in self._commands():
                    self._guard(partial(self._obey, command))
                while self._state == "running" and self._inbox.empty():
                    # Short waits, so that a command is heard at once.
                    if (wait := self._tempo.wait_s) > 0.0:
                        time.sleep(min(wait, _LISTEN_S))
                        continue
                    self._tempo.step()
                    self._guard(self._train)

    def _commands(self) -> Iterator[object]:
        """Yield the commands that wait; while nothing runs, wait for one."""
        commands = []
        if self._state != "running":
            try:
                # A point that found the ring full is offered again now and then.
                commands.append(
                    self._inbox.get(timeout=_RETRY_S if self._publisher.has_waiting else None)
                )
            except queue.Empty:
                self._publisher.push_losses()
        while not self._inbox.empty():
            commands.append(self._inbox.get())
        for command, following in zip_longest(commands, commands[1:]):
            self._taken += 1
            # Of several edits in a row only the last one matters.
            edits = isinstance(command, Update) and isinstance(following, Update)
            if not edits and not is_overtaken(command, following):
                yield command

    def _guard(self, action: Callable[[], None]) -> None:
        """Do something; what goes wrong is told, and training pauses."""
        try:
            action()
        except (BrokenPipeError, ConnectionError):
            raise  # the parent is gone
        except Exception as error:  # of guinet, of a plugin, of the system: told, never fatal
            self._fail(in_words(error))

    def _fail(self, failed: Failed) -> None:
        self._say(failed)
        self._rest("paused" if self._session is not None else "failed")

    def _obey(self, command: object) -> None:
        self._handlers[type(command)](command)

    def _on_load(self, load: Load) -> None:
        self._run, self._load, self._session = load.run, load, None
        self._begin(load)

    def _on_play(self, command: Play | StepEpoch) -> None:
        session = self._ready()
        session.extend()
        self._stop_at_epoch = isinstance(command, StepEpoch)
        self._state = "running"
        self._next_snapshot = time.perf_counter() + _SNAPSHOT_S
        self._publisher.play()
        self._tell_state()

    def _on_step(self, _: Step) -> None:
        self._ready().extend()
        self._state = "paused"
        self._train(alone=True)
        if self._state == "paused":
            self._rest("paused")

    def _on_pause(self, _: Pause) -> None:
        if self._state == "running":
            self._rest("paused")
        else:
            self._tell_state()

    def _on_learning_rate(self, command: SetLearningRate) -> None:
        if self._session is not None:
            try:
                self._session.set_learning_rate(command.value)
            except TrainingError as error:  # no reason to stop: the old one stays
                self._say(Failed(str(error)))
        self._tell_state()

    def _on_weights(self, command: SetWeights | SetWeight) -> None:
        session = self._ready()
        resting = self._state != "running"
        before = session.foresee()[0] if resting else math.nan
        try:
            set_by_hand(session.network, command)
        except GuinetError as error:  # no reason to stop: the old ones stay
            self._say(Failed(str(error)))
            self._tell_state()
            return
        session.edits += 1
        self._send_snapshot(session)
        if resting:
            self._publisher.foresee(session)
            self._say(Effect(before, session.loss))
        else:
            self._publisher.pace.hurry()
        self._tell_state()

    def _on_speed(self, command: SetSpeed) -> None:
        self._tempo.limit(command.steps_per_s)
        self._tell_state()

    def _on_watch(self, command: Watch) -> None:
        self._publisher.watch(command.on)
        self._tell_state()

    def _on_snapshot(self, _: TakeSnapshot) -> None:
        if self._session is not None:
            self._say_snapshot(self._session)
        self._tell_state()

    def _on_broken(self, error: BrokenMessageError) -> None:
        raise TrainingError(
            f"The training process did not understand what it was told: {error}. "
            "A module from a plugin must be importable by name."
        )

    def _ready(self) -> Session:
        """Return the session, or raise what keeps the present graph from running."""
        if self._broken is not None:
            raise TrainingError(self._broken.message, self._broken.node)
        if self._session is None:
            raise TrainingError(_NOTHING)
        return self._session

    def _begin(self, load: Load) -> None:
        """Make the session that a `Load` describes; it is kept until that has worked."""
        self._plan = load.plan
        self._publisher.begin(self._run)
        self._adopt(
            lambda: Session(
                load.graph,
                self._data.prepared(load.data),
                load.recipe,
                weights=load.weights,
                state=load.state,
                epoch=load.history[-1].epoch if load.history else 0,
                losses=[epoch.judged_loss for epoch in load.history],
                seed=load.seed,
                # One core is the window's.
                available_cores=max(1, cores() - 1),
            )
        )
        self._rest("paused")

    def _on_update(self, update: Update) -> None:
        self._plan = update.plan
        before = self._session
        if before is not None:
            data = self._data
            self._adopt(
                lambda: before.changed(update.graph, data.prepared(update.data), update.recipe)
            )
            if self._state == "running":
                self._tell_state()
            else:
                self._rest("paused")
        elif self._load is not None:
            self._load = replace(
                self._load,
                plan=update.plan,
                graph=update.graph,
                data=update.data,
                recipe=update.recipe,
            )
            self._begin(self._load)
        else:
            raise TrainingError(_NOTHING)

    def _on_reset(self, reset: Reset) -> None:
        self._run = reset.run
        self._publisher.begin(reset.run)
        if self._session is not None:
            self._session = self._session.anew(reset.seed)
            if self._broken is None:
                self._introduce(self._session)
            self._rest("paused")
            self._ready()
        elif self._load is not None:
            self._load = replace(self._load, weights=None, state=None, history=(), seed=reset.seed)
            self._begin(self._load)
        else:
            raise TrainingError(_NOTHING)

    def _adopt(self, make: Callable[[], Session]) -> None:
        """Go over to a new session; where it cannot be made, the old one keeps its weights."""
        try:
            session = make()
        except Exception as error:
            self._broken = in_words(error)
            raise TrainingError(self._broken.message, self._broken.node) from error
        self._broken = None
        self._session = session
        self._introduce(session)

    def _introduce(self, session: Session) -> None:
        """Tell of a new session of the present plan."""
        self._publisher.adopt(session, self._plan)
        self._say(session.prepared(self._plan))
        for notice in session.notices():
            self._say(notice)

    def _train(self, *, alone: bool = False) -> None:
        """Take one step and publish what is due."""
        session = self._ready()
        look = alone or self._publisher.pace.is_due
        before = session.step
        try:
            messages = session.advance(observe=look and self._publisher.watching)
        finally:
            if session.step > before:
                self._publisher.count(session)
        seconds = session.step_seconds
        if look:
            began = time.perf_counter()
            self._publisher.look(session)
            seconds += time.perf_counter() - began
        self._publisher.pace.hear(seconds, looked=look)
        finished = False
        for message in messages:
            if isinstance(message, Finished):
                self._say_snapshot(session)
                finished = True
            self._say(message)
            if isinstance(message, Epoch) and self._stop_at_epoch:
                self._stop_at_epoch = False
                if not finished and self._state == "running":
                    self._rest("paused")
        if finished:
            self._state = "finished"
            self._publisher.rest(session)
            self._tell_state()
        elif look and self._state == "running" and time.perf_counter() > self._next_snapshot:
            self._send_snapshot(session)

    def _rest(self, state: RunState) -> None:
        """Come to rest: all that was sent last is then of the last step."""
        self._state = state
        self._stop_at_epoch = False
        if self._session is not None:
            self._publisher.rest(self._session)
            self._say_snapshot(self._session)
        self._tell_state()

    def _say_snapshot(self, session: Session) -> None:
        """Send the weights, and the best ones if they are others than those sent last."""
        best = session.vigil.best
        if best is not None and best is not self._best:
            self._best = best
            self._say(best)
        self._say(session.snapshot())

    def _send_snapshot(self, session: Session) -> None:
        begin = time.perf_counter()
        self._say_snapshot(session)
        end = time.perf_counter()
        self._next_snapshot = end + max(_SNAPSHOT_S, _SNAPSHOT_SHARE * (end - begin))

    def _tell_state(self) -> None:
        session = self._session
        epoch, step = (session.epoch, session.step) if session is not None else (0, 0)
        self._answered = self._taken
        self._say(State(self._state, epoch, step))

    def _say(self, message: Message) -> None:
        self._send(Reply(self._run, self._answered, message))
