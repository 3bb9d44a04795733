"""What all ways to slide kernels over an image have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator

from guinet.core.types import Array
from guinet.engine.compiled.tape import Tape

__all__ = ["Correlation", "rows_at_once"]

_STACK_BYTES = 1 << 20
"""What a piece of rows may take beside the image: about the cache of a core."""


class Correlation(ABC):
    """Kernels that slide over an image, as calls for some rows of the result at a time.

    Attributes
    ----------
    height
        Rows of the result.
    step
        Most rows at a time.
    """

    height: int
    step: int

    def pieces(self) -> Iterator[tuple[int, int]]:
        """Yield the rows of the result in pieces."""
        for start in range(0, self.height, self.step):
            yield start, min(start + self.step, self.height)

    @abstractmethod
    def prepare(self, tape: Tape) -> None:
        """Take down what has to be made of the weights in every step."""

    @abstractmethod
    def rows(self, tape: Tape, start: int, end: int, into: Array) -> None:
        """Take down a piece of rows, or a part of one, into (rows, columns, O, N)."""


def rows_at_once(row_bytes: int, height: int, unit: int, most: int | None = None) -> int:
    """Return how many rows to compute at a time, a multiple of a unit.

    Parameters
    ----------
    row_bytes
        What a row takes.
    height
        Rows there are.
    unit
        What the number is a multiple of.
    most
        Bytes at a time; about the cache of a core if not given.
    """
    fitting = min((_STACK_BYTES if most is None else most) // max(row_bytes, 1), height)
    return max(unit, fitting // unit * unit)
