"""Where the values of a plan lie."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from guinet.core.spec import Specs
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
) -> tuple[dict[int, Tensor], Array]:
    """Return a tensor for every output of a plan, and what the sources write as one row.

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
    layouts = {
        slot: layout_of(program.specs[slot], count, borders[slot])
        for call in assignment.calls
        for slot in range(call.first, call.last)
    }
    data, row = _lay_out_data(assignment, structure, layouts, program.specs, arena, dtype)
    tensors: dict[int, Tensor] = {}
    for slot, layout in layouts.items():
        spec, storage = program.specs[slot], data.get(slot)
        if slot in structure.same_value:
            storage = tensors[structure.same_value[slot]].storage
        elif storage is None and slot not in assignment.virtual:
            arena.owner = structure.producer[slot].path
            number = np.dtype(np.int64) if spec.kind == "index" else dtype
            storage = arena.take(layout.storage_shape, number)
        if storage is not None and layout.has_ones:
            storage[-1] = 1
        tensors[slot] = Tensor(slot, spec, layout, storage)
    return tensors, row


def _lay_out_data(
    assignment: Assignment,
    structure: Structure,
    layouts: Mapping[int, Layout],
    specs: Specs,
    arena: Arena,
    dtype: np.dtype[Any],
) -> tuple[dict[int, Array], Array]:
    """Return storage for the real numbers that the sources bring, and all of it as one row."""
    sources = [call for call in assignment.calls if call.field is not None]
    sources = [call for call in sources if specs[call.first].kind != "index"]
    turned = {
        call.path
        for call in sources
        if _comes_as_it_is(call.first, layouts[call.first].has_ones, assignment, structure)
    }
    shapes = [layouts[call.first].storage_shape for call in sources]
    wanted = [
        (call.path, shape[::-1] if call.path in turned else shape)
        for call, shape in zip(sources, shapes, strict=True)
    ]
    row, arrays = arena.take_row(wanted, dtype)
    data = {
        call.first: array.T if call.path in turned else array
        for call, array in zip(sources, arrays, strict=True)
    }
    return data, row


def _comes_as_it_is(
    slot: int, has_ones: bool, assignment: Assignment, structure: Structure
) -> bool:
    """Say whether data may keep the order they come in, which makes them one plain copy."""
    readers = [assignment.kinds[reader.path] for reader in structure.readers[slot]]
    return has_ones and bool(readers) and all(kind.takes_any_order for kind in readers)


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
