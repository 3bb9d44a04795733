"""How many steps are made in a second, as a number that can be read."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

__all__ = ["Speed"]

_SMOOTHING_S = 0.3
"""What is older than this counts for less than a third."""


class Speed:
    """Steps in a second, smoothed; told now and then how far training is.

    Parameters
    ----------
    clock
        The time in seconds.

    Attributes
    ----------
    steps_per_s
        0 until it is known.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self.steps_per_s = 0.0
        self._clock = clock
        self._from: tuple[float, int] | None = None

    def begin(self) -> None:
        """Count from the next step that is heard of: the one before it was rest, or makes plans."""
        self.steps_per_s = 0.0
        self._from = None

    def hear(self, step: int) -> None:
        """Hear the number of the step that is done."""
        now = self._clock()
        if self._from is not None:
            since, first = self._from
            elapsed = now - since
            if step <= first or elapsed <= 0.0:
                return
            measured = (step - first) / elapsed
            fresh = 1.0 - math.exp(-elapsed / _SMOOTHING_S) if self.steps_per_s else 1.0
            self.steps_per_s += (measured - self.steps_per_s) * fresh
        self._from = now, step
