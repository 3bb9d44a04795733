"""The window's side of training: a worker process that is told what to do and reports.

Nothing here computes or imports anything that does, and nothing waits: commands are queued,
messages and numbers are picked up whenever the window has time.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from guinet.core.channel import Channel
from guinet.core.types import Array
from guinet.data.spec import DataSpec
from guinet.graph.model import Graph
from guinet.training.commands import (
    Command,
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
from guinet.training.link import Link
from guinet.training.messages import (
    Best,
    Epoch,
    Failed,
    Finished,
    LossPoint,
    Message,
    Prepared,
    RunState,
    Snapshot,
    State,
    Telemetry,
)
from guinet.training.recipe import Recipe

__all__ = ["TrainingClient"]

_PATIENCE_S = 15.0
_OF_A_RUN = (Best, Epoch, Finished, Snapshot, State)


class TrainingClient:
    """Starts, steers and reads one training process.

    `start` comes first; commands given before the process is ready are kept in order. A
    process that dies is told once by `poll` (``Failed(died=True)``), and `start` launches
    another. `close` ends it.
    """

    def __init__(self) -> None:
        self._link: Link | None = None
        self._state: RunState = "idle"
        self._run = 0
        self._plan = 0
        self._prepared_plan = 0
        self._watching = False
        self._speed: float | None = None
        self._own: list[Message] = []
        self._waiting: list[tuple[float, bool]] = []
        self._answered = 0
        self._impatient = False
        self._snapshot: Snapshot | None = None
        self._points: list[LossPoint] = []
        self._early: Telemetry | None = None

    @property
    def state(self) -> RunState:
        """What the run does, as far as the messages polled so far tell."""
        return self._state

    @property
    def pid(self) -> int | None:
        """Number of the process, or None while there is none."""
        return None if self._link is None else self._link.pid

    @property
    def last_snapshot(self) -> Snapshot | None:
        """The newest weights of this run that arrived; a new process can go on from them."""
        return self._snapshot

    def start(
        self,
        graph: Graph,
        data: DataSpec,
        recipe: Recipe,
        *,
        weights: Mapping[str, Array] | None = None,
        state: Mapping[str, Array] | None = None,
        history: Sequence[Epoch] = (),
    ) -> None:
        """Begin a run; ends in state ``"paused"``, told by `Prepared` and `State`.

        Parameters
        ----------
        weights, state
            Arrays by public name to begin with; fresh ones where they are None or do not fit.
        history
            Epochs that were done before, so that their count goes on.
        """
        if self._link is not None and (self._link.ended or self._impatient):
            self._drop_link()
        if self._link is None:
            try:
                self._link = Link()
            except OSError as error:
                self._fail(f"The training process cannot be given memory: {error}.", died=True)
                return
            self._waiting, self._answered = [], 0
            if self._watching:
                self._tell(Watch(on=True))
            if self._speed is not None:
                self._tell(SetSpeed(self._speed))
        self._run += 1
        self._plan += 1
        self._state = "starting"
        self._snapshot = None
        self._points = []
        load = Load(self._run, self._plan, graph, data, recipe, weights, state, tuple(history))
        self._tell(load)

    def update(self, graph: Graph, data: DataSpec, recipe: Recipe) -> None:
        """Go on with another graph, data or recipe; weights that still fit are kept."""
        self._plan += 1
        self._tell(Update(self._plan, graph, data, recipe))

    def play(self) -> None:
        """Train; after a finished run, for as many epochs again."""
        self._tell(Play())

    def pause(self) -> None:
        """Stop after the running step."""
        self._tell(Pause())

    def step(self) -> None:
        """Train on one batch."""
        self._tell(Step())

    def step_epoch(self) -> None:
        """Train to the end of the running epoch."""
        self._tell(StepEpoch())

    def reset(self, seed: int | None = None) -> None:
        """Begin anew with fresh weights, from the recipe's seed or another one."""
        self._run += 1
        self._snapshot = None
        self._points = []
        self._tell(Reset(self._run, seed))

    def set_learning_rate(self, value: float) -> None:
        """Change the learning rate while it runs; the schedule still multiplies it."""
        self._tell(SetLearningRate(value))

    def set_weights(self, weights: Mapping[str, Array]) -> None:
        """Replace whole arrays by public name, between two steps."""
        self._tell(SetWeights(weights))

    def set_weight(self, name: str, index: tuple[int, ...], value: float) -> None:
        """Replace one number of an array, between two steps."""
        self._tell(SetWeight(name, index, value))

    def set_speed(self, steps_per_s: float | None) -> None:
        """Take so many steps in a second at most, in later processes as well; None: no limit."""
        self._speed = steps_per_s
        self._tell(SetSpeed(steps_per_s))

    def watch(self, on: bool) -> None:
        """Say whether anybody looks at the edges; observing costs some time."""
        self._watching = on
        self._tell(Watch(on))

    def request_snapshot(self) -> None:
        """Ask for the weights; they come as a `Snapshot` message."""
        self._tell(TakeSnapshot())

    def poll(self) -> list[Message]:
        """Return what was said since the last call; never waits, never raises."""
        messages, self._own = self._own, []
        link = self._link
        if link is None:
            return messages
        # Asked before the replies are read: what a process said before its end is not lost.
        ended = link.ended
        while link.replies:
            message = self._read(link.replies.popleft())
            if message is not None:
                messages.append(message)
        if ended:
            self._drop_link()
            self._fail(
                f"The training process is gone: {link.reason}. The project is untouched; "
                "start again to go on.",
                died=True,
            )
        elif self._is_stuck():
            self._impatient = True
            self._fail(
                f"The training process has not answered for {_PATIENCE_S:.0f} seconds. It may be "
                "busy with a very long step; start again to end it."
            )
        messages += self._own
        self._own = []
        return messages

    def telemetry(self) -> Telemetry | None:
        """Return the newest numbers of the present plan, or None if there is nothing new."""
        if self._link is not None:
            # The board is quicker than the pipe: numbers may be there before their plan was heard
            # of, and after a single step no others follow.
            self._early = self._link.board.newest() or self._early
        # Old numbers never land on new edges.
        if self._early is None or self._early.plan != self._prepared_plan:
            return None
        newest, self._early = self._early, None
        return newest

    def loss_points(self) -> list[LossPoint]:
        """Return the losses of all steps of this run since the last call, condensed."""
        points, self._points = self._points, []
        return points if self._link is None else points + self._link.board.take(self._run)

    def close(self) -> None:
        """End the process; takes a second at most."""
        self._drop_link()
        self._state = "idle"

    def _tell(self, command: Command) -> None:
        link = self._link
        if link is None:
            return
        try:
            content = Channel.pack(command)
        except Exception as error:  # a plugin's module may refuse to be pickled in any way
            self._fail(
                f"{type(command).__name__} cannot be sent to the training process: {error}. "
                "A module from a plugin must be importable by name."
            )
            return
        self._waiting.append((time.monotonic(), isinstance(command, Load | Update)))
        link.post(content)

    def _read(self, reply: Reply) -> Message | None:
        """Keep the books; None for what an older run still had to say."""
        message = reply.message
        self._impatient = False
        del self._waiting[: reply.answered - self._answered]
        self._answered = max(self._answered, reply.answered)
        self._waiting = [(time.monotonic(), loads) for _, loads in self._waiting]
        if reply.run != self._run and isinstance(message, _OF_A_RUN):
            return None
        match message:
            case Prepared():
                self._prepared_plan = message.plan
            case State():
                self._state = message.state
            case Snapshot():
                self._snapshot = message
            case Failed() if self._state == "starting":
                self._state = "failed"
            case _:
                pass
        return message

    def _is_stuck(self) -> bool:
        """Whether an answer is overdue; loading may take as long as it takes."""
        if self._impatient or not self._waiting or any(loads for _, loads in self._waiting):
            return False
        return time.monotonic() - self._waiting[0][0] > _PATIENCE_S

    def _fail(self, message: str, *, died: bool = False) -> None:
        self._state = "failed"
        self._own.append(Failed(message, died=died))

    def _drop_link(self) -> None:
        if self._link is not None:
            self._points = self._link.board.take(self._run)
            self._link.close()
        self._link = self._early = None
        self._impatient = False
