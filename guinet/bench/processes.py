"""What Linux tells of processes: their children, their time, their memory.

Elsewhere there is nothing to read, and each function says so by an empty answer.
"""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["busy_s", "cpu_s", "peak_memory_mb", "tree"]

_PROC = Path("/proc")


def tree(root: int) -> tuple[int, ...]:
    """Return a process and all its descendants."""
    parents: dict[int, int] = {}
    for folder in _PROC.glob("[0-9]*"):
        fields = _stat(int(folder.name))
        if fields:
            parents[int(folder.name)] = int(fields[1])
    found = [root]
    for parent in found:
        found += [pid for pid, its_parent in parents.items() if its_parent == parent]
    return tuple(found)


def cpu_s(pids: tuple[int, ...]) -> float:
    """Return the processor time that the processes have used, in seconds."""
    known = [fields for pid in pids if (fields := _stat(pid))]
    if not known:
        return 0.0
    return sum(int(fields[11]) + int(fields[12]) for fields in known) / _ticks_per_s()


def busy_s() -> float | None:
    """Return the processor time that everybody together has used, in seconds."""
    try:
        words = (_PROC / "stat").read_text(encoding="ascii").split(maxsplit=9)
    except OSError:
        return None
    user, nice, system, _idle, _waiting, irq, softirq, stolen = map(int, words[1:9])
    return (user + nice + system + irq + softirq + stolen) / _ticks_per_s()


def peak_memory_mb(root: int) -> float | None:
    """Return the largest resident memory of a process and its descendants, in MB.

    The sum of each one's own peak; files and shared memory that the first process has mapped
    as well (libraries, a team's block) count once.
    """
    found = [fields for pid in tree(root) if (fields := _status_kb(pid))]
    if not found:
        return None
    first = found[0]
    total = first["VmHWM"]
    for other in found[1:]:
        shared = sum(min(first[kind], other[kind]) for kind in ("RssFile", "RssShmem"))
        total += other["VmHWM"] - shared
    return total * 1024 / 1e6


def _status_kb(pid: int) -> dict[str, int]:
    """Return the amounts of memory in a process's status; nothing of one that is gone."""
    try:
        lines = (_PROC / str(pid) / "status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    return {
        name: int(words.split()[0])
        for name, _, words in (line.partition(":") for line in lines)
        if words.endswith("kB")
    }


def _stat(pid: int) -> list[str]:
    """Return the fields of a process from its state on; nothing of one that is gone."""
    try:
        text = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return text.rpartition(")")[2].split()  # the name before may hold anything


def _ticks_per_s() -> int:
    return os.sysconf("SC_CLK_TCK")
