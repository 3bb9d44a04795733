"""The two tables: the race against PyTorch, and the growth of cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from guinet.bench import growth, table
from guinet.bench.race import measure, measure_alone
from guinet.bench.result import Result
from guinet.bench.scaling import SCALING
from guinet.bench.workloads import WORKLOADS

__all__ = ["Study", "growth_study", "race_study"]


@dataclass(frozen=True)
class Study:
    """One of the tables: what it measures, and how that becomes rows.

    Parameters
    ----------
    names
        Of what can be measured.
    measure
        From a name to what was measured.
    headings, cells
        Of the columns, and a row of them.
    record
        The row for JSON.
    explanation
        How to read the table.
    """

    names: Sequence[str]
    measure: Callable[[str], Result]
    headings: Sequence[str]
    cells: Callable[[str, Result], list[str]]
    record: Callable[[str, Result], dict[str, Any]]
    explanation: str


def race_study(*, rounds: int, seconds: float, pytorch: bool) -> Study:
    """Return the race; the parameters are those of `guinet.bench.race.measure`."""
    return Study(
        tuple(WORKLOADS),
        lambda name: measure(WORKLOADS[name], rounds=rounds, seconds=seconds, pytorch=pytorch),
        table.HEADINGS,
        lambda _, result: table.cells(result),
        lambda _, result: table.record(result),
        "Times are those of a training step; ratios are PyTorch's time over guinet's, with their "
        "quartiles; memory is guinet's peak over PyTorch's. A floor counts as held within 5 %.",
    )


def growth_study(*, rounds: int, seconds: float) -> Study:
    """Return the growth; the parameters are those of `guinet.bench.race.measure_alone`."""
    return Study(
        tuple(SCALING),
        lambda name: measure_alone(SCALING[name].workload, rounds=rounds, seconds=seconds),
        growth.HEADINGS,
        lambda name, result: growth.cells(SCALING[name], result),
        lambda name, result: growth.record(SCALING[name], result),
        "Times are those of a training step of guinet in one process.",
    )
