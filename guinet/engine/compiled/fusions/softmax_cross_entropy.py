"""Softmax, CategoricalCrossEntropy: the gradient goes straight to the scores."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from guinet.engine.compiled.assignment import Assignment
from guinet.engine.compiled.kernels.categorical_cross_entropy import (
    CategoricalCrossEntropyKernel,
    SoftmaxCrossEntropyKernel,
)
from guinet.engine.compiled.kernels.softmax import SoftmaxKernel
from guinet.engine.program import Call, Program

__all__ = ["fuse_softmax_cross_entropy"]


def fuse_softmax_cross_entropy(
    assignment: Assignment, program: Program, kept: Collection[int]
) -> None:
    """Let the loss read what the Softmax reads; the Softmax still computes the prediction.

    Only where nobody else reads the probabilities, for their gradient is no longer computed.
    """
    producers = {call.first: call for call in assignment.calls}
    fused: dict[str, Call] = {}
    for loss in assignment.calls:
        if assignment.kinds.get(loss.path) is not CategoricalCrossEntropyKernel:
            continue
        softmax = producers.get(loss.sources[0])
        if softmax is None or assignment.kinds.get(softmax.path) is not SoftmaxKernel:
            continue
        readings = sum(reader.sources.count(softmax.first) for reader in assignment.calls)
        if readings == 1:
            assignment.kinds[loss.path] = SoftmaxCrossEntropyKernel
            assignment.covers[loss.path] = (softmax, loss)
            fused[loss.path] = replace(
                loss,
                specs=(softmax.specs[0], loss.specs[1]),
                sources=(softmax.sources[0], loss.sources[1]),
                edges=(softmax.edges[0], loss.edges[1]),
            )
    assignment.calls = tuple(fused.get(call.path, call) for call in assignment.calls)
