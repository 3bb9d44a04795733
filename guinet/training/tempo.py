"""A limit on the speed of training, for those who want to watch it."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["Tempo"]


class Tempo:
    """Says when the next step may be taken.

    Parameters
    ----------
    clock
        The time in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._interval_s = 0.0
        self._next_at = 0.0

    def limit(self, steps_per_s: float | None) -> None:
        """Take so many steps in a second at most; None: as many as can be."""
        self._interval_s = 0.0 if steps_per_s is None else 1.0 / steps_per_s
        self._next_at = self._clock()

    @property
    def wait_s(self) -> float:
        """Until the next step; 0 if it is due."""
        return max(0.0, self._next_at - self._clock()) if self._interval_s else 0.0

    def step(self) -> None:
        """Hear that a step begins; no more than one that was late is caught up."""
        if self._interval_s:
            self._next_at = max(self._next_at, self._clock() - self._interval_s) + self._interval_s
