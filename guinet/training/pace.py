"""When to look: often enough for the eye, seldom enough to cost almost nothing."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from statistics import median

__all__ = ["LOOK_S", "SHARE", "Pace"]

LOOK_S = 1 / 30
"""Between two looks; more of them nobody can see."""

SHARE = 0.03
"""Part of the time that looking may take: where it takes long, it happens less often."""

_USUAL = 5
"""So many looks tell what one costs; one that was held up among them does not count."""

_SURE = 3
_UNSURE_S = 0.25
"""Before so many looks are known, one that was held up puts the next off by no more than this."""

_RENEWED = 0.1
"""Part of the usual time of a step that the newest one makes up."""


class Pace:
    """Says which steps are looked at, from what steps took with a look and without.

    Parameters
    ----------
    clock
        The time in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._due_at = 0.0
        self._looked: deque[float] = deque(maxlen=_USUAL)
        self._plain_s = 0.0
        self._cold = {True, False}

    @property
    def is_due(self) -> bool:
        """Whether the next step is one to look at."""
        return self._clock() >= self._due_at

    def begin(self) -> None:
        """Know nothing of what comes now, and look at its first step."""
        self._looked.clear()
        self._plain_s = 0.0
        self._cold = {True, False}
        self.hurry()

    def hurry(self) -> None:
        """Look at the next step."""
        self._due_at = 0.0

    def hear(self, seconds: float, *, looked: bool) -> None:
        """Hear how long a step took, with the look if there was one, which the next is paced by.

        The first step of either kind takes memory and makes plans: it says nothing of others.
        """
        if looked in self._cold:
            self._cold.remove(looked)
        elif looked:
            self._looked.append(seconds)
        elif self._plain_s:
            # What the system held up counts as a step twice as long, however long it was.
            self._plain_s += (min(seconds, 2.0 * self._plain_s) - self._plain_s) * _RENEWED
        else:
            self._plain_s = seconds
        if looked:
            self._due_at = self._clock() + self._wait_s

    @property
    def _wait_s(self) -> float:
        """Until the next look."""
        if not self._looked or not self._plain_s:
            return LOOK_S
        wait = max(LOOK_S, (median(self._looked) - self._plain_s) / SHARE)
        return wait if len(self._looked) >= _SURE else min(wait, _UNSURE_S)
