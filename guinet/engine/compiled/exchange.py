"""What the parts of a batch tell each other in the middle of a step."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.tape import Step, Tape

__all__ = ["Exchange", "Exchanges", "NoExchanges"]


class Exchange:
    """A row of numbers for each part of the batch; every part reads all of them.

    Attributes
    ----------
    mine
        What this part has to say; written before `meet`.
    everyone
        The rows of all parts, (parts, ...), the same everywhere after `meet`.
    """

    def __init__(self, mine: Array, everyone: Array, wait: Step | None) -> None:
        self.mine = mine
        self.everyone = everyone
        self._wait = wait

    def meet(self, tape: Tape) -> None:
        """Take down the wait until every part has written its row."""
        if self._wait is not None:
            tape(self._wait)


class Exchanges(Protocol):
    """Makes the exchanges of a plan, in the order of its nodes."""

    def open(self, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Exchange:
        """Return the next one."""


class NoExchanges:
    """For the whole batch in one part: nobody to wait for."""

    def open(self, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Exchange:
        """Return an exchange of one row."""
        everyone = np.zeros((1, *shape), dtype)
        return Exchange(everyone[0, ...], everyone, None)
