"""Results as rows of text, for the terminal and for Markdown alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guinet.bench.result import Measured, Quartiles, Result

__all__ = ["HEADINGS", "cells", "duration", "markdown", "record"]

HEADINGS = (
    "network",
    "guinet",
    "PyTorch",
    "1 process",
    "floor",
    "best of 1–2",
    "floor",
    "stretch",
    "memory",
    "verdict",
)
"""Of the columns of `cells`."""

_NOTHING = "–"


def cells(result: Result) -> list[str]:
    """Return a result as text, one cell per heading.

    Ratios are PyTorch's time over ours, with their quartiles; memory is ours over PyTorch's,
    and without PyTorch in MB.
    """
    floors, rival = result.workload.floors, result.rival
    promised = (floors.single, floors.best, floors.stretch) if floors else (None,) * 3
    single_floor, best_floor, stretch = (f"{p:g}×" if p else _NOTHING for p in promised)
    return [
        f"{result.workload.name}: {result.workload.title}",
        duration(result.best.typical_s),
        duration(rival.typical_s) if rival else _NOTHING,
        _ratio(result.ratio(result.single)),
        single_floor,
        _ratio(result.ratio(result.best)),
        best_floor,
        stretch,
        _memory(result),
        result.verdict or _NOTHING,
    ]


def duration(seconds: float) -> str:
    """Return a time in µs or ms, three digits."""
    return f"{1e6 * seconds:.3g} µs" if seconds < 1e-3 else f"{_three_digits(1e3 * seconds)} ms"


def markdown(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown; all columns but the first flush right."""
    rule = [":--", *("--:" for _ in headings[1:])]
    return "".join(f"| {' | '.join(row)} |\n" for row in (headings, rule, *rows))


def record(result: Result) -> dict[str, Any]:
    """Return a result with all its numbers, for JSON."""
    workload, floors = result.workload, result.workload.floors
    return {
        "workload": workload.name,
        "title": workload.title,
        "batch_size": workload.batch_size,
        "optimizer": workload.optimizer,
        "floor_single": floors.single if floors else None,
        "floor_best": floors.best if floors else None,
        "stretch": floors.stretch if floors else None,
        "ratio_single": _quartiles(result.ratio(result.single)),
        "ratio_best": _quartiles(result.ratio(result.best)),
        "memory_ratio": result.memory_ratio,
        "verdict": result.verdict or None,
        "disturbed": result.disturbed,
        "guinet": [_measured(measured) for measured in result.ours],
        "pytorch": [_measured(measured) for measured in result.theirs],
    }


def _measured(measured: Measured) -> dict[str, Any]:
    return {
        "entry": measured.entry.title,
        "parallel": measured.parallel,
        "step_s": measured.typical_s,
        "rounds": len(measured.step_s),
        "compile_s": measured.compile_s,
        "memory_mb": measured.memory_mb,
    }


def _quartiles(ratio: Quartiles | None) -> dict[str, float] | None:
    return None if ratio is None else ratio._asdict()


def _memory(result: Result) -> str:
    """Return ours as a part of PyTorch's; without PyTorch in MB."""
    ratio, own = result.memory_ratio, result.best.memory_mb
    if ratio is not None:
        return f"{ratio:.2f}×"
    return f"{own:.0f} MB" if result.rival is None and own is not None else _NOTHING


def _ratio(ratio: Quartiles | None) -> str:
    if ratio is None:
        return _NOTHING
    low, middle, high = (_three_digits(number) for number in ratio)
    return f"{middle}× [{low}, {high}]"


def _three_digits(number: float) -> str:
    """Return a number with three digits, without an exponent."""
    return f"{number:.0f}" if number >= 100 else f"{number:#.3g}"
