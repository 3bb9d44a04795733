"""Numbers per channel: spread over the rows of a tensor, and summed up from them."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np

from guinet.core.spec import channels
from guinet.core.types import Array
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.tensor import Tensor
from guinet.engine.compiled.views import as_matrix, as_row, viewed

__all__ = ["PerChannel", "per_channel"]


class PerChannel(ABC):
    """How one number for each channel meets a tensor, piece by piece.

    Attributes
    ----------
    channels
        How many.
    positions, total_positions
        Values of a channel in this part of the batch, and in the whole batch.
    pieces
        The rows, in pieces that stay in the cache.
    """

    def __init__(self, site: Site, tensor: Tensor) -> None:
        self.memory = site.memory
        self.channels = channels(tensor.spec)
        each = tensor.spec.size // self.channels
        self.positions, self.total_positions = each * site.count, each * site.total
        self.pieces = tuple(site.pieces(tensor))
        self._piece_shape = (
            max(end - start for start, end in self.pieces),
            *tensor.body_shape[1:],
        )

    def piece(self) -> Array:
        """Return scratch for the longest piece."""
        return self.memory.scratch(self._piece_shape)

    @abstractmethod
    def spread(self, tape: Tape, numbers: Array) -> Array:
        """Return the numbers (C,) so that rows can be computed with them, see `beside`."""

    @abstractmethod
    def beside(self, spread: Array, start: int, end: int) -> Array:
        """Return of spread numbers those that stand beside some rows."""

    @abstractmethod
    def near_mean(self, tape: Tape, x: Array) -> Array:
        """Return a number (C,) near the mean of each channel.

        Where all values of a channel are equal it is that value, without any rounding.
        """

    @abstractmethod
    def partial_sums(self, quantities: int) -> Array:
        """Return room for what `add_up` leaves of each piece."""

    @abstractmethod
    def add_up(self, tape: Tape, rows: Array, sums: Array, quantity: int, number: int) -> None:
        """Sum the rows of piece ``number`` as a product with ones."""

    @abstractmethod
    def totals(self, tape: Tape, sums: Array) -> Array:
        """Return the sums of all pieces, (quantities, C)."""


def per_channel(site: Site, tensor: Tensor) -> PerChannel:
    """Return what fits the layout of a tensor: features, a sequence or an image."""
    return (_Planes if tensor.layout.kind == "image" else _Rows)(site, tensor)


class _Rows(PerChannel):
    """Features and sequences: a channel is a row, (C, M)."""

    def spread(self, tape: Tape, numbers: Array) -> Array:
        return numbers[:, None]

    def beside(self, spread: Array, start: int, end: int) -> Array:
        return spread[start:end]

    def near_mean(self, tape: Tape, x: Array) -> Array:
        mean, away = self.memory.scratch((self.channels,)), self.piece()
        for start, end in self.pieces:
            rows = away[: end - start]
            tape(np.subtract, x[start:end], x[start:end, :1], rows)
            share = self.memory.filled((self.positions,), 1.0 / self.positions)
            tape(np.dot, rows, share, mean[start:end])
        tape(np.add, mean, x[:, 0], mean)
        return mean

    def partial_sums(self, quantities: int) -> Array:
        return self.memory.scratch((quantities, self.channels))

    def add_up(self, tape: Tape, rows: Array, sums: Array, quantity: int, number: int) -> None:
        start, end = self.pieces[number]
        tape(np.dot, rows, self.memory.ones(self.positions), sums[quantity, start:end])

    def totals(self, tape: Tape, sums: Array) -> Array:
        return sums


class _Planes(PerChannel):
    """Images (H, W, C, N): numbers stand as (C, N), so that inner loops are long."""

    def __init__(self, site: Site, tensor: Tensor) -> None:
        super().__init__(site, tensor)
        self._width, self._count = tensor.body_shape[1], site.count

    def spread(self, tape: Tape, numbers: Array) -> Array:
        table = self.memory.scratch((self.channels, self._count))
        tape(np.copyto, table, numbers[:, None])
        return table

    def beside(self, spread: Array, start: int, end: int) -> Array:
        return spread

    def near_mean(self, tape: Tape, x: Array) -> Array:
        """Take the mean of the first piece.

        It lies so near to that of all pieces that the squares of what is left exceed those
        about the mean at most as many times as there are pieces.
        """
        start, end = self.pieces[0]
        first = self.memory.scratch((self.channels,))
        away = self.piece()[: end - start]
        sums = self.memory.scratch((self.channels, self._count))
        mean = self.memory.scratch((self.channels,))
        tape(np.copyto, first, x[0, 0, :, 0])
        tape(np.subtract, x[start:end], self.spread(tape, first), away)
        places = (end - start) * self._width
        tape(np.dot, self.memory.ones(places), as_matrix(away, places), as_row(sums))
        share = 1.0 / (places * self._count)
        tape(np.dot, sums, self.memory.filled((self._count,), share), mean)
        tape(np.add, mean, first, mean)
        return mean

    def partial_sums(self, quantities: int) -> Array:
        return self.memory.scratch((len(self.pieces), quantities, self.channels * self._count))

    def add_up(self, tape: Tape, rows: Array, sums: Array, quantity: int, number: int) -> None:
        places = len(rows) * self._width
        tape(np.dot, self.memory.ones(places), as_matrix(rows, places), sums[number, quantity])

    def totals(self, tape: Tape, sums: Array) -> Array:
        pieces, quantities, _ = sums.shape
        joined = sums[0]
        if pieces > 1:
            joined = self.memory.scratch(sums.shape[1:])
            tape(np.dot, self.memory.ones(pieces), as_matrix(sums, pieces), as_row(joined))
        totals = self.memory.scratch((quantities, self.channels))
        by_sample = viewed(joined, -1, self._count)
        tape(np.dot, by_sample, self.memory.ones(self._count), as_row(totals))
        return totals
