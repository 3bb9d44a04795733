"""Which kernel computes which node, and what is fused."""

from __future__ import annotations

from collections.abc import Collection

from guinet.core.loss import Loss
from guinet.engine.compiled.assignment import Assignment
from guinet.engine.compiled.fusions import fusions_for
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.kernels import kernel_for
from guinet.engine.compiled.kernels.by_reference import ByReference
from guinet.engine.program import Call, Program

__all__ = ["choose"]


def choose(
    program: Program, present: Collection[str], kept: Collection[int], fuse: bool = True
) -> Assignment:
    """Choose kernels by the module's type, and fuse what belongs together.

    Parameters
    ----------
    program
        What is compiled.
    present
        Paths of the sources that the batch feeds; what depends on others is left out.
    kept
        Slots whose value has to be there after the pass.
    fuse
        False leaves every node by itself, for comparison.
    """
    known: set[int] = set()
    calls: list[Call] = []
    for call in program.calls:
        runs = call.path in present if call.field is not None else known.issuperset(call.sources)
        if runs:
            calls.append(call)
            known.update(range(call.first, call.last))
    read = {slot for call in calls for slot in call.sources}
    kinds = {call.path: _kind(call, program, read) for call in calls if call.field is None}
    assignment = Assignment(tuple(calls), kinds)
    for fusion in fusions_for(set(kinds.values())) if fuse else ():
        fusion(assignment, program, kept)
    return assignment


def _kind(call: Call, program: Program, read: Collection[int]) -> type[Kernel]:
    kind = kernel_for(type(call.module))
    group = program.groups[call.group]
    shares_state = len(group.members) > 1 and bool(group.state)
    # The kernel of a loss takes for granted that its output goes into the total alone.
    loss_is_read = isinstance(call.module, Loss) and call.first in read
    if kind is None or shares_state or loss_is_read or not kind.serves(call):
        return ByReference
    return kind.variant(call)
