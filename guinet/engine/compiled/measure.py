"""Sizes of what flows, taken down beside the arithmetic for steps that are observed."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.exchange import Exchanges
from guinet.engine.compiled.part import Part
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.tensor import Tensor
from guinet.engine.observation import sum_of_squares
from guinet.engine.program import Program

__all__ = ["Measure"]


class Measure:
    """Sums of squares by slot and by edge.

    Attributes
    ----------
    values, contributions
        Sums by slot, and by edge; float64.
    sizes
        By slot, how many numbers they are of, all parts of the batch together.
    """

    def __init__(self, program: Program, part: Part, exchanges: Exchanges) -> None:
        self.values = np.zeros(len(program.specs))
        self.contributions = np.zeros(len(program.edges))
        self.sizes = np.zeros(len(program.specs))
        self._program, self._part, self._exchanges = program, part, exchanges
        self._edge_slots = np.array(program.edge_slots, int)
        self._watched = set(program.edge_slots)
        self._given = np.array(program.given, bool)
        self._measured: set[int] = set()

    def clear(self) -> None:
        """Begin anew."""
        self.values.fill(0.0)
        self.contributions.fill(0.0)

    def value(self, tape: Tape, tensor: Tensor, start: int, end: int) -> None:
        """Measure rows of an output that have just been written."""
        if tensor.spec.kind != "index":
            self.value_of(tape, tensor.slot, _full_rows(tensor, start, end))

    def value_of(self, tape: Tape, slot: int, rows: Array) -> None:
        """Measure rows of an output, wherever they lie."""
        if slot in self._watched:
            spec = self._program.specs[slot]
            # What has no batch axis is measured by every part.
            times = self._part.total if spec.batched else len(self._part.counts)
            self.sizes[slot] = spec.size * times
            with tape.only_watching():
                tape(_add, self.values, slot, _flat(rows))

    def contribution(self, tape: Tape, edge: int, rows: Array) -> None:
        """Measure rows of what a consumer has just given back."""
        self._measured.add(edge)
        with tape.only_watching():
            if (
                not self._program.specs[self._edge_slots[edge]].batched
                and len(self._part.counts) > 1
            ):
                rows = self._of_all_parts(tape, rows)
            tape(_add, self.contributions, edge, _flat(rows))

    def _of_all_parts(self, tape: Tape, rows: Array) -> Array:
        """Return the sum of what the parts give back to an output that they all have."""
        exchange = self._exchanges.open(rows.shape, rows.dtype)
        whole = np.zeros(rows.shape, rows.dtype)
        tape(np.copyto, exchange.mine, rows)
        exchange.meet(tape)
        tape(np.add.reduce, exchange.everyone, 0, None, whole)
        return whole

    def activation_sizes(self) -> Array:
        """Return the root mean square of what flowed along each edge; NaN for integers."""
        sizes = self.sizes[self._edge_slots]
        with np.errstate(all="ignore"):
            return np.where(sizes > 0, np.sqrt(self.values[self._edge_slots] / sizes), np.nan)

    def gradient_sizes(self) -> Array:
        """Return the root mean square of each edge's own gradient; NaN where there is none."""
        sizes = self.sizes[self._edge_slots]
        known = np.zeros(len(sizes), bool)
        known[list(self._measured)] = True
        with np.errstate(all="ignore"):
            found = np.sqrt(self.contributions / sizes)
        return np.where(known & ~self._given & (sizes > 0), found, np.nan)


def _add(sums: Array, number: int, array: Array) -> None:
    sums[number] += sum_of_squares(array)


def _flat(array: Array) -> Array:
    """Return a contiguous array as one row; any other as it is."""
    return array.reshape(-1) if array.flags.c_contiguous else array


def _full_rows(tensor: Tensor, start: int, end: int) -> Array:
    """Return whole rows of an image, whose zeros at the edges add nothing."""
    border = tensor.layout.border
    if border and not tensor.virtual:
        return tensor.storage[start + border : end + border]
    return tensor.rows(start, end)
