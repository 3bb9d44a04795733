"""The rules that choose how kernels slide; never a timing, so that runs repeat bit for bit."""

from __future__ import annotations

from guinet.core.types import Array
from guinet.engine.compiled.convolution.correlation import Correlation
from guinet.engine.compiled.convolution.direct import DirectCorrelation
from guinet.engine.compiled.convolution.gathered_gradient import GatheredKernelGradient
from guinet.engine.compiled.convolution.kernel_gradient import KernelGradient
from guinet.engine.compiled.convolution.problem import SlidingProblem
from guinet.engine.compiled.convolution.sliding_gradient import SlidingKernelGradient
from guinet.engine.compiled.memory import Memory

__all__ = ["correlation", "kernel_gradient"]

_FEW = 64
"""So many values in a window are copied each for itself without much ado."""


def correlation(memory: Memory, problem: SlidingProblem, unit: int = 1) -> Correlation:
    """Return the way to slide kernels over an image.

    Parameters
    ----------
    memory
        For what it needs besides.
    problem
        Kernels and image.
    unit
        Pieces are multiples of so many rows.
    """
    return DirectCorrelation(memory, problem, unit)


def kernel_gradient(memory: Memory, problem: SlidingProblem, errors: Array) -> KernelGradient:
    """Return the way to the gradient of the kernels.

    Windows that see few values, or do not overlap along the row, are copied each for itself;
    others slide along rows copied once.
    """
    columns = problem.slides[1]
    if problem.seen <= _FEW or columns.stride > 1 or columns.kernel == 1:
        return GatheredKernelGradient(memory, problem, errors)
    return SlidingKernelGradient(memory, problem, errors)
