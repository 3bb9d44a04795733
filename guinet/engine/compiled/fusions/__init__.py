"""Rewrites of a program that leave its results as they are and its work smaller, one file each.

A fusion looks through an `Assignment` for its pattern and changes it: it gives a kernel to a
call that stands for several, says which values are no longer stored, and which calls fall out.
What is fused away must not be `kept`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from guinet.engine.compiled.assignment import Assignment
from guinet.engine.compiled.fusions.convolved_max_pool import fuse_convolved_max_pool
from guinet.engine.compiled.fusions.softmax_cross_entropy import fuse_softmax_cross_entropy
from guinet.engine.program import Program

__all__ = ["FUSIONS", "Fusion"]

Fusion = Callable[[Assignment, Program, Collection[int]], None]

FUSIONS: tuple[Fusion, ...] = (fuse_convolved_max_pool, fuse_softmax_cross_entropy)
