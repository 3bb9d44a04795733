"""Whether the machine has the memory that a plan will need."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from guinet.core.errors import GuinetError
from guinet.core.memory import machine_memory
from guinet.engine.program import Call, Program

__all__ = ["demand_values", "refusal"]


def demand_values(
    program: Program, calls: Sequence[Call], count: int, dtype: np.dtype[Any]
) -> None:
    """Refuse a plan whose values and gradients alone exceed the machine, before it is made.

    Parameters
    ----------
    program, calls
        What is to be executed.
    count
        Samples in a batch.
    dtype
        Floating-point type of the run.

    Raises
    ------
    GuinetError
        In words that name the node which needs most.
    """
    taken = {
        call.path: sum(
            2 * dtype.itemsize * math.prod(spec.shape) * (count if spec.batched else 1)
            for spec in program.specs[call.first : call.last]
        )
        for call in calls
    }
    have = machine_memory()
    if have is not None and sum(taken.values()) > have:
        raise refusal(taken, have, count)


def refusal(taken: Mapping[str, int], have: int, count: int) -> GuinetError:
    """Return the error for a plan that takes so many bytes by node."""
    path = max(taken, key=lambda node: taken[node])
    need, most = sum(taken.values()), taken[path]
    samples = "1 sample" if count == 1 else f"{count} samples"
    return GuinetError(
        f"A step with {samples} would take {need / 2**30:.3g} GiB and this machine has "
        f"{have / 2**30:.3g}; most of it, {most / 2**30:.3g}, belongs to {path}: take a smaller "
        "batch, or make it or what it reads smaller."
    )
