"""What a plan's shape follows from: who reads what, who comes right after whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from guinet.engine.compiled.assignment import Assignment
from guinet.engine.compiled.kernel import Kernel, RowKernel
from guinet.engine.program import Call, Program

__all__ = ["Structure", "analyse_structure"]


@dataclass
class Structure:
    """Facts about the calls of a plan.

    Attributes
    ----------
    producer
        By slot, the call that computes it.
    readers
        By slot, the calls that read it, one entry for each input.
    followers
        By slot, the row kernels that are computed along with its rows.
    led
        Paths of those followers.
    same_value
        By slot, the slot whose storage it shares, for what is computed in place.
    spare
        Slots whose only reader may overwrite the value as soon as it has been read.
    contributes
        Numbers of the edges along which a gradient goes back.
    arrives
        Slots at which a gradient arrives.
    wanted
        Slots that some node reads, or that have to be there after the pass.
    """

    producer: dict[int, Call] = field(default_factory=dict)
    readers: defaultdict[int, list[Call]] = field(default_factory=lambda: defaultdict(list))
    followers: defaultdict[int, list[Call]] = field(default_factory=lambda: defaultdict(list))
    led: set[str] = field(default_factory=set)
    same_value: dict[int, int] = field(default_factory=dict)
    spare: set[int] = field(default_factory=set)
    contributes: set[int] = field(default_factory=set)
    arrives: set[int] = field(default_factory=set)
    wanted: set[int] = field(default_factory=set)


def analyse_structure(program: Program, assignment: Assignment, kept: Collection[int]) -> Structure:
    """Work out the structure.

    Parameters
    ----------
    program
        What is compiled.
    assignment
        Which of its calls run, by which kernels.
    kept
        Slots whose value has to be there after the pass.
    """
    found = Structure(wanted={*program.edge_slots, *kept})
    calls, kinds = assignment.calls, assignment.kinds
    for call in calls:
        for slot in range(call.first, call.last):
            found.producer[slot] = call
        for slot in call.sources:
            found.readers[slot].append(call)
    _lead(found, calls, kinds)
    _spare_values(found, calls, kinds, kept)
    _share_values(found, program, calls, kinds)
    _go_back(found, program, assignment)
    return found


def _lead(found: Structure, calls: Sequence[Call], kinds: Mapping[str, type[Kernel]]) -> None:
    """Let row kernels follow the rows they read.

    A follower is computed while its leader is. So everything else it reads must have been
    computed before that leader began, or be those very rows.
    """
    began: dict[str, int] = {}
    for number, call in enumerate(calls):
        began[call.path] = number
        kind = kinds.get(call.path)
        if kind is None or not issubclass(kind, RowKernel) or not call.sources:
            continue
        first = call.sources[0]
        leader = found.producer[first]
        if leader.field is not None:
            continue
        start = began[leader.path]
        others = (found.producer[slot] for slot in call.sources[1:] if slot != first)
        if all(other.field is not None or began[other.path] < start for other in others):
            began[call.path] = start
            found.followers[first].append(call)
            found.led.add(call.path)


def _spare_values(
    found: Structure,
    calls: Sequence[Call],
    kinds: Mapping[str, type[Kernel]],
    kept: Collection[int],
) -> None:
    """Find the values that nobody needs once their only reader has them."""
    for call in calls:
        kind = kinds.get(call.path)
        if kind is None or kind.needs_output:
            continue
        for slot in range(call.first, call.last):
            if len(found.readers[slot]) == 1 and slot not in kept:
                found.spare.add(slot)


def _share_values(
    found: Structure,
    program: Program,
    calls: Sequence[Call],
    kinds: Mapping[str, type[Kernel]],
) -> None:
    """Let outputs overwrite inputs that nobody needs any more."""
    for call in calls:
        kind = kinds.get(call.path)
        if kind is None or not issubclass(kind, RowKernel) or not kind.in_place:
            continue
        into, source = call.first, call.sources[0]
        if (
            source in found.spare
            and not kind.needs_inputs
            and program.specs[into].shape == program.specs[source].shape
        ):
            found.same_value[into] = source


def _go_back(found: Structure, program: Program, assignment: Assignment) -> None:
    """Follow the gradients from the losses to the sources."""
    found.arrives.update(loss.first for loss in assignment.losses)
    for call in reversed(assignment.calls):
        if call.field is not None or call.module.detaches:
            continue
        if not any(slot in found.arrives for slot in range(call.first, call.last)):
            continue
        for slot, edge in zip(call.sources, call.edges, strict=True):
            if program.specs[slot].kind != "index" and not program.given[edge]:
                found.contributes.add(edge)
                found.arrives.add(slot)
