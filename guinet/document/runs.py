"""Earlier runs, so that they can be compared and taken up again. They live as long as the window.

A project file stays small and readable, so runs are not saved with it: what is worth keeping of
one is its recipe, which can be opened, and its weights, which can be saved as a checkpoint.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import overload

from guinet.core.types import Array
from guinet.project.project import Project
from guinet.training.messages import Epoch

__all__ = ["Kept", "Run", "RunList"]

Curve = tuple[Array, Array]


@dataclass(frozen=True, eq=False)
class Kept:
    """Weights and state of one moment of a run."""

    weights: Mapping[str, Array]
    state: Mapping[str, Array]
    epoch: int
    step: int

    @property
    def size_bytes(self) -> int:
        """Memory that the arrays take."""
        arrays = (*self.weights.values(), *self.state.values())
        return sum(array.nbytes for array in arrays)


@dataclass(frozen=True, eq=False)
class Run:
    """One training that is over, or the one that goes on.

    Attributes
    ----------
    number
        Counts the runs of a window from 1.
    name, notes
        A person's words.
    began
        When its first epoch ended.
    project
        Network, data and recipe as they were last.
    epochs
        Epochs done.
    seconds
        Time that these took.
    last
        The newest epoch, with its metrics; None before the first.
    best_loss
        The lowest loss that counts, see `Epoch.judged_loss`; NaN before the first epoch.
    curves
        Metric to epochs and values, thinned out.
    best_kept, last_kept
        Weights of the best and of the last epoch; None where they were let go.
    moments
        The epochs that these weights belong to, by number: the curves may not hold them any more.
    """

    number: int
    name: str
    began: datetime
    project: Project
    epochs: int = 0
    seconds: float = 0.0
    last: Epoch | None = None
    best_loss: float = float("nan")
    notes: str = ""
    curves: Mapping[str, Curve] = field(default_factory=dict)
    best_kept: Kept | None = None
    last_kept: Kept | None = None
    moments: Mapping[int, Epoch] = field(default_factory=dict)

    @property
    def size_bytes(self) -> int:
        """Memory that its weights take."""
        return sum(kept.size_bytes for kept in (self.best_kept, self.last_kept) if kept)


class RunList(Sequence[Run]):
    """Runs in their order; the weights of the oldest go first when there are too many.

    Parameters
    ----------
    most
        Runs; the oldest are dropped.
    most_bytes
        For the weights of all of them.
    """

    def __init__(self, most: int = 200, most_bytes: int = 256 << 20) -> None:
        self._runs: list[Run] = []
        self._most, self._most_bytes = most, most_bytes

    def put(self, run: Run) -> None:
        """Add a run, or replace the one with its number."""
        place = self.place(run.number)
        if place is None:
            self._runs.append(run)
        else:
            self._runs[place] = run
        del self._runs[: -self._most]
        self._make_room()

    def remove(self, number: int) -> None:
        """Forget a run."""
        self._runs = [run for run in self._runs if run.number != number]

    def place(self, number: int) -> int | None:
        """Return where the run with a number stands, or None."""
        return next((n for n, run in enumerate(self._runs) if run.number == number), None)

    def get(self, number: int) -> Run | None:
        """Return the run with a number, or None."""
        place = self.place(number)
        return None if place is None else self._runs[place]

    def __len__(self) -> int:
        """Return the number of runs."""
        return len(self._runs)

    @overload
    def __getitem__(self, place: int) -> Run: ...

    @overload
    def __getitem__(self, place: slice) -> list[Run]: ...

    def __getitem__(self, place: int | slice) -> Run | list[Run]:
        """Return a run, or several."""
        return self._runs[place]

    def __iter__(self) -> Iterator[Run]:
        """Go through the runs, the oldest first."""
        return iter(self._runs)

    def _make_room(self) -> None:
        size = sum(run.size_bytes for run in self._runs)
        for place, run in enumerate(self._runs[:-1]):
            if size <= self._most_bytes:
                return
            size -= run.size_bytes
            self._runs[place] = replace(run, best_kept=None, last_kept=None)
