"""The worker process as its client holds it: a process of our own, and the board beside it."""

from __future__ import annotations

from collections import deque

from guinet.core.child_link import ChildLink
from guinet.training.board import Board
from guinet.training.commands import Reply

__all__ = ["Link"]

_MODULE = "guinet.training.worker"


class Link(ChildLink):
    """One worker process, from its launch to its end.

    Attributes
    ----------
    board
        The shared memory.
    """

    replies: deque[Reply]

    def __init__(self) -> None:
        self.board = Board.create()
        super().__init__(
            _MODULE, str(self.board.path), descriptors=self.board.descriptors, name="worker"
        )

    def close(self) -> None:
        """End the process, and give the memory back."""
        super().close()
        self.board.close()
