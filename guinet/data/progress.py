"""How far the reading of a large file is, told to whoever waits for it, who may give it up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from guinet.core.errors import DataError

__all__ = ["ReadingCancelledError", "report", "reporting"]

_listener: ContextVar[Callable[[float], None] | None] = ContextVar("listener", default=None)


class ReadingCancelledError(DataError):
    """Whoever waited for a file does so no longer."""


def report(part: float) -> None:
    """Tell how much is done, from 0 to 1; called by what reads, between two pieces.

    Raises
    ------
    ReadingCancelledError
        If whoever waits wants no more of it.
    """
    listener = _listener.get()
    if listener is not None:
        listener(part)


@contextmanager
def reporting(listener: Callable[[float], None]) -> Iterator[None]:
    """Hear of progress within a block, in this thread alone.

    Parameters
    ----------
    listener
        Is told how much is done; it gives up by raising `ReadingCancelledError`.
    """
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
