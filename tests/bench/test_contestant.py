"""A contestant's process: what it says, how it ends, and that no other engine is in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace

import pytest

from guinet.bench import race
from guinet.bench.contestant import timed
from guinet.bench.entry import Entry, our_entries, pytorch_entries
from guinet.bench.machine import has_pytorch
from guinet.bench.processes import busy_s, cpu_s, peak_memory_mb, tree
from guinet.bench.racer import Racer
from guinet.bench.workloads import WORKLOADS
from guinet.core.errors import GuinetError

TINY = WORKLOADS["a10sgd"]
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc")


def talk(
    entry: Entry, *commands: object, name: str = TINY.name
) -> tuple[int, list[dict[str, float]]]:
    """Run a contestant with everything it will be asked; return its status and its answers."""
    words = [name, json.dumps(entry.as_record())]
    done = subprocess.run(
        [sys.executable, "-m", "guinet.bench.contestant", *words],
        input="".join(json.dumps(command) + "\n" for command in commands),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def test_a_contestant_tells_its_times_and_ends_with_its_input() -> None:
    status, answers = talk(Entry("guinet"), {"seconds": 0.1}, {"seconds": 0.0})
    ready, block, shortest = answers
    assert status == 0
    assert ready.keys() == {"compile_s", "parallel"}
    assert ready["parallel"] == 1
    assert block["step_s"] * block["steps"] > 0
    assert block["steps"] > shortest["steps"], "a longer block has more steps"
    assert shortest["steps"] == 3


def test_a_contestant_that_cannot_take_part_says_why() -> None:
    status, answers = talk(Entry("guinet", 0))
    assert status == 1
    assert "workers is a whole number" in str(answers[0]["error"])
    with pytest.raises(GuinetError, match="a10sgd: guinet, 0 process cannot take part: "):
        Racer(TINY, Entry("guinet", 0))


def test_timing_counts_each_step_and_as_many_as_asked() -> None:
    calls: list[int] = []
    times = timed(lambda: calls.append(time.sleep(0.001) or 1), 0.0, least=4)
    assert len(times) == len(calls) == 4
    assert min(times) >= 0.001


def test_a_racer_that_is_killed_is_told_of() -> None:
    with closing(Racer(TINY, Entry("guinet"))) as racer:
        racer._process.kill()
        with pytest.raises(GuinetError, match="its process ended"):
            racer.block(0.01)


def test_closing_ends_the_process() -> None:
    racer = Racer(TINY, Entry("guinet"))
    racer.close()
    assert racer._process.returncode == 0
    racer.close()


@on_linux
def test_foreign_work_is_noticed() -> None:
    spin = "import time\nwhile True: pass"
    with (
        closing(Racer(TINY, Entry("guinet"))) as racer,
        subprocess.Popen([sys.executable, "-c", spin]) as other,
    ):
        block = racer.block(0.3)
        other.kill()
    assert not block.quiet


@on_linux
def test_the_processes_own_numbers() -> None:
    child = [
        sys.executable,
        "-c",
        "import sys; held = b'x' * 50_000_000; print(flush=True); input()",
    ]
    pipe = subprocess.PIPE
    with subprocess.Popen(child, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "\n"
        peak = peak_memory_mb(process.pid) or 0
        assert 50 < peak < 100
        assert process.pid in tree(os.getpid())
        assert tree(process.pid) == (process.pid,)
        assert (peak_memory_mb(os.getpid()) or 0) > peak, "the tree holds its child"
        process.communicate("\n")
    assert 0 < cpu_s((os.getpid(),)) < (busy_s() or 0)
    assert cpu_s((process.pid,)) == 0, "a process that is gone"


def test_a_race_without_pytorch() -> None:
    found = race.measure(TINY, rounds=2, seconds=0.01, pytorch=False)
    assert found.theirs == ()
    assert found.single.entry == Entry("guinet")
    assert len(found.single.step_s) in (1, 2)
    assert found.single.compile_s > 0


def test_entries() -> None:
    assert [entry.parallel for entry in our_entries(1)] == [1]
    assert [entry.parallel for entry in our_entries(8)] == [1, 2]
    assert len(pytorch_entries(2, images=False)) == 4
    assert len(pytorch_entries(2, images=True)) == 8
    entry = Entry("pytorch", 2, fused=True, channels_last=True)
    assert entry.title == "PyTorch, 2 threads, fused optimizer, channels_last"
    assert Entry.from_record(json.loads(json.dumps(entry.as_record()))) == entry
    assert (entry.blas_threads, Entry("guinet", 2).blas_threads) == (2, 1)


@pytest.mark.skipif(not has_pytorch(), reason="PyTorch is not installed")
@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("a10sgd", Entry("pytorch")),
        ("c", Entry("pytorch", 2, fused=True, channels_last=True)),
    ],
)
def test_pytorch_takes_part(name: str, entry: Entry) -> None:
    status, answers = talk(entry, {"seconds": 0.01}, name=name)
    assert status == 0, answers
    ready, block = answers
    assert ready["parallel"] == entry.parallel
    assert block["step_s"] > 0


@pytest.mark.skipif(not has_pytorch(), reason="PyTorch is not installed")
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_both_sides_learn_from_the_same_batches(optimizer: str) -> None:
    import torch

    from guinet.bench.ours import GuinetSide
    from guinet.bench.pytorch.side import PyTorchSide

    workload = replace(TINY, optimizer=optimizer)
    ours, theirs = GuinetSide(workload, Entry("guinet")), PyTorchSide(workload, Entry("pytorch"))
    ours.build()
    theirs.build()
    weights = {name: torch.tensor(array) for name, array in ours._network.weights.items()}
    theirs._model.load_state_dict(weights)
    for _ in range(6):
        assert ours.step() == pytest.approx(theirs.step(), rel=1e-5)
    for name, array in ours._network.weights.items():
        moved = array - weights[name].numpy()
        theirs_moved = theirs._model.state_dict()[name].numpy() - weights[name].numpy()
        assert moved.any()
        assert abs(moved - theirs_moved).max() < 0.02 * abs(moved).max(), name


def test_a_step_of_the_tiny_net_returns_its_loss() -> None:
    from guinet.bench.ours import GuinetSide
    from guinet.bench.side import BATCHES

    side = GuinetSide(replace(TINY, batch_size=5), Entry("guinet"))
    side.build()
    losses = [side.step() for _ in range(2 * BATCHES)]
    assert losses[:BATCHES] == pytest.approx(losses[BATCHES:], rel=1e-3), "batches come round"
    assert len(set(losses[:BATCHES])) == BATCHES


def test_the_parent_never_loads_pytorch() -> None:
    code = (
        "import guinet.cli.bench, guinet.bench.race, guinet.bench.contestant, guinet.bench.table, "
        "guinet.bench.growth, guinet.bench.machine as m, sys; m.this_machine(); "
        "print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize(
    "code",
    [
        "import guinet.bench.contestant",
        pytest.param(
            "import guinet.bench.pytorch.side",
            marks=pytest.mark.skipif(not has_pytorch(), reason="PyTorch is not installed"),
        ),
    ],
)
def test_pytorchs_process_does_not_carry_our_engine(code: str) -> None:
    code += (
        "; import sys; print({'guinet.engine.network', 'guinet.graph.builder'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
