"""A contestant as its parent holds it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from typing import Any, NamedTuple

from guinet.bench.entry import Entry
from guinet.bench.processes import busy_s, cpu_s, peak_memory_mb, tree
from guinet.bench.workload import Workload
from guinet.core.child_process import child_environment
from guinet.core.errors import GuinetError

__all__ = ["Block", "Racer"]

_PATIENCE_S = 300.0
_GRACE_S = 2.0
# The clock of /proc ticks a hundred times a second, so a tick or two tell nothing.
_DISTURBED_PART, _TICKS_S = 0.1, 0.02


class Block(NamedTuple):
    """What one block of steps took.

    Attributes
    ----------
    step_s
        Median time of a step.
    quiet
        False if something else kept the processor busy meanwhile.
    """

    step_s: float
    quiet: bool


class Racer:
    """One contestant's process, from its launch to its end.

    Attributes
    ----------
    workload, entry
        As given.
    compile_s
        Time to make the network and its first step.
    parallel
        Processes or threads that it really uses.

    Raises
    ------
    GuinetError
        If the process cannot be started or the contestant cannot take part; the sentence has
        its reason.
    """

    def __init__(self, workload: Workload, entry: Entry) -> None:
        self.workload, self.entry = workload, entry
        self._process = _launch(workload, entry)
        try:
            first = self._answer()
        except BaseException:  # Ctrl+C included
            self.close()
            raise
        self.compile_s = float(first["compile_s"])
        self.parallel = int(first["parallel"])
        self._pids = tree(self._process.pid)

    def block(self, seconds: float) -> Block:
        """Let it step for so many seconds."""
        busy, own = busy_s(), self._own_s()
        self._send({"seconds": seconds})
        answer = self._answer()
        busy_after = busy_s()
        quiet = True
        if busy is not None and busy_after is not None:
            foreign_s = (busy_after - busy) - (self._own_s() - own)
            quiet = foreign_s <= _DISTURBED_PART * seconds + _TICKS_S
        return Block(float(answer["step_s"]), quiet)

    def peak_memory_mb(self) -> float | None:
        """Return the peak of its resident memory, helper processes included; None if unknown."""
        return peak_memory_mb(self._process.pid)

    def close(self) -> None:
        """End the process: kindly first, then by force."""
        with contextlib.suppress(OSError):
            self._pipe("stdin").close()
        try:
            self._process.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._pipe("stdout").close()

    def _own_s(self) -> float:
        return cpu_s((os.getpid(), *self._pids))

    def _send(self, command: dict[str, Any]) -> None:
        with contextlib.suppress(OSError):  # one that has ended is told of by its missing answer
            pipe = self._pipe("stdin")
            pipe.write(json.dumps(command) + "\n")
            pipe.flush()

    def _answer(self) -> dict[str, Any]:
        alarm = threading.Timer(_PATIENCE_S, self._process.kill)
        alarm.daemon = True
        alarm.start()
        line = self._pipe("stdout").readline()
        alarm.cancel()
        if not line:
            raise self._failed(f"its process ended, or was ended after {_PATIENCE_S:.0f} s")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise self._failed(answer["error"])
        return answer

    def _failed(self, reason: str) -> GuinetError:
        return GuinetError(f"{self.workload.name}: {self.entry.title} cannot take part: {reason}.")

    def _pipe(self, name: str) -> Any:
        return getattr(self._process, name)


def _launch(workload: Workload, entry: Entry) -> subprocess.Popen[str]:
    module = "guinet.bench.contestant"
    words = [workload.name, json.dumps(entry.as_record())]
    try:
        return subprocess.Popen(  # noqa: S603 (our own interpreter and module)
            [sys.executable, "-P", "-m", module, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=child_environment(entry.blas_threads),
            encoding="utf-8",
            process_group=0,  # Ctrl+C in a terminal is the parent's, which ends the contestants
        )
    except OSError as error:
        raise GuinetError(
            f"{workload.name}: {entry.title} cannot be started: {error.strerror}; check that "
            "there is memory for another process."
        ) from None
