"""Lays a program out as a plan.

The compiler walks the calls once forward and once back and lets each node's kernel take down
its arithmetic. Between the kernels it keeps the books: where an output and its gradient lie,
which contribution comes first, what may be overwritten, and which nodes are computed along
with the rows of others.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

import numpy as np

from guinet.core.memory import machine_memory
from guinet.core.types import Array
from guinet.engine.compiled.arena import Arena
from guinet.engine.compiled.assignment import Assignment
from guinet.engine.compiled.demand import demand_values, refusal
from guinet.engine.compiled.exchange import Exchanges
from guinet.engine.compiled.kernel import Kernel, RowKernel
from guinet.engine.compiled.learned import Books
from guinet.engine.compiled.measure import Measure
from guinet.engine.compiled.moment import Moment
from guinet.engine.compiled.part import Part
from guinet.engine.compiled.plan import Plan
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.structure import Structure, analyse_structure
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.tensor import Tensor, pieces
from guinet.engine.compiled.values import lay_out_values
from guinet.engine.compiled.way_back import WayBack
from guinet.engine.parameters import Parameters
from guinet.engine.program import Call, Program

__all__ = ["Compiler"]


class Compiler:
    """Makes one plan.

    Parameters
    ----------
    program, parameters
        What is executed, on which weights and state.
    assignment
        Which calls run, by which kernels.
    part
        Which samples of the batch.
    exchanges
        Where the parts of the batch tell each other what they must know.
    moment
        Tells the kernels, at run time, which step it is.
    training
        Whether dropout drops and batch statistics are used.
    kept
        Slots whose value has to be there after the pass.

    Attributes
    ----------
    tensors, kernels
        What has been laid out: by slot, and by path.
    structure, books, measure, arena, way_back, exchange
        Where a `Site` finds what its kernel asks for.
    """

    def __init__(
        self,
        program: Program,
        parameters: Parameters,
        assignment: Assignment,
        part: Part,
        exchanges: Exchanges,
        *,
        moment: Moment,
        training: bool,
        kept: Collection[int],
    ) -> None:
        self.program = program
        self.parameters = parameters
        self.part = part
        self.exchange = exchanges.open
        self.moment = moment
        self.training = training
        self.dtype: np.dtype[Any] = parameters.dtype
        demand_values(program, assignment.calls, part.count, self.dtype)
        self.arena = Arena(machine_memory(), lambda taken, have: refusal(taken, have, part.count))
        self.books = Books(parameters, assignment.calls)
        self._assignment = assignment
        self._calls = assignment.calls
        self._kinds = assignment.kinds
        self.structure: Structure = analyse_structure(program, assignment, kept)
        self.measure = Measure(program, part, exchanges)
        self._announced: set[int] = set()
        self.tensors, self._data = lay_out_values(
            program, assignment, self.structure, self.arena, part.count, self.dtype
        )
        self.kernels: dict[str, Kernel] = {}
        self.way_back = WayBack(
            program,
            assignment,
            self.structure,
            self.tensors,
            self.kernels,
            self.arena,
            self.measure,
            self.dtype,
        )

    def compile(self) -> Plan:
        """Return the plan."""
        for call in self._calls:
            if call.field is None:
                self.arena.owner = call.path
                self.kernels[call.path] = self._kinds[call.path](Site(self, call))
        forward, backward = Tape(), Tape()
        self._take_down_forward(forward)
        self.way_back.take_down(backward)
        self.books.clear_unwritten(backward)
        # Kernels know their site, and that the compiler: let go, so that a plan goes with its
        # last user and not when rubbish is collected.
        self.kernels.clear()
        self.way_back.forget()
        return Plan(
            program=self.program,
            calls=self._calls,
            tensors=self.tensors,
            forward=forward,
            backward=backward,
            measure=self.measure,
            moment=self.moment,
            part=self.part,
            training=self.training,
            new_state=[
                (self.parameters.state[group][name], array)
                for (group, name), array in self.books.new_state.items()
            ],
            bytes_by_node=dict(self.arena.taken),
            data=self._data,
        )

    def _take_down_forward(self, tape: Tape) -> None:
        for call in self._calls:
            self.arena.owner = call.path
            if call.field is not None:
                self._announce(tape, call.first, 0, self.tensors[call.first].row_count)
            elif call.path not in self.structure.led:
                self.arena.release()
                self.kernels[call.path].forward(tape)
                for slot in range(call.first, call.last):
                    if slot not in self._announced:
                        self._announce(tape, slot, 0, self.tensors[slot].row_count)

    def finished(self, tape: Tape, call: Call, start: int, end: int) -> None:
        """Rows of the first output are written: measure them, and let the followers come."""
        self._announce(tape, call.first, start, end)

    def _announce(self, tape: Tape, slot: int, start: int, end: int) -> None:
        self._announced.add(slot)
        tensor = self.tensors[slot]
        if not self.bias_comes_later(self.structure.producer[slot]):
            self.measure.value(tape, tensor, start, end)
        followers = self.structure.followers[slot]
        if not followers:
            return
        for first, last in pieces(tensor, start, end, self.unit_of(slot)):
            for call in followers:
                self.compute_rows(tape, call, self._follower(call), first, last)

    def compute_rows(self, tape: Tape, call: Call, kernel: RowKernel, start: int, end: int) -> None:
        """Let a row kernel compute, and whoever follows it."""
        mark = self.arena.mark()
        kernel.forward_rows(tape, start, end)
        self._announce(tape, call.first, *kernel.output_range(start, end))
        self.arena.release(mark)

    def covered(self, call: Call) -> tuple[Call, ...]:
        """Return the calls of the program that this one stands for."""
        return self._assignment.covers.get(call.path, (call,))

    def bias_comes_later(self, call: Call) -> bool:
        """Whether whoever reads the output adds the bias of this node."""
        return call.path in self._assignment.late_bias

    def unit_of(self, slot: int) -> int:
        """Return of how many rows the pieces of an output should be multiples."""
        units = [1]
        for call in self.structure.followers[slot]:
            kernel = self._follower(call)
            # Who follows the follower may want more of its rows than it makes of a unit.
            made = len(range(*kernel.output_range(0, kernel.unit)))
            wanted = self.unit_of(call.first)
            units.append(kernel.unit * (wanted // math.gcd(wanted, made)))
        return math.lcm(*units)

    def output_rows(self, tensor: Tensor, start: int, end: int) -> Array:
        """Return where rows of an output are written."""
        if not tensor.virtual:
            return tensor.rows(start, end)
        rows = tensor.rows_lent(end - start)
        if rows is None:
            rows = self.arena.scratch((end - start, *tensor.body_shape[1:]), self.dtype)
        tensor.lend_rows(start, rows)
        return rows[: end - start]

    def _follower(self, call: Call) -> RowKernel:
        kernel = self.kernels[call.path]
        assert isinstance(kernel, RowKernel)
        return kernel
