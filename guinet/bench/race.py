"""The race: contestants in processes of their own take turns, block by block."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, closing

from guinet.bench.entry import Entry, our_entries, pytorch_entries
from guinet.bench.racer import Block, Racer
from guinet.bench.result import Measured, Result
from guinet.bench.workload import Workload
from guinet.core.errors import GuinetError

__all__ = ["measure", "measure_alone", "quiet_rounds"]

# BLAS and OpenMP threads spin for a while after a call, and would spin into the next block.
_PAUSE_S = 0.15
_HEATS = 2
_FINALISTS = 2
_ATTEMPTS = 3
_LEAST_QUIET = 3

Round = tuple[Block, ...]


def measure(workload: Workload, *, rounds: int, seconds: float, pytorch: bool) -> Result:
    """Race guinet with one and two processes, against PyTorch at its best.

    Parameters
    ----------
    workload
        What everybody computes.
    rounds
        Blocks of each contestant.
    seconds
        Length of a block.
    pytorch
        Whether PyTorch takes part.

    Raises
    ------
    GuinetError
        If guinet itself cannot take part.
    """
    cores = os.cpu_count() or 1
    with ExitStack() as stack:
        ours = [_start(stack, workload, entry) for entry in our_entries(cores)]
        ours = ours[:1] + _parallel(ours[1:])
        theirs: list[Racer] = []
        notices: list[str] = []
        if pytorch:
            entries = pytorch_entries(cores, images=workload.architecture.reads_images)
            theirs, notices = _admit(stack, workload, entries)
            theirs = _fastest(theirs, seconds)
        measured, disturbed = _final([*ours, *theirs], rounds, seconds)
    count = len(ours)
    return Result(
        workload, tuple(measured[:count]), tuple(measured[count:]), disturbed, tuple(notices)
    )


def measure_alone(workload: Workload, *, rounds: int, seconds: float) -> Result:
    """Measure guinet with one process and nobody else."""
    with ExitStack() as stack:
        racer = _start(stack, workload, Entry("guinet"))
        measured, disturbed = _final([racer], rounds, seconds)
    return Result(workload, tuple(measured), disturbed=disturbed)


def quiet_rounds(rounds: Sequence[Round]) -> tuple[list[Round], bool]:
    """Drop the rounds in which something else was busy, if enough others are left.

    Returns
    -------
    rounds
        Those to count.
    disturbed
        True if too few were quiet, so that all count.
    """
    quiet = [blocks for blocks in rounds if all(block.quiet for block in blocks)]
    if len(quiet) >= min(_LEAST_QUIET, len(rounds)):
        return quiet, False
    return list(rounds), True


def _start(stack: ExitStack, workload: Workload, entry: Entry) -> Racer:
    return stack.enter_context(closing(Racer(workload, entry)))


def _parallel(racers: list[Racer]) -> list[Racer]:
    """End those that make do with one process, as they do where a step is too small for two."""
    for racer in racers:
        if racer.parallel == 1:
            racer.close()
    return [racer for racer in racers if racer.parallel > 1]


def _admit(
    stack: ExitStack, workload: Workload, entries: Iterable[Entry]
) -> tuple[list[Racer], list[str]]:
    """Start those that can take part; say of the others why not."""
    admitted, notices = [], []
    for entry in entries:
        try:
            admitted.append(_start(stack, workload, entry))
        except GuinetError as error:
            notices.append(str(error))
    return admitted, notices


def _fastest(racers: list[Racer], seconds: float) -> list[Racer]:
    """Let all run shortly; end all but the fastest, and return these."""
    times = _times(_alternate(racers, _HEATS, seconds))
    order = sorted(range(len(racers)), key=lambda place: min(times[place]))
    ranked = [racers[place] for place in order]
    for racer in ranked[_FINALISTS:]:
        racer.close()
    return ranked[:_FINALISTS]


def _final(racers: list[Racer], rounds: int, seconds: float) -> tuple[list[Measured], bool]:
    """Let all run in turn; return what was measured, and whether something disturbed."""
    counting, disturbed = quiet_rounds(_alternate(racers, rounds, seconds))
    measured = [
        Measured(
            racer.entry, times, racer.compile_s, racer.parallel, memory_mb=racer.peak_memory_mb()
        )
        for racer, times in zip(racers, _times(counting), strict=True)
    ]
    return measured, disturbed


def _alternate(racers: Sequence[Racer], rounds: int, seconds: float) -> list[Round]:
    """Give everybody a block per round, in an order that turns round each time."""
    found = []
    for number in range(rounds):
        order = racers if number % 2 == 0 else racers[::-1]
        blocks = [_block(racer, seconds) for racer in order]
        found.append(tuple(blocks if number % 2 == 0 else blocks[::-1]))
    return found


def _block(racer: Racer, seconds: float) -> Block:
    """Run a block, again if it was disturbed, and again."""
    for _ in range(_ATTEMPTS):
        time.sleep(_PAUSE_S)
        block = racer.block(seconds)
        if block.quiet:
            break
    return block


def _times(rounds: Sequence[Round]) -> list[tuple[float, ...]]:
    """Return the times of a step, by contestant."""
    return [tuple(block.step_s for block in blocks) for blocks in zip(*rounds, strict=True)]
