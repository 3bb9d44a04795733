"""Batches: the samples of an epoch, a few at a time, in an order that can be repeated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Self

import numpy as np

from guinet.core.context import generator
from guinet.core.errors import DataError
from guinet.core.types import Array
from guinet.data.augmentation import Augmenter
from guinet.data.prepare import PreparedData

__all__ = ["Batches"]


class Batches:
    """Cuts arrays into batches; the last one of an epoch may be smaller.

    Parameters
    ----------
    arrays
        Field name to array, samples first, all of the same length.
    batch_size
        Samples in a batch.
    seed
        Seed of the shuffling. The order of an epoch depends on seed and epoch alone, so that
        training can go on from any epoch with the same numbers.
    shuffle
        False keeps the order of the arrays, for measuring.
    augmenter
        Moves the images of each batch, by seed, epoch and sample.

    Raises
    ------
    DataError
        If the arrays do not have the same number of samples.
    """

    def __init__(
        self,
        arrays: Mapping[str, Array],
        batch_size: int,
        seed: int = 0,
        *,
        shuffle: bool = True,
        augmenter: Augmenter | None = None,
    ) -> None:
        lengths = {len(values) for values in arrays.values()}
        if len(lengths) > 1:
            raise DataError("The fields of the data do not have the same number of samples.")
        self.arrays = dict(arrays)
        self.count = lengths.pop() if lengths else 0
        self.batch_size = batch_size
        self.seed = seed
        self.shuffle = shuffle
        self.augmenter = augmenter

    @classmethod
    def of_training(cls, data: PreparedData, batch_size: int, seed: int) -> Self:
        """Return the batches that a run is trained on, images moved if they are to be."""
        return cls(data.train, batch_size, seed, augmenter=data.augmenter)

    def __len__(self) -> int:
        """Return the number of batches in an epoch."""
        return -(-self.count // self.batch_size)

    def order(self, epoch: int) -> Array:
        """Return the indices of the samples in the order of an epoch."""
        if not self.shuffle:
            return np.arange(self.count)
        return generator(self.seed, "shuffle", epoch).permutation(self.count)

    def epoch(self, number: int = 0, first: int = 0) -> Iterator[dict[str, Array]]:
        """Return the batches of an epoch, one after the other, as field name to array.

        Parameters
        ----------
        number
            Number of the epoch, the counter of the shuffling.
        first
            Batch to begin with, in order to go on in the middle of an epoch.
        """
        batches = self._plain(number, first)
        return batches if self.augmenter is None else self._moved(batches, number, first)

    def _moved(
        self, batches: Iterator[dict[str, Array]], number: int, first: int
    ) -> Iterator[dict[str, Array]]:
        assert self.augmenter is not None
        draws = self.augmenter.draws(self.seed, number, self.count)[self.order(number)]
        for place, batch in enumerate(batches, first):
            start = place * self.batch_size
            yield self.augmenter.moved(batch, draws[start : start + self.batch_size])

    def _plain(self, number: int, first: int) -> Iterator[dict[str, Array]]:
        order = self.order(number) if self.shuffle else None
        for start in range(first * self.batch_size, self.count, self.batch_size):
            rows = slice(start, start + self.batch_size)
            if order is None:  # A slice is enough: a view, nothing is copied.
                yield {name: values[rows] for name, values in self.arrays.items()}
            else:
                chosen = order[rows]
                yield {name: _chosen(values, chosen) for name, values in self.arrays.items()}


def _chosen(values: Array, rows: Array) -> Array:
    """Return some rows; NumPy has a faster way for labels, and one for all else."""
    return values[rows] if values.ndim == 1 else values.take(rows, 0)
