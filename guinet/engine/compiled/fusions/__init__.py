"""Rewrites of a program that leave its results as they are and its work smaller, one file each.

A fusion looks through an `Assignment` for its pattern and changes it: it gives a kernel to a
call that stands for several, says which values are no longer stored, and which calls fall out.
What is fused away must not be `kept`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from importlib import import_module

from guinet.engine.compiled.assignment import Assignment
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.program import Program

__all__ = ["FUSIONS", "Fusion", "fusions_for"]

Fusion = Callable[[Assignment, Program, Collection[int]], None]

FUSIONS = {
    "PairedMaxPoolKernel": "convolved_max_pool.fuse_convolved_max_pool",
    "CategoricalCrossEntropyKernel": "softmax_cross_entropy.fuse_softmax_cross_entropy",
}
"""By the kernel that its pattern ends in, the file and the function of a fusion.

They are read when such a kernel has been chosen, as the kernels themselves are.
"""


def fusions_for(kinds: Collection[type[Kernel]]) -> Iterator[Fusion]:
    """Yield the fusions that may find their pattern among these kernels, in a fixed order."""
    names = {kind.__name__ for kind in kinds}
    for end, place in FUSIONS.items():
        if end in names:
            file, _, name = place.partition(".")
            fusion: Fusion = getattr(import_module(f"{__name__}.{file}"), name)
            yield fusion
