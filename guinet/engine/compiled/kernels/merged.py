"""Sums and moments of the whole batch from those of its parts."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.memory import Memory
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape

__all__ = ["merged_moments", "merged_sums"]


def merged_moments(
    tape: Tape, memory: Memory, everyone: Array, mean: Array, squares: Array
) -> None:
    """Merge means, and sums of squares about them, which must not be added as they are.

    Each part's squares are about its own mean; those of the means about the common one come
    on top. Means are merged by their distances from the first, so that equal ones stay equal.

    Parameters
    ----------
    everyone
        By part, how many values there are, their mean, and the squares, (parts, 3, C).
    mean, squares
        Where the result goes, (C,).

    Notes
    -----
    Chan, Golub and LeVeque (1979), Updating formulae and a pairwise algorithm for computing
    sample variances.
    """
    counts, means, within = everyone[:, 0], everyone[:, 1], everyone[:, 2]
    away, weighted = memory.scratch(means.shape), memory.scratch(means.shape)
    whole = memory.scratch(mean.shape)
    tape(np.subtract, means, means[0], away)
    tape(np.multiply, away, counts, weighted)
    tape(np.add.reduce, weighted, 0, None, mean)
    tape(np.add.reduce, counts, 0, None, whole)
    tape(np.divide, mean, whole, mean)
    tape(np.subtract, away, mean, away)
    tape(np.add, mean, means[0], mean)
    tape(np.multiply, away, away, away)
    tape(np.multiply, away, counts, away)
    tape(np.add, away, within, away)
    tape(np.add.reduce, away, 0, None, squares)


def merged_sums(tape: Tape, site: Site, sums: Array) -> Array:
    """Return the sums over all parts of the batch, of this one's shape."""
    exchange = site.exchange(*sums.shape)
    whole = site.memory.scratch(sums.shape)
    if len(exchange.everyone) == 1:
        tape(np.copyto, whole, sums)
        return whole
    tape(np.copyto, exchange.mine, sums)
    exchange.meet(tape)
    tape(np.add.reduce, exchange.everyone, 0, None, whole)
    return whole
