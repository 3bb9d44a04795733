"""Copies that several kernels take down."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.tape import Tape

__all__ = ["copy_turned", "hand_on"]

_WAY = 4096
"""Bytes after which addresses fall into the same places of the first cache."""


def hand_on(tape: Tape, into: Array, values: Array) -> None:
    """Take down a copy of some rows; nothing where both are one memory."""
    if not np.may_share_memory(into, values):
        tape(np.copyto, into, values)


def copy_turned(tape: Tape, into: Array, values: Array) -> None:
    """Take down a copy in which the last axis of the values is the outermost in memory.

    It reads across their rows. If these are a multiple of 4096 bytes long, they fall into the
    same places of the first cache, which has eight for each: then eight rows go at a time.
    """
    width = values.shape[-1]
    step = width if values.strides[-1] % _WAY else 8
    for first in range(0, width, step):
        some = slice(first, first + step)
        tape(np.copyto, into[..., some], values[..., some])
