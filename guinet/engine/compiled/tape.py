"""A list of calls being written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np

__all__ = ["Step", "Tape"]

Step = Callable[[], object]


class Tape:
    """Takes down calls with their operands, to be made later, again and again.

    A call costs a quarter of a microsecond besides its arithmetic: a `functools.partial` of a
    NumPy function over arrays that exist, the result written in place. Hence operands are
    positional where NumPy allows it (a keyword costs a third more), and numbers are arrays
    without axes (a Python number costs twice as much).

    Attributes
    ----------
    watching
        Whether what is taken down serves only to observe: an unobserved step leaves it out.
    """

    def __init__(self) -> None:
        self.watching = False
        self._entries: list[tuple[Step, bool]] = []

    def __call__(self, function: Callable[..., object], *operands: Any, **options: Any) -> None:
        """Take down ``function(*operands, **options)``."""
        self._entries.append((_bound(function, operands, options), self.watching))

    def __len__(self) -> int:
        """Return the number of calls taken down so far."""
        return len(self._entries)

    @contextmanager
    def only_watching(self, only: bool = True) -> Iterator[None]:
        """Take down calls that only observe."""
        before = self.watching
        self.watching = before or only
        try:
            yield
        finally:
            self.watching = before

    def plain(self) -> list[Step]:
        """Return the calls of a step that nobody observes."""
        return [step for step, watching in self._entries if not watching]

    def observed(self) -> list[Step]:
        """Return the calls of an observed step: the same arithmetic, and what measures it."""
        return [step for step, _ in self._entries]


def _bound(
    function: Callable[..., object], operands: tuple[Any, ...], options: dict[str, Any]
) -> Step:
    """Return the call; by the array's own method where there is one.

    NumPy's functions first look whether an operand is of a foreign type that wants to answer
    itself, which takes a third of the time of a small product. Methods do not.
    """
    if not operands and not options:
        return function
    if function is np.dot and not options:
        left, *others = operands
        return partial(left.dot, *others)
    if function is np.copyto and len(operands) == 2 and not options:
        into, values = operands
        return partial(into.__setitem__, ..., values)
    return partial(function, *operands, **options)
