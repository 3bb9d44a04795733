"""What a further process of a team has to know."""

from __future__ import annotations

from dataclasses import dataclass

from guinet.engine.program import Program

__all__ = ["READY", "Task"]

READY = "ready"
"""What a process says once it has understood its task; anything else is why it cannot."""


@dataclass(frozen=True)
class Task:
    """What is trained, and by how many."""

    program: Program
    batch_size: int
    seed: int
    dtype: str
    kept: tuple[int, ...]
    members: int
    index: int
