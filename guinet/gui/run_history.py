"""The epochs that are done: read like a list, kept as columns of numbers.

A tiny network does thousands of epochs in a second. As objects they would take a kilobyte each
and the plots would have to walk through all of them ten times a second.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import overload

import numpy as np

from guinet.core.types import Array
from guinet.training.messages import Epoch

__all__ = ["RunHistory"]

_NAN = float("nan")


class RunHistory(Sequence[Epoch]):
    """A growing sequence of `Epoch`; equal to any sequence of equal epochs.

    Parameters
    ----------
    epochs
        Those to begin with, numbers ascending.
    """

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, epochs: Iterable[Epoch] = ()) -> None:
        self._numbers = array("q")
        self._rates = array("d")
        self._seconds = array("d")
        self._columns: dict[str, array[float]] = {}
        # The metrics an epoch has change only with the network: few sets of names for many epochs.
        self._name_sets: list[tuple[str, ...]] = []
        self._name_set = array("I")
        for epoch in epochs:
            self.append(epoch)

    def append(self, epoch: Epoch) -> None:
        """Add the next epoch."""
        names = tuple(epoch.metrics)
        if not self._name_set or self._name_sets[self._name_set[-1]] != names:
            self._learn(names)
            self._name_set.append(self._name_sets.index(names))
        else:
            self._name_set.append(self._name_set[-1])
        for name, column in self._columns.items():
            column.append(epoch.metrics.get(name, _NAN))
        self._numbers.append(epoch.epoch)
        self._rates.append(epoch.learning_rate)
        self._seconds.append(epoch.seconds)

    def forget_after(self, epoch: int) -> None:
        """Drop all epochs with a higher number."""
        start = bisect_right(self._numbers, epoch)
        for column in (self._numbers, self._rates, self._seconds, self._name_set):
            del column[start:]
        for column in self._columns.values():
            del column[start:]

    def at(self, number: int) -> Epoch | None:
        """Return the epoch with a number, or None."""
        place = bisect_left(self._numbers, number)
        return self[place] if self._numbers[place : place + 1] == array("q", [number]) else None

    def curve(self, name: str) -> tuple[Array, Array]:
        """Return the epochs where a metric is a finite number, and its values there."""
        if name not in self._columns:
            return np.zeros(0), np.zeros(0)
        values = np.array(self._columns[name], dtype=float)
        known = np.isfinite(values)
        return np.array(self._numbers, dtype=float)[known], values[known]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all metrics that any epoch has."""
        return tuple(self._columns)

    @property
    def total_seconds(self) -> float:
        """Time that all epochs took."""
        return float(np.sum(np.array(self._seconds)))

    def learning_rates(self) -> tuple[Array, Array]:
        """Return the numbers of the epochs, and the learning rate of each one's last step."""
        return np.array(self._numbers, dtype=float), np.array(self._rates, dtype=float)

    def judged_losses(self) -> list[float]:
        """Return `Epoch.judged_loss` of all epochs."""
        losses: list[float] = self._losses().tolist()
        return losses

    @property
    def lowest_loss(self) -> float:
        """The lowest `Epoch.judged_loss` of all that are numbers; NaN without any."""
        return float(np.fmin.reduce(self._losses(), initial=_NAN))

    def _losses(self) -> Array:
        unknown = array("d", [_NAN]) * len(self)
        validation, train = (
            np.array(self._columns.get(f"{part}_loss", unknown)) for part in ("validation", "train")
        )
        return np.where(np.isnan(validation), train, validation)

    def __len__(self) -> int:
        """Return the number of epochs."""
        return len(self._numbers)

    @overload
    def __getitem__(self, place: int) -> Epoch: ...

    @overload
    def __getitem__(self, place: slice) -> list[Epoch]: ...

    def __getitem__(self, place: int | slice) -> Epoch | list[Epoch]:
        """Return an epoch, or several as a list."""
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        names = self._name_sets[self._name_set[place]]
        metrics = {name: self._columns[name][place] for name in names}
        return Epoch(self._numbers[place], metrics, self._rates[place], self._seconds[place])

    def __eq__(self, other: object) -> bool:
        """Compare epoch by epoch."""
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    def __repr__(self) -> str:
        """Say how long it is."""
        return f"RunHistory({len(self)} epochs)"

    def _learn(self, names: tuple[str, ...]) -> None:
        if names not in self._name_sets:
            self._name_sets.append(names)
        for name in names:
            if name not in self._columns:
                self._columns[name] = array("d", [_NAN]) * len(self)
