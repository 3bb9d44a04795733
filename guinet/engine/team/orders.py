"""What the leading process tells the others to do next, through shared memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from guinet.core.types import Array

__all__ = ["Order", "Orders"]


class Order(NamedTuple):
    """A step to be made.

    Attributes
    ----------
    number
        Counts the orders.
    samples
        Of the batch.
    observed
        Whether what flows is measured.
    moment
        Number of the step for the modules' randomness.
    update
        Number of the step for the optimizer.
    news
        Whether a new rule of learning has been sent.
    learning_rate
        Of this step.
    """

    number: int
    samples: int
    observed: int
    moment: int
    update: int
    news: int
    learning_rate: float


class Orders:
    """A slate in shared memory; an order is there once its number has changed.

    Parameters
    ----------
    words, rate
        Shared int64 and float64.
    fence
        Has what was written before it seen before what is written after it.
    """

    def __init__(self, words: Array, rate: Array, fence: Callable[[], None]) -> None:
        # An element of a memoryview is read and written in half the time of one of an array.
        self._words: Any = words.data
        self._rate: Any = rate.data
        self._fence = fence

    def give(
        self,
        samples: int,
        observe: bool,
        moment: int,
        update: int,
        learning_rate: float,
        news: bool,
    ) -> None:
        """Have a step made."""
        words = self._words
        words[1], words[2], words[3], words[4], words[5] = samples, observe, moment, update, news
        self._rate[0] = learning_rate
        self._fence()
        words[0] += 1

    def is_new(self, known: int) -> bool:
        """Say whether there is an order after one that is known."""
        return bool(self._words[0] != known)

    def read(self) -> Order:
        """Return the present order."""
        self._fence()
        number, samples, observed, moment, update, news, *_ = self._words.tolist()
        return Order(number, samples, observed, moment, update, news, self._rate[0])
