"""The bias of a convolution: a number for each channel."""

from __future__ import annotations

import math

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.learned import Learned
from guinet.engine.compiled.memory import Memory
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.views import viewed

__all__ = ["add_bias_gradient", "bias_rows", "sum_to_bias"]


def bias_rows(tape: Tape, memory: Memory, bias: Array, count: int) -> Array:
    """Take down the bias as (O, N), so that adding it is one sweep over contiguous rows."""
    rows = memory.scratch((len(bias), count))
    tape(np.copyto, rows, bias[:, None])
    return rows


def add_bias_gradient(tape: Tape, site: Site, errors: Array) -> None:
    """Take down the sum of errors (rows, columns, O, N) over all but the channels.

    Zeros around them do not matter; sums are products with ones.
    """
    places = math.prod(errors.shape[:2])
    sums = site.memory.scratch(errors.shape[2:])
    tape(np.dot, site.memory.ones(places), viewed(errors, places, sums.size), sums.reshape(-1))
    sum_to_bias(tape, site.memory, site.learned, sums)


def sum_to_bias(tape: Tape, memory: Memory, learned: Learned, sums: Array) -> None:
    """Take down the gradient of the bias from the sums over all places, (O, N)."""
    total, adds = learned.gradient("bias")
    ones = memory.ones(sums.shape[1])
    if adds:
        part = memory.scratch(total.shape)
        tape(np.dot, sums, ones, part)
        tape(np.add, total, part, total)
    else:
        tape(np.dot, sums, ones, total)
