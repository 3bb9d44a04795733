"""The gradient of the kernels: errors times what the windows saw, over all places and samples."""

from __future__ import annotations

from abc import ABC, abstractmethod

from guinet.core.types import Array
from guinet.engine.compiled.convolution.problem import SlidingProblem
from guinet.engine.compiled.learned import put
from guinet.engine.compiled.memory import Memory
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.views import viewed

__all__ = ["KernelGradient", "turned_errors"]


class KernelGradient(ABC):
    """dW = Σ dy xᵀ, as calls.

    Parameters
    ----------
    memory
        For copies.
    problem
        The convolution, with the weights that the gradient belongs to.
    errors
        Gradient of its result, (rows, columns, O, N).
    """

    def __init__(self, memory: Memory, problem: SlidingProblem, errors: Array) -> None:
        self.memory = memory
        self.problem = problem
        self.errors = errors

    @abstractmethod
    def accumulate(self, tape: Tape) -> Array:
        """Take down the sum; return where it is, (groups, O / groups, C / groups, kH, kW)."""

    def write(self, tape: Tape, total: Array, adds: bool) -> None:
        """Take down the gradient of the kernels, to be written or added to what is there."""
        found = self.accumulate(tape)
        put(tape, viewed(total, *found.shape), found, adds)


def turned_errors(errors: Array, groups: int) -> Array:
    """Return errors as (groups, O / groups, rows, columns, N), a view."""
    rows, columns, channels, count = errors.shape
    parts = viewed(errors, rows, columns, groups, channels // groups, count)
    return parts.transpose(2, 3, 0, 1, 4)
