"""A list of calls being written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

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
        step = partial(function, *operands, **options) if operands or options else function
        self._entries.append((step, self.watching))

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
