"""What was measured, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median, quantiles
from typing import NamedTuple

from guinet.bench.entry import Entry
from guinet.bench.workload import Workload

__all__ = ["MEMORY_LIMIT", "TOLERANCE", "Measured", "Quartiles", "Result", "holds", "quartiles"]

TOLERANCE = 0.05
"""Part by which a floor may be missed: a smaller difference of times is nothing."""

MEMORY_LIMIT = 1 / 3
"""Most memory, as a part of PyTorch's."""


class Quartiles(NamedTuple):
    """The middle of several numbers, and between what the middle half of them lies."""

    low: float
    median: float
    high: float


def quartiles(numbers: list[float]) -> Quartiles:
    """Return the quartiles of at least one number."""
    if len(numbers) == 1:
        return Quartiles(*numbers * 3)
    return Quartiles(*quantiles(numbers, n=4, method="inclusive"))


def holds(ratio: float, floor: float) -> bool:
    """Return whether a ratio reaches its floor, to `TOLERANCE`."""
    return ratio >= floor * (1 - TOLERANCE)


@dataclass(frozen=True)
class Measured:
    """One contestant's numbers.

    Parameters
    ----------
    entry
        Who.
    step_s
        Time of a step in each round, in seconds.
    compile_s
        Time to make the network and its first step.
    parallel
        Processes or threads that were really used.
    memory_mb
        Peak resident memory, None where the system does not tell.
    """

    entry: Entry
    step_s: tuple[float, ...]
    compile_s: float
    parallel: int
    memory_mb: float | None

    @property
    def typical_s(self) -> float:
        """Median time of a step."""
        return median(self.step_s)


@dataclass(frozen=True)
class Result:
    """One line of the table.

    Parameters
    ----------
    workload
        What was measured.
    ours
        guinet with one process first, then with more.
    theirs
        PyTorch's fastest entries, none if it took no part.
    disturbed
        True if the processor was never left alone, so that no round could be dropped.
    notices
        What could not be measured, in sentences.
    """

    workload: Workload
    ours: tuple[Measured, ...]
    theirs: tuple[Measured, ...] = ()
    disturbed: bool = False
    notices: tuple[str, ...] = ()

    @property
    def single(self) -> Measured:
        """Ours with one process."""
        return self.ours[0]

    @property
    def best(self) -> Measured:
        """The fastest of ours."""
        return min(self.ours, key=lambda measured: measured.typical_s)

    @property
    def rival(self) -> Measured | None:
        """The fastest of theirs."""
        return min(self.theirs, key=lambda measured: measured.typical_s, default=None)

    def ratio(self, ours: Measured) -> Quartiles | None:
        """Return PyTorch's time over ours, round by round; None without PyTorch."""
        if self.rival is None:
            return None
        return quartiles([b / a for a, b in zip(ours.step_s, self.rival.step_s, strict=True)])

    @property
    def memory_ratio(self) -> float | None:
        """Memory of our fastest over that of theirs; None where one is not known."""
        if self.rival is None or self.rival.memory_mb is None or self.best.memory_mb is None:
            return None
        return self.best.memory_mb / self.rival.memory_mb

    @property
    def missed(self) -> tuple[str, ...]:
        """What was promised and is not held, in words."""
        floors, single, best = self.workload.floors, self.ratio(self.single), self.ratio(self.best)
        if floors is None or single is None or best is None:
            return ()
        missed = []
        if not holds(single.median, floors.single):
            missed.append("1 process")
        if not holds(best.median, floors.best):
            missed.append("best")
        if self.memory_ratio is not None and self.memory_ratio > MEMORY_LIMIT:
            missed.append("memory")
        return tuple(missed)

    @property
    def verdict(self) -> str:
        """``"held"``, ``"missed (...)"``, or nothing where there is nothing to judge."""
        if self.workload.floors is None or self.rival is None:
            return ""
        return f"missed ({', '.join(self.missed)})" if self.missed else "held"
