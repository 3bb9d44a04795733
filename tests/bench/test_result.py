"""Ratios, their quartiles, and what is said of the floors."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guinet.bench.entry import Entry
from guinet.bench.race import quiet_rounds
from guinet.bench.racer import Block
from guinet.bench.result import Measured, Quartiles, Result, holds, quartiles
from guinet.bench.table import HEADINGS, cells, duration, markdown, record
from guinet.bench.workload import Floors
from guinet.bench.workloads import WORKLOADS

WORKLOAD = replace(WORKLOADS["c"], floors=Floors(2.0, 3.0, 5.0))


def measured(engine: str, *step_s: float, parallel: int = 1, memory_mb: float = 100) -> Measured:
    return Measured(Entry(engine, parallel), step_s, 0.5, parallel, memory_mb)


def result(
    single_s: float = 0.1, pair_s: float = 0.06, theirs_s: float = 0.2, ours_mb: float = 90
) -> Result:
    return Result(
        WORKLOAD,
        (
            measured("guinet", *[single_s] * 3, memory_mb=ours_mb),
            measured("guinet", *[pair_s] * 3, parallel=2, memory_mb=ours_mb),
        ),
        (
            measured("pytorch", *[2 * theirs_s] * 3, memory_mb=250),
            measured("pytorch", *[theirs_s] * 3, parallel=2, memory_mb=300),
        ),
    )


def test_quartiles_are_those_of_the_sample() -> None:
    assert quartiles([5.0, 1.0, 2.0, 4.0, 3.0]) == Quartiles(2.0, 3.0, 4.0)
    assert quartiles([7.0]) == Quartiles(7.0, 7.0, 7.0)


def test_ratios_are_taken_round_by_round() -> None:
    # Both grew slower from round to round; neither grew slower than the other.
    pair = Result(WORKLOAD, (measured("guinet", 1, 2, 4),), (measured("pytorch", 3, 6, 12),))
    assert pair.ratio(pair.single) == Quartiles(3.0, 3.0, 3.0)


def test_the_fastest_of_each_side_stand_against_each_other() -> None:
    found = result()
    assert (found.single.entry.parallel, found.best.entry.parallel) == (1, 2)
    assert found.rival is not None
    assert found.rival.entry.parallel == 2
    assert found.ratio(found.single) == pytest.approx((2.0, 2.0, 2.0))
    assert found.ratio(found.best) == pytest.approx((10 / 3,) * 3)
    assert found.memory_ratio == pytest.approx(0.3)


@pytest.mark.parametrize(("ratio", "held"), [(10.0, True), (9.5, True), (9.49, False)])
def test_a_floor_may_be_missed_by_five_percent(ratio: float, held: bool) -> None:
    assert holds(ratio, 10.0) is held


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, "held"),
        ({"single_s": 0.104}, "held"),
        ({"single_s": 0.11}, "missed (1 process)"),
        ({"pair_s": 0.08}, "missed (best)"),
        ({"ours_mb": 101}, "missed (memory)"),
        ({"theirs_s": 0.01, "ours_mb": 101}, "missed (1 process, best, memory)"),
    ],
)
def test_the_verdict_names_what_is_missed(changes: dict[str, float], verdict: str) -> None:
    assert result(**changes).verdict == verdict


def test_without_pytorch_or_a_floor_there_is_no_verdict() -> None:
    alone = replace(result(), theirs=())
    assert (alone.verdict, alone.rival, alone.memory_ratio) == ("", None, None)
    assert alone.ratio(alone.single) is None
    free = replace(result(), workload=replace(WORKLOAD, floors=None))
    assert (free.verdict, free.missed) == ("", ())


def test_disturbed_rounds_are_dropped_while_enough_are_left() -> None:
    quiet, loud = (Block(1.0, True),) * 2, (Block(1.0, True), Block(9.0, False))
    assert quiet_rounds([quiet, loud, quiet, quiet]) == ([quiet] * 3, False)
    assert quiet_rounds([quiet, loud, loud, quiet]) == ([quiet, loud, loud, quiet], True)
    assert quiet_rounds([quiet]) == ([quiet], False)
    assert quiet_rounds([loud]) == ([loud], True)


def test_the_row_says_ratio_floor_and_verdict() -> None:
    row = dict(zip(HEADINGS[::-1], cells(result())[::-1], strict=True))
    assert row["network"].startswith("c: ")
    assert (row["guinet"], row["PyTorch"]) == ("60.0 ms", "200 ms")
    assert row["1 process"] == "2.00× [2.00, 2.00]"
    assert row["best of 1–2"] == "3.33× [3.33, 3.33]"
    assert cells(result())[4:8:2] == ["2×", "3×"]
    assert (row["stretch"], row["memory"], row["verdict"]) == ("5×", "0.30×", "held")


def test_the_row_without_pytorch_has_our_numbers_alone() -> None:
    row = cells(replace(result(), theirs=()))
    assert row[1:] == ["60.0 ms", "–", "–", "2×", "–", "3×", "5×", "90 MB", "–"]


def test_durations_are_read_at_a_glance() -> None:
    times = [13.46e-6, 0.9e-3, 1.234e-3, 0.1804, 2.5]
    assert [duration(s) for s in times] == ["13.5 µs", "900 µs", "1.23 ms", "180 ms", "2500 ms"]


def test_the_record_has_every_contestant() -> None:
    found = record(result())
    assert found["ratio_single"] == {"low": 2.0, "median": 2.0, "high": 2.0}
    assert [one["entry"] for one in found["guinet"]] == [
        "guinet, 1 process",
        "guinet, 2 processes",
    ]
    assert [one["entry"] for one in found["pytorch"]] == [
        "PyTorch, 1 thread",
        "PyTorch, 2 threads",
    ]
    assert (found["floor_single"], found["floor_best"], found["verdict"]) == (2.0, 3.0, "held")


def test_a_table_in_markdown() -> None:
    text = markdown(("a", "b"), [["x", "1"], ["y", "2"]])
    assert text == "| a | b |\n| :-- | --: |\n| x | 1 |\n| y | 2 |\n"
