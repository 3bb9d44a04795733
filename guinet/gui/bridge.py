"""Between window and training process: edits go one way, numbers come the other.

The bridge owns the client of the training process. It follows the project, so that nobody
else tells the process what is trained, and turns what the process says into Qt signals, once
per frame. It never waits for the process.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from itertools import zip_longest

from PySide6.QtCore import QObject, QTimer, Signal

from guinet.document.diff import ProjectDiff
from guinet.gui import checkpoints
from guinet.gui.editor import Editor
from guinet.gui.project_feed import ProjectFeed
from guinet.gui.run_history import RunHistory
from guinet.project.checkpoint import Checkpoint
from guinet.training.client import TrainingClient
from guinet.training.messages import (
    Effect,
    Epoch,
    Failed,
    Finished,
    LossPoint,
    Message,
    Notice,
    Prepared,
    RunState,
    Snapshot,
    Telemetry,
)

__all__ = ["Bridge"]

_FRAME_MS = 16
_RESTING_MS = 100
_LOSSES_S = 0.1
_EDIT_MS = 100
_SAVING_S = 0.5


class Bridge(QObject):
    """Steers the run of the open project and tells the window about it.

    Signals
    -------
    telemetry, epoch, prepared, snapshot, effect, finished, failed
        What the process reported: a `Telemetry`, `Epoch`, `Prepared` ...; of several epochs
        since the last frame only the newest is told, all are in `history`.
    losses
        A list of new `LossPoint`, at most ten times a second.
    state_changed
        The new `run_state`, or that `can_run` changed.
    waits
        A sentence: training waits for a network that is whole again, or goes on after that.
    heard
        Whatever the process says, also what no other signal tells.
    restarted
        `history` was exchanged: another project, or a reset.

    Attributes
    ----------
    history
        Epochs done so far.
    last_snapshot
        The newest weights that arrived; those of the file after opening.
    telemetry_frame
        The newest numbers of an observed step.
    preparation
        What the process said about the present plan, with the processes that are left of it.
    """

    telemetry = Signal(object)
    epoch = Signal(object)
    prepared = Signal(object)
    state_changed = Signal(str)
    finished = Signal(object)
    noticed = Signal(str)
    waits = Signal(str)
    failed = Signal(object)
    snapshot = Signal(object)
    effect = Signal(object)
    losses = Signal(list)
    restarted = Signal()
    heard = Signal(object)

    def __init__(
        self,
        editor: Editor,
        parent: QObject | None = None,
        make_client: Callable[[], TrainingClient] = TrainingClient,
    ) -> None:
        super().__init__(editor if parent is None else parent)
        self._editor = editor
        self._client = make_client()
        self.history = RunHistory()
        self.last_snapshot: Snapshot | None = None
        self.telemetry_frame: Telemetry | None = None
        self.preparation: Prepared | None = None
        self.run_state: RunState = "idle"
        self._started = False
        self._eager = False
        self._watching = True
        self._was_running = False
        self._blocked = ""
        self._losses: list[LossPoint] = []
        self._losses_at = 0.0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.poll)
        self._feed = ProjectFeed(self._client)
        self._edit_timer = QTimer(self)
        self._edit_timer.setSingleShot(True)
        self._edit_timer.setInterval(_EDIT_MS)
        self._edit_timer.timeout.connect(self.send_edits)
        editor.project_changed.connect(self._on_project_changed)
        editor.document_replaced.connect(self._on_document_replaced)
        editor.analysis_changed.connect(self._on_analysis_changed)
        self._take_checkpoint()

    @property
    def blocked_reason(self) -> str:
        """Why the network cannot be trained now, one sentence; empty if it can."""
        return self._editor.first_fault

    @property
    def can_run(self) -> bool:
        """Whether play and step would do something."""
        return not self.blocked_reason

    @property
    def running(self) -> bool:
        """Whether steps are being taken."""
        return self.run_state == "running"

    @property
    def epochs_done(self) -> int:
        """Number of whole epochs so far."""
        return self.history[-1].epoch if self.history else 0

    @property
    def pid(self) -> int | None:
        """Number of the training process, or None while there is none."""
        return self._client.pid

    def prepare(self) -> None:
        """Start the process and load the project, now or as soon as the network is whole."""
        self._eager = True
        if not self._started and self.can_run:
            self._start()

    def toggle(self) -> None:
        """Play or pause."""
        if self.running:
            self.pause()
        else:
            self.play()

    def play(self) -> None:
        """Train until told otherwise."""
        self._do(self._client.play)

    def pause(self) -> None:
        """Stop after the running step."""
        self._feed.play_when_whole = False
        if self._started:
            self._client.pause()

    def step(self) -> None:
        """Train on one batch."""
        self._do(self._client.step)

    def step_epoch(self) -> None:
        """Train to the end of the running epoch."""
        self._do(self._client.step_epoch)

    def reset(self) -> None:
        """Begin anew with fresh weights from the recipe's seed, and pause."""
        if not self.can_run:
            return
        self._feed.play_when_whole = False
        self._forget_run()
        if self._started:
            self.send_edits()
            self._client.reset(self._editor.project.recipe.seed)
        else:
            self.prepare()
        self.restarted.emit()

    def restart(self) -> None:
        """Go on after a failure, from the newest weights, in a new process if need be."""
        if not self.can_run:
            return
        again = self._was_running
        reached = 0 if self.last_snapshot is None else self.last_snapshot.epoch
        self.history.forget_after(reached)
        self._start()
        self.restarted.emit()
        if again:
            self.play()

    def tell(self, words: Callable[[TrainingClient], None], *, starts: bool = True) -> None:
        """Have the client say something to the process, which is started unless told not to."""
        if starts:
            self._do(lambda: words(self._client))
        else:
            words(self._client)

    def watch(self, on: bool) -> None:
        """Say whether anybody looks at the edges."""
        self._watching = on
        self._client.watch(on)

    def checkpoint(self) -> Checkpoint | None:
        """Return the trained network for saving, or None if nothing was trained or set by hand.

        While it trains, the process is asked for its newest weights and given half a second;
        if it is in the middle of a longer step, the weights that came last are taken.
        """
        if self.running:
            self._client.request_snapshot()
            checkpoints.await_newer(self, _SAVING_S)
        if self.preparation is None:  # opened, and not run since
            return self._editor.document.checkpoint
        return checkpoints.make(self.last_snapshot, self.history, self.preparation)

    def shutdown(self) -> None:
        """End the process."""
        self._timer.stop()
        self._edit_timer.stop()
        self._feed.end()
        self._started = self._eager = False
        self._client.close()

    def poll(self) -> None:
        """Pick up what the process has said."""
        messages = self._client.poll()
        for message, following in zip_longest(messages, messages[1:]):
            self._dispatch(message)
            # Of thousands of epochs in a second nobody can see more than the last per frame.
            if isinstance(message, Epoch) and not isinstance(following, Epoch):
                self.epoch.emit(message)
        if self._started:
            self._set_state(self._client.state)
        frame = self._client.telemetry()
        if frame is not None:
            self.telemetry_frame = frame
            self.telemetry.emit(frame)
        self._losses += self._client.loss_points()
        now = time.monotonic()
        # They may come before the message that tells of their epochs: it was sent, not yet heard.
        known = self.preparation is not None
        if self._losses and known and (now - self._losses_at >= _LOSSES_S or not self.running):
            points, self._losses, self._losses_at = self._losses, [], now
            self.losses.emit(points)

    def _dispatch(self, message: Message) -> None:
        self.heard.emit(message)
        match message:
            case Prepared():
                self.preparation = message
                self.prepared.emit(message)
            case Epoch():
                self.history.append(message)
            case Snapshot():
                self.last_snapshot = message
                self.snapshot.emit(message)
            case Effect():
                self.effect.emit(message)
            case Finished():
                self._was_running = False
                self.finished.emit(message)
            case Notice():
                if self.preparation is not None:
                    self.preparation = replace(self.preparation, workers=message.workers)
                self.noticed.emit(message.message)
            case Failed():
                self._fail(message)

    def _fail(self, failure: Failed) -> None:
        self._was_running = self.running
        if failure.died:
            self._started = False
            self._feed.end()
            self._set_state("failed")
        self.failed.emit(failure)

    def _set_state(self, state: RunState) -> None:
        if state == "running":
            self._was_running = True
        if state != self.run_state:
            self.run_state = state
            self.state_changed.emit(state)
        self._set_pace()

    def _set_pace(self) -> None:
        """Look every frame while numbers flow, now and then at rest, never without a process."""
        interval = _FRAME_MS if self.run_state in ("running", "starting") else _RESTING_MS
        if not self._started:
            self._timer.stop()
        elif not self._timer.isActive() or self._timer.interval() != interval:
            self._timer.start(interval)

    def _do(self, command: Callable[[], None]) -> None:
        if not self.can_run:
            return
        if not self._started:
            self._start()
        self.send_edits()
        command()
        self._timer.start(_FRAME_MS)

    def _start(self) -> None:
        """Load the project into the process, with the newest weights there are."""
        project = self._editor.project
        known = self.last_snapshot
        self._client.start(
            project.graph,
            project.data,
            project.recipe,
            weights=None if known is None else known.weights,
            state=None if known is None else known.state,
            # Unless the schedule follows the loss, the process only counts on.
            history=self.history[0 if project.recipe.schedule.follows_loss else -1 :],
        )
        self._client.watch(self._watching)
        self._started = True
        self._feed.begin(project)
        self._set_state("starting")

    def send_edits(self) -> None:
        """Tell the process what became of the project, if that concerns it."""
        self._edit_timer.stop()
        waited = self._feed.play_when_whole
        if self._feed.send(self._editor.project, can_run=self.can_run, running=self.running):
            self._timer.start(_FRAME_MS)
        waiting = self._feed.play_when_whole
        if waiting and not waited:
            self.waits.emit(f"Training waits until the network is whole. {self.blocked_reason}")
        elif waited and not waiting:
            self.waits.emit("Training goes on.")

    def _on_project_changed(self, diff: ProjectDiff) -> None:
        if self._feed.follow(self._editor.project, diff):
            self._edit_timer.start()

    def _on_analysis_changed(self) -> None:
        reason = self.blocked_reason
        if reason != self._blocked:
            self._blocked = reason
            self.state_changed.emit(self.run_state)
        if self._eager and self.run_state == "idle":
            self.prepare()

    def take_up(self, history: RunHistory, snapshot: Snapshot) -> None:
        """Leave the run for another one, that goes on from such weights when it is played."""
        self._leave()
        self.history, self.last_snapshot = history, snapshot
        self.snapshot.emit(snapshot)
        self._set_state("idle")
        self.restarted.emit()

    def _on_document_replaced(self) -> None:
        self._leave()
        self._take_checkpoint()
        self._set_state("idle")
        self.restarted.emit()

    def _leave(self) -> None:
        self._edit_timer.stop()
        self._feed.end()
        if self._started:
            self._client.pause()
        self._started = False
        self.preparation = None
        self._feed.play_when_whole = self._was_running = False
        self._forget_run()

    def _take_checkpoint(self) -> None:
        opened = self._editor.document.checkpoint
        if opened is not None:
            self.history = RunHistory(opened.history)
            self.last_snapshot = checkpoints.snapshot_of(opened)
            self.snapshot.emit(self.last_snapshot)

    def _forget_run(self) -> None:
        self.history = RunHistory()
        self._losses = []
        self.last_snapshot = None
        self.telemetry_frame = None
