"""How cost grows, as rows of text."""

from __future__ import annotations

from typing import Any

from guinet.bench.result import Result
from guinet.bench.scaling import Growth
from guinet.bench.table import duration

__all__ = ["HEADINGS", "cells", "record"]

HEADINGS = ("network", "step", "share of each", "first step ready in")
"""Of the columns of `cells`."""


def cells(growth: Growth, result: Result) -> list[str]:
    """Return what was measured as text, one cell per heading."""
    measured = result.single
    return [
        f"{growth.workload.name}: {growth.workload.title}",
        duration(measured.typical_s),
        f"{duration(measured.typical_s / growth.count)} per {growth.unit}",
        duration(measured.compile_s),
    ]


def record(growth: Growth, result: Result) -> dict[str, Any]:
    """Return what was measured, for JSON."""
    measured = result.single
    return {
        "workload": growth.workload.name,
        "title": growth.workload.title,
        f"{growth.unit}s": growth.count,
        "step_s": measured.typical_s,
        f"step_s_per_{growth.unit}": measured.typical_s / growth.count,
        "compile_s": measured.compile_s,
        "memory_mb": measured.memory_mb,
        "disturbed": result.disturbed,
    }
