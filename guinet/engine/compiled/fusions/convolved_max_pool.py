"""Conv2d, ReLU or nothing, MaxPool2d(2): the maximum first, then bias and activation."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from guinet.engine.compiled.assignment import Assignment
from guinet.engine.compiled.kernels.conv2d import Conv2dKernel
from guinet.engine.compiled.kernels.convolved_max_pool import ConvolvedMaxPoolKernel
from guinet.engine.compiled.kernels.paired_max_pool import PairedMaxPoolKernel
from guinet.engine.program import Call, Program
from guinet.modules.activation.relu import ReLU

__all__ = ["fuse_convolved_max_pool"]


def fuse_convolved_max_pool(
    assignment: Assignment, program: Program, kept: Collection[int]
) -> None:
    """Let the pooling add bias and activation, and the convolution store nothing.

    Only where nobody else reads what lies between, and where it need not be kept.
    """
    producers = {call.first: call for call in assignment.calls}
    for pool in assignment.calls:
        if assignment.kinds.get(pool.path) is not PairedMaxPoolKernel:
            continue
        between = [producers[pool.sources[0]]]
        if isinstance(between[0].module, ReLU):
            between.insert(0, producers[between[0].sources[0]])
        convolution, first = between[0], (*between, pool)[1]
        if assignment.kinds.get(convolution.path) is not Conv2dKernel:
            continue
        if all(_passes_on(call, assignment, kept) for call in between):
            _fuse(assignment, (*between, pool), first)


def _passes_on(call: Call, assignment: Assignment, kept: Collection[int]) -> bool:
    """Whether the output of a call is read once and then forgotten."""
    readings = sum(reader.sources.count(call.first) for reader in assignment.calls)
    return readings == 1 and call.first not in kept


def _fuse(assignment: Assignment, covered: tuple[Call, ...], first: Call) -> None:
    convolution, pool = covered[0], covered[-1]
    fused = replace(pool, specs=first.specs, sources=first.sources, edges=first.edges)
    left_out = {call.path for call in covered[1:-1]}
    assignment.calls = tuple(
        fused if call is pool else call for call in assignment.calls if call.path not in left_out
    )
    for path in left_out:
        del assignment.kinds[path]
    assignment.kinds[pool.path] = ConvolvedMaxPoolKernel
    assignment.covers[pool.path] = covered
    assignment.virtual.add(convolution.first)
    assignment.late_bias.add(convolution.path)
