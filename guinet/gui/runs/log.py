"""Keeps each run while it goes on, and after it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from guinet.core.types import Array
from guinet.document.runs import Kept, Run, RunList
from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.plots.curves import condensed
from guinet.gui.run_history import RunHistory
from guinet.project.checkpoint import Checkpoint, write_checkpoint
from guinet.training.messages import Best, Epoch, Message, Snapshot

__all__ = ["RunLog"]


class RunLog(QObject):
    """Follows the bridge, and turns what it tells into runs.

    Signals
    -------
    changed
        A run was added, removed, renamed, or has gone on.
    overlays_changed
        Other runs are to be drawn over the present one.

    Attributes
    ----------
    overlaid
        Numbers of the runs that are drawn over the present one.
    """

    changed = Signal()
    overlays_changed = Signal()

    def __init__(self, editor: Editor, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(bridge if parent is None else parent)
        self._editor = editor
        self._bridge = bridge
        self._runs = RunList()
        self._behind = False
        self.overlaid: set[int] = set()
        self._number = 0
        self._history: RunHistory | None = None
        self._taken_up = ""
        self._begun_with = len(bridge.history)
        bridge.heard.connect(self._on_heard)
        bridge.epoch.connect(lambda _: self._follow())
        bridge.restarted.connect(self._on_restarted)
        self._best: Best | None = None
        self._last: Snapshot | None = None

    @property
    def runs(self) -> RunList:
        """The oldest first; the last one may still go on."""
        self._sum_up()
        return self._runs

    @property
    def numbers(self) -> list[int]:
        """Numbers of the runs, the oldest first."""
        return [run.number for run in self._runs]

    @property
    def current(self) -> Run | None:
        """The run that goes on, once it has an epoch."""
        return self.runs.get(self._number) if self._history is not None else None

    def rename(self, number: int, name: str) -> None:
        """Give a run another name; an empty one brings the first one back."""
        run = self.runs.get(number)
        if run is not None:
            self._runs.put(replace(run, name=name.strip() or f"Run {number}"))
            self.changed.emit()
            self.overlays_changed.emit()

    def note(self, number: int, notes: str) -> None:
        """Write something down about a run."""
        run = self.runs.get(number)
        if run is not None and run.notes != notes:
            self._runs.put(replace(run, notes=notes))
            self.changed.emit()

    def overlay(self, number: int, on: bool) -> None:
        """Draw a run over the present one, or no longer."""
        (self.overlaid.add if on else self.overlaid.discard)(number)
        self.overlays_changed.emit()

    def remove(self, number: int) -> None:
        """Forget a run that is over."""
        if number == self._number and self._history is not None:
            return
        self._runs.remove(number)
        self.overlaid.discard(number)
        self.changed.emit()
        self.overlays_changed.emit()

    def open_recipe(self, number: int) -> None:
        """Take the recipe of a run."""
        run = self.runs.get(number)
        if run is not None:
            recipe = run.project.recipe
            self._editor.apply(lambda p: replace(p, recipe=recipe), f"Recipe of {run.name}")

    def open_project(self, number: int) -> None:
        """Take network, data and recipe of a run."""
        run = self.runs.get(number)
        if run is not None:
            self._editor.apply(lambda _: run.project, f"Network of {run.name}")

    def take_up(self, number: int, *, best: bool) -> None:
        """Go on from the weights of a run, the best or the last, as a new run.

        Network, data and recipe are those of the run as well: weights belong to them.
        """
        run = self.runs.get(number)
        kept = None if run is None else (run.best_kept if best else run.last_kept)
        if run is None or kept is None:
            return
        if self._editor.project != run.project:
            self.open_project(number)
        self._taken_up = f"{run.name}, {'best' if best else 'last'} weights"
        snapshot = Snapshot(kept.weights, kept.state, kept.epoch, kept.step)
        self._bridge.take_up(RunHistory([_moment(run, kept)]), snapshot)

    def save_weights(self, number: int, path: Path, *, best: bool) -> None:
        """Write the weights of a run as a checkpoint, which opens by itself.

        Raises
        ------
        FileError
            If it cannot be written.
        """
        run = self.runs.get(number)
        kept = None if run is None else (run.best_kept if best else run.last_kept)
        if run is None or kept is None:
            return
        preparation = self._bridge.preparation
        scaler = {} if preparation is None else preparation.scaler
        fields = {} if preparation is None else preparation.fields
        classes = {name: spec.classes for name, spec in fields.items() if spec.classes is not None}
        told: Iterable[Epoch] = run.moments.values()
        if run is self.current and self._history is not None:
            told = self._history
        own = tuple(epoch for epoch in told if epoch.epoch <= kept.epoch)
        made = Checkpoint(kept.weights, kept.state, scaler, classes, own, kept.epoch, kept.step)
        write_checkpoint(made, run.project, path)

    def _on_heard(self, message: Message) -> None:
        if isinstance(message, Best):
            self._best = message
            self._follow()
        elif isinstance(message, Snapshot):
            self._last = message
            self._follow()

    def _on_restarted(self) -> None:
        """Close the run that was, unless it goes on; the next epoch begins another."""
        if self._bridge.history is self._history:
            return
        self._sum_up()
        self._history = self._best = self._last = None
        # What was trained before, by the file or by the run taken up, makes no run by itself.
        self._begun_with = len(self._bridge.history)
        self.changed.emit()

    def _follow(self) -> None:
        """Write down how far the present run has come."""
        history = self._bridge.history
        if history is not self._history and self._is_new(history):
            self._begin(history)
        run = self._runs.get(self._number) if self._history is not None else None
        if run is None or not history:  # a process that died may have taken all epochs back
            return
        best, last = self._best, self._last
        self._behind = True
        self._runs.put(
            replace(
                run,
                project=self._editor.project,
                epochs=history[-1].epoch,
                last=history[-1],
                best_kept=run.best_kept if best is None else _kept(best),
                last_kept=run.last_kept if last is None else _kept(last),
            )
        )
        self.changed.emit()

    def _sum_up(self) -> None:
        """Write down what all epochs of the present run tell, once somebody wants to know.

        A tiny network ends an epoch in every frame, and by the time it has done a hundred
        thousand of them going through all takes nearly as long as a frame.
        """
        history, run = self._history, self._runs.get(self._number)
        if not self._behind or run is None or not history:
            return
        self._behind = False
        self._runs.put(
            replace(
                run,
                seconds=history.total_seconds,
                best_loss=history.lowest_loss,
                curves=_curves(history),
                moments=_moments(run, history),
            )
        )

    def _is_new(self, history: RunHistory) -> bool:
        """Whether something was trained that no run holds yet."""
        return len(history) > self._begun_with

    def _begin(self, history: RunHistory) -> None:
        self._history = history
        self._number += 1
        name = self._taken_up or f"Run {self._number}"
        self._taken_up = ""
        self._runs.put(Run(self._number, name, datetime.now().astimezone(), self._editor.project))


def _moments(run: Run, history: RunHistory) -> dict[int, Epoch]:
    """Return the epochs that the kept weights belong to, with all their numbers."""
    numbers = {kept.epoch for kept in (run.best_kept, run.last_kept) if kept is not None}
    found = {number: history.at(number) or run.moments.get(number) for number in numbers}
    return {number: epoch for number, epoch in sorted(found.items()) if epoch is not None}


def _moment(run: Run, kept: Kept) -> Epoch:
    """Return the epoch that kept weights belong to, for the count to go on from."""
    assert run.last is not None
    unmeasured = Epoch(kept.epoch, {}, run.last.learning_rate, 0.0)
    return run.moments.get(kept.epoch, unmeasured)


def _kept(moment: Best | Snapshot) -> Kept:
    return Kept(moment.weights, moment.state, moment.epoch, moment.step)


def _curves(history: RunHistory) -> dict[str, tuple[Array, Array]]:
    return {name: condensed(*history.curve(name)) for name in history.names}
