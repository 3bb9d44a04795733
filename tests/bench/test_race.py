"""Who reaches the final, in which order they run, and whose numbers are whose."""

from __future__ import annotations

from typing import Any

import pytest

from guinet.bench import race
from guinet.bench.entry import Entry
from guinet.bench.racer import Block
from guinet.bench.workload import Workload
from guinet.bench.workloads import WORKLOADS
from guinet.core.errors import GuinetError

STEP_S = {"guinet": 0.1, "pytorch": 0.3}


class Runner:
    """A contestant without a process: the more in parallel the faster, fused faster still."""

    log: list[Entry]
    started: list[Runner]
    refused: tuple[Entry, ...]
    spare: bool

    def __init__(self, workload: Workload, entry: Entry) -> None:
        if entry in self.refused:
            raise GuinetError(f"{entry.title} cannot take part.")
        self.entry, self.closed, self.compile_s = entry, False, 1.0
        self.parallel = 1 if self.spare and entry.engine == "guinet" else entry.parallel
        self.step_s = STEP_S[entry.engine] / self.parallel - 0.01 * entry.fused
        self.started.append(self)

    def block(self, seconds: float) -> Block:
        assert not self.closed
        self.log.append(self.entry)
        return Block(self.step_s, True)

    def peak_memory_mb(self) -> float:
        return 100.0 * self.parallel

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def runners(monkeypatch: pytest.MonkeyPatch) -> type[Runner]:
    class Fresh(Runner):
        log, started, refused, spare = [], [], (), False

    monkeypatch.setattr(race, "Racer", Fresh)
    monkeypatch.setattr(race, "_PAUSE_S", 0.0)
    monkeypatch.setattr(race.os, "cpu_count", lambda: 2)
    return Fresh


def measure(**changes: Any) -> Any:
    options = {"rounds": 3, "seconds": 0.0, "pytorch": True} | changes
    return race.measure(WORKLOADS["b64adam"], **options)


def test_our_two_run_against_their_two_fastest(runners: type[Runner]) -> None:
    found = measure()
    assert [one.entry for one in found.ours] == [Entry("guinet", 1), Entry("guinet", 2)]
    assert [one.entry for one in found.theirs] == [
        Entry("pytorch", 2, fused=True),
        Entry("pytorch", 2),
    ]
    assert [one.step_s for one in found.ours] == [(0.1,) * 3, (0.05,) * 3]
    assert found.ratio(found.best).median == pytest.approx(0.14 / 0.05)
    assert found.memory_ratio == 1.0
    assert not found.disturbed
    assert all(runner.closed for runner in runners.started)


def test_the_order_turns_round_from_round_to_round(runners: type[Runner]) -> None:
    measure(rounds=2)
    *_, a, b, c, d, e, f, g, h = runners.log
    assert [a, b, c, d] == [h, g, f, e]
    assert a == Entry("guinet", 1)


def test_a_second_process_that_is_not_used_takes_no_part(runners: type[Runner]) -> None:
    runners.spare = True
    found = measure(pytorch=False)
    assert [one.entry for one in found.ours] == [Entry("guinet", 1)]
    assert found.best is found.single


def test_images_also_race_with_channels_last(runners: type[Runner]) -> None:
    race.measure(WORKLOADS["c"], rounds=1, seconds=0.0, pytorch=True)
    assert sum(runner.entry.channels_last for runner in runners.started) == 4


def test_those_that_cannot_take_part_are_told_of(runners: type[Runner]) -> None:
    runners.refused = (Entry("pytorch", 2, fused=True),)
    found = measure()
    assert [one.entry for one in found.theirs] == [Entry("pytorch", 2), Entry("pytorch", 1, True)]
    assert found.notices == ("PyTorch, 2 threads, fused optimizer cannot take part.",)


def test_without_anybody_of_theirs_ours_are_measured(runners: type[Runner]) -> None:
    runners.refused = tuple(Entry("pytorch", n, fused) for n in (1, 2) for fused in (False, True))
    found = measure()
    assert (found.theirs, len(found.notices), len(found.ours)) == ((), 4, 2)


def test_ours_must_take_part(runners: type[Runner]) -> None:
    runners.refused = (Entry("guinet", 2),)
    with pytest.raises(GuinetError, match="cannot take part"):
        measure()
    assert all(runner.closed for runner in runners.started)


def test_a_disturbed_block_is_run_again(
    runners: type[Runner], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(
        [Block(9.0, False), Block(1.0, True), *[Block(5.0, False)] * 3, Block(2.0, True)]
    )
    monkeypatch.setattr(runners, "block", lambda self, seconds: next(answers))
    found = race.measure_alone(WORKLOADS["a10sgd"], rounds=3, seconds=0.0)
    # One round of three stayed disturbed, which leaves too few to drop it.
    assert found.single.step_s == (1.0, 5.0, 2.0)
    assert found.disturbed
