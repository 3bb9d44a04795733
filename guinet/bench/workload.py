"""One line of the table: a network, how it is trained, and the times to reach."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from guinet.bench.architectures.base import Architecture
from guinet.core.types import Array
from guinet.engine.random_batch import random_batch

__all__ = ["LEARNING_RATE", "Floors", "Workload"]

# So small that weights stay near their start: the time of a step would otherwise depend on how
# far training has come, by way of numbers too small for the processor's fast path.
LEARNING_RATE = 1e-5


@dataclass(frozen=True)
class Floors:
    """How many times faster than PyTorch a step has to be.

    Parameters
    ----------
    single
        With one process.
    best
        With the better of one and two.
    stretch
        What would be better still.
    """

    single: float
    best: float
    stretch: float


@dataclass(frozen=True)
class Workload:
    """What is measured.

    Parameters
    ----------
    name
        For ``--only``.
    title
        In words, for the table.
    architecture
        The network with its loss and its fields.
    batch_size
        Samples in a step.
    optimizer
        ``"sgd"`` or ``"adam"``.
    floors
        Times to reach; None where nothing was promised.
    """

    name: str
    title: str
    architecture: Architecture
    batch_size: int
    optimizer: str = "adam"
    floors: Floors | None = None

    def batches(self, count: int) -> list[dict[str, Array]]:
        """Return different random batches: numbers as float32, labels as integers."""
        fields = self.architecture.fields
        return [
            {
                name: array.astype(np.float32) if array.dtype.kind == "f" else array
                for name, array in random_batch(fields, self.batch_size, seed).items()
            }
            for seed in range(count)
        ]
