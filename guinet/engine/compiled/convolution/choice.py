"""The rules that choose how kernels slide; never a timing, so that runs repeat bit for bit."""

from __future__ import annotations

from guinet.core.types import Array
from guinet.engine.compiled.convolution.correlation import Correlation
from guinet.engine.compiled.convolution.depthwise import (
    DepthwiseCorrelation,
    DepthwiseKernelGradient,
)
from guinet.engine.compiled.convolution.direct import DirectCorrelation
from guinet.engine.compiled.convolution.gathered_gradient import GatheredKernelGradient
from guinet.engine.compiled.convolution.kernel_gradient import KernelGradient
from guinet.engine.compiled.convolution.placewise_gradient import PlacewiseKernelGradient
from guinet.engine.compiled.convolution.problem import SlidingProblem
from guinet.engine.compiled.convolution.sliding_gradient import SlidingKernelGradient
from guinet.engine.compiled.convolution.winograd import WinogradCorrelation
from guinet.engine.compiled.convolution.winograd_gradient import WinogradKernelGradient
from guinet.engine.compiled.memory import Memory

__all__ = ["correlation", "kernel_gradient"]

WINOGRAD = True
"""False leaves Winograd's way alone, for comparison."""

_FEW = 64
"""So few values in a window are worth no detour: they are copied each for itself."""

_SMALL_KERNELS = 4096
"""Numbers in the kernels of a group that may be written anew for each place."""

_MANY = 32
"""Samples that make up for that."""


def correlation(memory: Memory, problem: SlidingProblem, unit: int = 1) -> Correlation:
    """Return the way to slide kernels over an image.

    Channels by themselves are computed value by value of the kernel. Kernels of 3 x 3 that move
    by one place and see more than 64 values take Winograd's way; others are multiplied with their
    windows directly.

    Parameters
    ----------
    memory
        For what it needs besides.
    problem
        Kernels and image.
    unit
        Pieces are multiples of so many rows.
    """
    if _is_depthwise(problem):
        return DepthwiseCorrelation(memory, problem, unit)
    if _suits_winograd(problem):
        return WinogradCorrelation(memory, problem, unit)
    return DirectCorrelation(memory, problem, unit)


def kernel_gradient(memory: Memory, problem: SlidingProblem, errors: Array) -> KernelGradient:
    """Return the way to the gradient of the kernels.

    As the convolution itself where that goes by channels or takes Winograd's way. Small kernels
    and 32 samples or more: a product for each place. Windows that otherwise see few values, or
    do not overlap along the row, are copied each for itself; others slide along rows copied once.
    """
    if _is_depthwise(problem):
        return DepthwiseKernelGradient(memory, problem, errors)
    if _suits_winograd(problem):
        return WinogradKernelGradient(memory, problem, errors)
    if problem.seen * problem.weight.shape[1] <= _SMALL_KERNELS and problem.count >= _MANY:
        return PlacewiseKernelGradient(memory, problem, errors)
    columns = problem.slides[1]
    if problem.seen <= _FEW or columns.stride > 1 or columns.kernel == 1:
        return GatheredKernelGradient(memory, problem, errors)
    return SlidingKernelGradient(memory, problem, errors)


def _is_depthwise(problem: SlidingProblem) -> bool:
    groups, out, part, _, _ = problem.weight.shape
    return bool(groups > 1 and out == part == 1)


def _suits_winograd(problem: SlidingProblem) -> bool:
    shape = problem.weight.shape
    return (
        WINOGRAD
        and shape[0] == 1
        and shape[3:] == (3, 3)
        and problem.steps_by_one
        and problem.seen > _FEW
        and problem.slides[0].count > 1
    )
