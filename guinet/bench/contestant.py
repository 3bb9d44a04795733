"""One contestant's process: ``python -m guinet.bench.contestant WORKLOAD ENTRY``.

ENTRY is the entry as a JSON object. What is said is one JSON object per line: first
``{"compile_s": ..., "parallel": ...}`` (or ``{"error": ...}``, and the process ends), then for
each ``{"seconds": ...}`` on standard input ``{"step_s": ..., "steps": ...}``. The end of
standard input is the end of the process.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from statistics import median
from time import perf_counter
from typing import TextIO

from guinet.bench.entry import Entry
from guinet.bench.scaling import SCALING
from guinet.bench.side import Side
from guinet.bench.workload import Workload
from guinet.bench.workloads import WORKLOADS

__all__ = ["main", "timed"]

_LEAST_STEPS = 3
_WARM_UP = "a10sgd"
_WARM_UP_PART = 0.1


def main(arguments: list[str]) -> int:
    """Build the side that the arguments name, then serve."""
    say = _claim_standard_output()
    name, entry = arguments
    workload = WORKLOADS[name] if name in WORKLOADS else SCALING[name].workload
    try:
        options = Entry.from_record(json.loads(entry))
        _warm_up(options)
        side = _side(workload, options)
        start = perf_counter()
        side.build()
        side.step()
        say({"compile_s": perf_counter() - start, "parallel": side.parallel})
        _serve(side, sys.stdin, say)
    except BrokenPipeError:  # the parent is gone
        return 1
    except Exception as error:  # the parent tells of it, or does without this contestant
        say({"error": f"{type(error).__name__}: {error}"})
        return 1
    return 0


def _warm_up(entry: Entry) -> None:
    """Let the engine load what it loads at its first step, which is not the network's cost."""
    side = _side(WORKLOADS[_WARM_UP], replace(entry, channels_last=False))  # it has no images
    side.build()
    side.step()


def _side(workload: Workload, entry: Entry) -> Side:
    # Neither engine carries the other's memory.
    if entry.engine == "guinet":
        from guinet.bench.ours import GuinetSide

        return GuinetSide(workload, entry)
    from guinet.bench.pytorch.side import PyTorchSide

    return PyTorchSide(workload, entry)


def _serve(side: Side, commands: Iterable[str], say: Callable[[dict[str, object]], None]) -> None:
    for line in commands:
        seconds = json.loads(line)["seconds"]
        timed(side.step, _WARM_UP_PART * seconds, least=1)
        times = timed(side.step, seconds, least=_LEAST_STEPS)
        say({"step_s": median(times), "steps": len(times)})


def timed(step: Callable[[], object], seconds: float, least: int) -> list[float]:
    """Step for so many seconds, but at least so many times; return how long each step took."""
    times: list[float] = []
    end = perf_counter() + seconds
    while len(times) < least or perf_counter() < end:
        start = perf_counter()
        step()
        times.append(perf_counter() - start)
    return times


def _claim_standard_output() -> Callable[[dict[str, object]], None]:
    """Keep standard output for answers; whatever else is printed goes to standard error."""
    stream: TextIO = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def say(record: dict[str, object]) -> None:
        print(json.dumps(record), file=stream, flush=True)

    return say


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
