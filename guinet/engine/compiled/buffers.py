"""NumPy's buffers, made small while a large plan runs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from guinet.engine.compiled.tape import Step

__all__ = ["with_small_buffers"]

_NUMBERS = 512
"""Still long enough that products with booleans, which are cast through a buffer, lose nothing."""

_LARGE = 1 << 20
"""Bytes of a plan below which changing the size, a microsecond, is not worth it."""


def with_small_buffers(steps: Sequence[Step], plan_bytes: int) -> Sequence[Step]:
    """Return steps that do the same while NumPy's buffers are small.

    Where one operand is spread over the others (a number per row or per channel), NumPy walks
    through inner loops that are shorter than its buffer of 8192 numbers in half as much time
    again. With a smaller buffer they count as long. What is computed does not change.
    """
    if plan_bytes < _LARGE:
        return steps

    def run() -> None:
        before = np.setbufsize(_NUMBERS)
        try:
            for step in steps:
                step()
        finally:
            np.setbufsize(before)

    return [run]
