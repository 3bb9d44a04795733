"""Numbers per channel of each sample: spread over the rows of a tensor, and summed from them."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np

from guinet.core.spec import channels
from guinet.core.types import Array
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.tensor import Tensor
from guinet.engine.compiled.views import as_matrix, as_row, viewed

__all__ = ["PerSample", "per_sample"]


class PerSample(ABC):
    """How a table (C, N), a number for each channel of each sample, meets a tensor.

    Attributes
    ----------
    channels, positions
        How many channels, and values of each in a sample.
    pieces
        The rows, in pieces that stay in the cache.
    telling
        Which of them tell what is near the mean of everything.
    """

    telling: slice = slice(None)

    def __init__(self, site: Site, tensor: Tensor) -> None:
        self.memory = site.memory
        self.count = site.count
        self.channels = channels(tensor.spec)
        self.positions = tensor.spec.size // self.channels
        self.pieces = tuple(site.pieces(tensor))
        self._row_shape = tensor.body_shape[1:]

    @property
    def table(self) -> tuple[int, int]:
        """Shape of a table."""
        return self.channels, self.count

    def piece(self) -> Array:
        """Return scratch for the longest piece."""
        longest = max(end - start for start, end in self.pieces)
        return self.memory.scratch((longest, *self._row_shape))

    def rows(self, rows: Array) -> Array:
        """Return rows in the shape in which numbers stand beside them."""
        return rows

    @abstractmethod
    def first_values(self, x: Array) -> Array:
        """Return the value of each channel of each sample at the first position, a view."""

    @abstractmethod
    def beside(self, table: Array, start: int, end: int) -> Array:
        """Return the numbers that stand beside some rows."""

    @abstractmethod
    def partial_sums(self, quantities: int) -> Array:
        """Return room for what `add_up` leaves of each piece."""

    @abstractmethod
    def add_up(self, tape: Tape, rows: Array, sums: Array, quantity: int, number: int) -> None:
        """Sum the rows of piece ``number`` over the positions."""

    @abstractmethod
    def totals(self, tape: Tape, sums: Array, numbers: slice = slice(None)) -> Array:
        """Return the sums of all pieces, or of some, (quantities, C, N)."""

    def values_told(self) -> int:
        """Return how many values of a channel the telling pieces have, in one sample."""
        return self.positions


def per_sample(site: Site, tensor: Tensor) -> PerSample:
    """Return what fits the layout of a tensor: features, a sequence or an image."""
    if tensor.layout.kind == "image":
        return _Image(site, tensor)
    return (_Sequence if tensor.layout.kind == "sequence" else _Features)(site, tensor)


class _Features(PerSample):
    """(C, N): one value each."""

    def first_values(self, x: Array) -> Array:
        return x

    def beside(self, table: Array, start: int, end: int) -> Array:
        return table[start:end]

    def partial_sums(self, quantities: int) -> Array:
        return self.memory.scratch((quantities, *self.table))

    def add_up(self, tape: Tape, rows: Array, sums: Array, quantity: int, number: int) -> None:
        start, end = self.pieces[number]
        tape(np.copyto, sums[quantity, start:end], rows)

    def totals(self, tape: Tape, sums: Array, numbers: slice = slice(None)) -> Array:
        return sums


class _Sequence(_Features):
    """(C, N·T): the steps of a sample lie side by side."""

    def first_values(self, x: Array) -> Array:
        return self.rows(x)[..., 0]

    def rows(self, rows: Array) -> Array:
        return viewed(rows, len(rows), self.count, self.positions)

    def beside(self, table: Array, start: int, end: int) -> Array:
        return table[start:end, :, None]

    def add_up(self, tape: Tape, rows: Array, sums: Array, quantity: int, number: int) -> None:
        start, end = self.pieces[number]
        steps = as_matrix(rows, (end - start) * self.count)
        into = as_row(sums[quantity, start:end])
        tape(np.dot, steps, self.memory.ones(self.positions), into)


class _Image(PerSample):
    """(H, W, C, N): every row holds all channels of all samples; the first ones tell enough."""

    telling = slice(1)

    def first_values(self, x: Array) -> Array:
        first: Array = x[0, 0]
        return first

    def beside(self, table: Array, start: int, end: int) -> Array:
        return table

    def partial_sums(self, quantities: int) -> Array:
        return self.memory.scratch((len(self.pieces), quantities, self.channels * self.count))

    def add_up(self, tape: Tape, rows: Array, sums: Array, quantity: int, number: int) -> None:
        places = len(rows) * self._row_shape[0]
        tape(np.dot, self.memory.ones(places), as_matrix(rows, places), sums[number, quantity])

    def totals(self, tape: Tape, sums: Array, numbers: slice = slice(None)) -> Array:
        sums = sums[numbers]
        joined = sums[0]
        if len(sums) > 1:
            joined = self.memory.scratch(sums.shape[1:])
            ones = self.memory.ones(len(sums))
            tape(np.dot, ones, as_matrix(sums, len(sums)), as_row(joined))
        return viewed(joined, -1, *self.table)

    def values_told(self) -> int:
        start, end = self.pieces[0]
        return (end - start) * self._row_shape[0]
