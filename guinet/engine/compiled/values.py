"""Where the values of a plan lie."""

from __future__ import annotations

from typing import Any

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.arena import Arena
from guinet.engine.compiled.assignment import Assignment
from guinet.engine.compiled.layout import Layout, layout_of
from guinet.engine.compiled.structure import Structure
from guinet.engine.compiled.tensor import Tensor
from guinet.engine.program import Program

__all__ = ["lay_out_values"]


def lay_out_values(
    program: Program,
    assignment: Assignment,
    structure: Structure,
    arena: Arena,
    count: int,
    dtype: np.dtype[Any],
) -> dict[int, Tensor]:
    """Return a tensor for every output of a plan.

    Parameters
    ----------
    program, assignment, structure
        What is executed, how, and what follows from that.
    arena
        Where the memory comes from.
    count
        Samples.
    dtype
        Floating-point type of the run.
    """
    borders = _borders(assignment, structure)
    tensors: dict[int, Tensor] = {}
    for call in assignment.calls:
        arena.owner = call.path
        for slot in range(call.first, call.last):
            spec = program.specs[slot]
            layout = layout_of(spec, count, borders[slot])
            storage: Array | None = None
            if slot in structure.same_value:
                storage = tensors[structure.same_value[slot]].storage
            elif slot not in assignment.virtual:
                number = np.dtype(np.int64) if spec.kind == "index" else dtype
                turned = _comes_as_it_is(slot, assignment, structure)
                storage = _allocate(arena, layout, number, turned)
            tensors[slot] = Tensor(slot, spec, layout, storage)
    return tensors


def _allocate(arena: Arena, layout: Layout, dtype: np.dtype[Any], turned: bool) -> Array:
    shape = layout.storage_shape
    if turned and layout.has_ones:
        storage = arena.take(shape[::-1], dtype).T
    else:
        storage = arena.take(shape, dtype)
    if layout.has_ones:
        storage[-1] = 1
    return storage


def _comes_as_it_is(slot: int, assignment: Assignment, structure: Structure) -> bool:
    """Say whether data may keep the order they come in, which makes them one plain copy."""
    readers = [assignment.kinds[reader.path] for reader in structure.readers[slot]]
    is_data = structure.producer[slot].field is not None
    return is_data and bool(readers) and all(kind.takes_any_order for kind in readers)


def _borders(assignment: Assignment, structure: Structure) -> dict[int, int]:
    """Return the border of each image: the widest that a reader of its storage wants."""
    borders: dict[int, int] = {}
    for call in reversed(assignment.calls):
        for slot in range(call.first, call.last):
            wished = [
                assignment.kinds[reader.path].input_border(reader)
                for reader in structure.readers[slot]
            ]
            borders[slot] = max([borders.get(slot, 0), *wished])
            shared = structure.same_value.get(slot)
            if shared is not None:
                borders[shared] = max(borders.get(shared, 0), borders[slot])
    for slot, shared in sorted(structure.same_value.items()):
        borders[slot] = borders[shared]
    return borders
