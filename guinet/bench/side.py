"""What a contestant's process does: build once, then step as often as asked."""

from __future__ import annotations

from typing import Protocol

__all__ = ["BATCHES", "Side"]

# Several, so that no network can learn its batch by heart.
BATCHES = 4


class Side(Protocol):
    """One side of the race; everything that is ready before training is prepared at once."""

    @property
    def parallel(self) -> int:
        """Worker processes or threads that are really used."""

    def build(self) -> None:
        """Make network and optimizer ready for a first step."""

    def step(self) -> float:
        """Make one training step on the next batch; return its loss."""
