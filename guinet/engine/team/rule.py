"""How many processes share a step."""

from __future__ import annotations

import math
import os

from guinet.engine.compiled.choice import choose
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.kernels.by_reference import ByReference
from guinet.engine.program import Call, Program

__all__ = ["advised_workers", "can_share", "cores", "step_cost_s"]

_WORTHWHILE_S = 200e-6
"""Below this a step is over before two processes have agreed on it."""

_MOST = 8


def step_cost_s(program: Program, count: int) -> float:
    """Return about how long a step takes in one process.

    Parameters
    ----------
    program
        What is executed.
    count
        Samples.

    Returns
    -------
    float
        Seconds on a usual core: three multiplications for each of the forward pass at 5·10¹⁰ a
        second, six passes over every value and ten over every weight at 8·10⁹ numbers a
        second, and two microseconds for each node.
    """
    products = sum(call.module.multiply_adds(call.specs) for call in program.calls)
    values = sum(math.prod(spec.shape) for spec in program.specs if spec.batched)
    weights = sum(spec.size for group in program.groups for spec in group.weights.values())
    seconds = count * (3 * products / 5e10 + 6 * values / 8e9)
    return seconds + 10 * weights / 8e9 + 2e-6 * len(program.calls)


def can_share(program: Program) -> bool:
    """Say whether the parts of a batch can be computed apart, with what kernels exchange.

    Not if what becomes of a sample depends on others by the arithmetic of a module without a
    kernel for it, nor if such a module draws random numbers, which belong to places in the
    whole batch, nor if something is computed from a loss: a part has but its share of it.
    """
    if not program.losses:
        return False
    read = {slot for call in program.calls for slot in call.sources}
    if any(loss.first in read for loss in program.losses):
        return False
    sources = [call.path for call in program.calls if call.field is not None]
    kinds = choose(program, sources, (), fuse=False).kinds
    inner = [call for call in program.calls if call.path in kinds]
    return not any(_needs_the_whole(call, kinds[call.path]) for call in inner)


def _needs_the_whole(call: Call, kind: type[Kernel]) -> bool:
    module = call.module
    by_itself = kind is ByReference and (module.couples_samples or module.draws)
    return kind.couples_samples(call) or by_itself


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def advised_workers(program: Program, count: int, available: int) -> int:
    """Return how many processes a step is worth: a fixed rule of its cost and the cores.

    Parameters
    ----------
    program
        What is trained.
    count
        Samples in a batch.
    available
        Cores.
    """
    worth = int(step_cost_s(program, count) / _WORTHWHILE_S) + 1
    return max(1, min(available, worth, count // 2, _MOST)) if can_share(program) else 1
