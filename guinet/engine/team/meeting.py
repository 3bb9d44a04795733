"""Waiting for each other, in microseconds."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

from guinet.core.types import Array

__all__ = ["Meeting", "PartnerLostError"]

_SPINS = 3000
"""Looks before the processor is offered to others: about a tenth of a millisecond."""

_YIELDS_S = 0.0002
_NAP_S = 0.00005
_PATIENCE_S = 1.0
_STARVED = 0.7
"""Part of a second spent waiting for others that others are then not worth."""


class PartnerLostError(Exception):
    """A process of the team has ended, or has not come for too long.

    Attributes
    ----------
    loss
        Of the step that was being made, if it counts nevertheless: the weights have changed.
    """

    loss: float | None = None


class Meeting:
    """A place where all processes of a team wait for each other.

    Everyone counts its arrivals in shared memory and waits until the others have counted as
    far. Waiting begins with looking again and again, since the others mostly come within
    microseconds; then the processor is offered to others; then it sleeps between looks.

    Parameters
    ----------
    arrivals
        Shared int64 (members, 8): a cache line for each.
    index
        Which line is this process's.
    are_alive
        Says whether all others still run.
    """

    def __init__(self, arrivals: Array, index: int, are_alive: Callable[[], bool]) -> None:
        # Reading an element of a memoryview takes half the time of one of an array.
        self._cells = arrivals.data.cast("B").cast("q")
        self._own = index * arrivals.shape[1]
        self._others = [
            number * arrivals.shape[1] for number in range(len(arrivals)) if number != index
        ]
        self._are_alive = are_alive
        self._fence = threading.Lock()
        self._fence.acquire()
        self._left = self._counted_from = time.monotonic()
        self._waited_s = 0.0

    def meet(self) -> None:
        """Arrive, and wait for all others.

        Raises
        ------
        PartnerLostError
            If one of them has ended, or takes a second longer than this one did.
        """
        cells = self._cells
        awaited = cells[self._own] + 1
        self.fence()
        cells[self._own] = awaited
        for other in self._others:
            spins = _SPINS
            while cells[other] < awaited:
                spins -= 1
                if spins == 0:
                    self._wait(other, awaited)
        self.fence()
        self._left = time.monotonic()

    def is_worthwhile(self) -> bool:
        """Say whether the others come, as they do not while the system has other things to do.

        Asked between two steps, for in the midst of one the others go on with it.
        """
        passed = self._left - self._counted_from
        if passed <= 1.0:
            return True
        share, self._counted_from, self._waited_s = self._waited_s / passed, self._left, 0.0
        return share <= _STARVED

    def fence(self) -> None:
        """Have what was written before seen by others before what is written after.

        Processors with strict order need nothing; giving a lock back and taking it again makes
        the others keep it, too.
        """
        self._fence.release()
        self._fence.acquire()

    def _wait(self, other: int, awaited: int) -> None:
        cells, began = self._cells, time.monotonic()
        patience = _PATIENCE_S + 2.0 * (began - self._left)
        looked = began
        now = began
        while cells[other] < awaited:
            now = time.monotonic()
            if now - began < _YIELDS_S:
                give_way()
                continue
            time.sleep(_NAP_S)
            if now - looked > 0.01:
                looked = now
                if not self._are_alive() and cells[other] < awaited:
                    raise PartnerLostError("it has ended")
            if now - began > patience:
                raise PartnerLostError(f"it has not come for {patience:.0f} s")
        self._waited_s += now - began


def give_way() -> None:
    """Offer the processor to others."""
    if hasattr(os, "sched_yield"):
        os.sched_yield()
    else:
        time.sleep(0)
