"""The largest of each block of 2 x 2, and which it was."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.memory import Memory
from guinet.engine.compiled.tape import Tape

__all__ = ["PairedMaxima"]


class PairedMaxima:
    """Maxima of two neighbours along the columns, then of two rows of those.

    What was chosen is kept as one array of booleans for each of the four places, so that the way
    back is four products. Among equal values the first one counts, row by row: the left one of
    two columns, then the upper one of two rows.

    Parameters
    ----------
    memory
        For the booleans.
    shape
        Of the result, (rows, columns, C, N).
    chooses
        Whether there is a way back.
    """

    def __init__(self, memory: Memory, shape: tuple[int, ...], chooses: bool) -> None:
        self._memory = memory
        self._chosen: Array | None = memory.saved((4, *shape), np.bool_) if chooses else None

    def take(self, tape: Tape, x: Array, start: int, y: Array) -> None:
        """Take down y, rows from a start on, from the twice as many rows x."""
        rows, columns = y.shape[:2]
        x = x[: 2 * rows, : 2 * columns]
        left, right, upper, lower = x[:, 0::2], x[:, 1::2], slice(0, None, 2), slice(1, None, 2)
        wide = self._memory.scratch(left.shape)
        if self._chosen is None:
            tape(np.maximum, left, right, out=wide)
            tape(np.maximum, wide[upper], wide[lower], out=y)
            return
        is_left = self._memory.scratch(left.shape, np.bool_)
        is_upper = self._memory.scratch(y.shape, np.bool_)
        first, second, third, fourth = self._chosen[:, start : start + rows]
        tape(np.greater_equal, left, right, is_left)
        tape(np.maximum, left, right, out=wide)
        tape(np.greater_equal, wide[upper], wide[lower], is_upper)
        tape(np.maximum, wide[upper], wide[lower], out=y)
        # Of booleans, `greater` is "the first and not the second".
        tape(np.logical_and, is_upper, is_left[upper], first)
        tape(np.greater, is_upper, first, second)
        tape(np.greater, is_left[lower], is_upper, third)
        tape(np.equal, is_upper, third, fourth)

    def give_back(self, tape: Tape, dy: Array, start: int, dx: Array) -> None:
        """Take down dx for the rows that `take` read; what no block holds gets zeros."""
        assert self._chosen is not None
        rows, columns = dy.shape[:2]
        blocks = dx[: 2 * rows, : 2 * columns]
        places = [blocks[i::2, j::2] for i in (0, 1) for j in (0, 1)]
        for chosen, place in zip(self._chosen[:, start : start + rows], places, strict=True):
            tape(np.multiply, dy, chosen, place)
        for rest in (dx[2 * rows :], dx[: 2 * rows, 2 * columns :]):
            if rest.size:
                tape(np.copyto, rest, np.zeros((), dx.dtype))
