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

from guinet.core.types import Array
from guinet.engine.compiled.arena import Arena
from guinet.engine.compiled.assignment import Assignment
from guinet.engine.compiled.contribution import Contribution
from guinet.engine.compiled.exchange import Exchange
from guinet.engine.compiled.kernel import Kernel, RowKernel
from guinet.engine.compiled.layout import layout_of
from guinet.engine.compiled.learned import Books
from guinet.engine.compiled.measure import Measure
from guinet.engine.compiled.moment import Moment
from guinet.engine.compiled.plan import Plan
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.structure import Structure, analyse_structure
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.tensor import Tensor, pieces
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
    count, total
        Samples in this process's part of the batch, and in the whole batch.
    moment
        Tells the kernels, at run time, which step it is.
    training
        Whether dropout drops and batch statistics are used.
    kept
        Slots whose value has to be there after the pass.
    """

    def __init__(
        self,
        program: Program,
        parameters: Parameters,
        assignment: Assignment,
        *,
        count: int,
        total: int,
        moment: Moment,
        training: bool,
        kept: Collection[int],
    ) -> None:
        self.program = program
        self.parameters = parameters
        self.count = count
        self.total = total
        self.first = 0
        self.moment = moment
        self.training = training
        self.dtype: np.dtype[Any] = parameters.dtype
        self.arena = Arena()
        self.books = Books(parameters, assignment.calls)
        self._assignment = assignment
        self._calls = assignment.calls
        self._kinds = assignment.kinds
        self.structure: Structure = analyse_structure(program, assignment, kept)
        self._measure = Measure(program)
        self._ways: dict[str, dict[int, Contribution]] = {}
        self._returned: set[str] = set()
        self._announced: set[int] = set()
        self.tensors: dict[int, Tensor] = self._lay_out_values()
        self.kernels: dict[str, Kernel] = {}

    def compile(self) -> Plan:
        """Return the plan."""
        for call in self._calls:
            if call.field is None:
                self.arena.owner = call.path
                self.kernels[call.path] = self._kinds[call.path](Site(self, call))
        forward, backward = Tape(), Tape()
        self._take_down_forward(forward)
        self._take_down_backward(backward)
        return Plan(
            program=self.program,
            calls=self._calls,
            tensors=self.tensors,
            forward=forward,
            backward=backward,
            measure=self._measure,
            moment=self.moment,
            count=self.count,
            training=self.training,
            new_state=[
                (self.parameters.state[group][name], array)
                for (group, name), array in self.books.new_state.items()
            ],
            bytes_by_node=dict(self.arena.taken),
        )

    # Values

    def _lay_out_values(self) -> dict[int, Tensor]:
        borders = self._borders()
        tensors: dict[int, Tensor] = {}
        for call in self._calls:
            self.arena.owner = call.path
            for slot in range(call.first, call.last):
                spec = self.program.specs[slot]
                layout = layout_of(spec, self.count, borders[slot])
                shared = self.structure.same_value.get(slot)
                if shared is not None:
                    storage: Array | None = tensors[shared].storage
                elif slot in self._assignment.virtual:
                    storage = None
                else:
                    dtype = np.dtype(np.int64) if spec.kind == "index" else self.dtype
                    storage = self._allocate(slot, layout.storage_shape, layout.has_ones, dtype)
                tensors[slot] = Tensor(slot, spec, layout, storage)
        return tensors

    def _allocate(
        self, slot: int, shape: tuple[int, ...], has_ones: bool, dtype: np.dtype[Any]
    ) -> Array:
        readers = [self._kinds[reader.path] for reader in self.structure.readers[slot]]
        is_data = self.structure.producer[slot].field is not None
        if is_data and has_ones and readers and all(kind.takes_any_order for kind in readers):
            # The canonical array is the contiguous one, so that the data come in as one copy.
            storage = self.arena.take(shape[::-1], dtype).T
        else:
            storage = self.arena.take(shape, dtype)
        if has_ones:
            storage[-1] = 1
        return storage

    def _borders(self) -> dict[int, int]:
        """Return the border of each image: the widest that a reader of its storage wants."""
        borders: dict[int, int] = {}
        for call in reversed(self._calls):
            for slot in range(call.first, call.last):
                wished = [
                    self._kinds[reader.path].input_border(reader)
                    for reader in self.structure.readers[slot]
                ]
                borders[slot] = max([borders.get(slot, 0), *wished])
                shared = self.structure.same_value.get(slot)
                if shared is not None:
                    borders[shared] = max(borders.get(shared, 0), borders[slot])
        for slot, shared in sorted(self.structure.same_value.items()):
            borders[slot] = borders[shared]
        return borders

    # Forward

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
        self._measure.value(tape, tensor, start, end)
        followers = self.structure.followers[slot]
        if not followers:
            return
        unit = math.lcm(*(self._follower(call).unit for call in followers))
        for first, last in pieces(tensor, start, end, unit):
            for call in followers:
                self.compute_rows(tape, call, self._follower(call), first, last)

    def compute_rows(self, tape: Tape, call: Call, kernel: RowKernel, start: int, end: int) -> None:
        """Let a row kernel compute, and whoever follows it."""
        mark = self.arena.mark()
        kernel.forward_rows(tape, start, end)
        self._announce(tape, call.first, *kernel.output_rows(start, end))
        self.arena.release(mark)

    def covered(self, call: Call) -> tuple[Call, ...]:
        """Return the calls of the program that this one stands for."""
        return self._assignment.covers.get(call.path, (call,))

    def bias_comes_later(self, call: Call) -> bool:
        """Whether whoever reads the output adds the bias of this node."""
        return call.path in self._assignment.late_bias

    def unit_of(self, slot: int) -> int:
        """Return of how many rows the pieces of an output should be multiples."""
        followers = self.structure.followers[slot]
        return math.lcm(1, *(self._follower(call).unit for call in followers))

    def output_rows(self, tensor: Tensor, start: int, end: int) -> Array:
        """Return where rows of an output are written."""
        if not tensor.virtual:
            return tensor.rows(start, end)
        rows = self.arena.scratch((end - start, *tensor.body_shape[1:]), self.dtype)
        tensor.lend_rows(start, rows)
        return rows

    def _follower(self, call: Call) -> RowKernel:
        kernel = self.kernels[call.path]
        assert isinstance(kernel, RowKernel)
        return kernel

    # Backward

    def _take_down_backward(self, tape: Tape) -> None:
        for edge in self.structure.contributes:
            self.tensors[self.program.edge_slots[edge]].contributions_left += 1
        for loss in self.program.losses:
            if loss in self._calls:
                self._begin(tape, loss)
        for call in reversed(self._calls):
            arrives = any(s in self.structure.arrives for s in range(call.first, call.last))
            if call.field is not None or not arrives or call.module.detaches:
                continue
            self.arena.owner = call.path
            self.arena.release()
            with tape.only_watching(not call.learns):
                self._return_through(tape, call)
        self.books.clear_unwritten(tape)

    def _begin(self, tape: Tape, loss: Call) -> None:
        """The total is the weighted sum of the losses, so this is its derivative."""
        tensor = self.tensors[loss.first]
        tensor.gradient = tensor.gradient_storage = np.array(loss.loss_weight, self.dtype)
        if tensor.contributions_left:
            # Others will add to it: it begins anew in every step.
            tape(np.copyto, tensor.gradient, tensor.gradient.copy())

    def _return_through(self, tape: Tape, call: Call) -> None:
        kernel = self.kernels[call.path]
        if not isinstance(kernel, RowKernel):
            kernel.backward(tape)
        elif call.path not in self._returned:
            # Its gradient is there without a last contribution having brought it along.
            output = self.tensors[call.first]
            for start, end in pieces(output, 0, output.row_count):
                self._return_rows(tape, call, kernel, start, end)
            self._end_way(tape, call, kernel)
        for slot in range(call.first, call.last):
            self._give_back(self.tensors[slot])

    def _give_back(self, tensor: Tensor) -> None:
        storage = tensor.gradient_storage
        if storage is not None and storage.ndim:
            border = (storage.shape[0] - tensor.body_shape[0]) // 2
            self.arena.give_back(storage, border)
        tensor.gradient = tensor.gradient_storage = None

    def gradient_of(self, tensor: Tensor) -> Array:
        """Return the gradient of an output, zeros if none arrives."""
        if tensor.gradient is None:
            # Zeros of its own: what is borrowed has been written by others.
            tensor.gradient = self.arena.take(tensor.body_shape, self.dtype)
        return tensor.gradient

    def contribution(
        self,
        tape: Tape,
        call: Call,
        *ports: int,
        alias: Tensor | None = None,
        reuses: bool = True,
    ) -> Contribution | None:
        """Return where the gradient of inputs that read one output goes.

        Parameters
        ----------
        alias
            An output whose gradient has served its turn and may be overwritten.
        reuses
            Whether pieces of one size may share their scratch.
        """
        edges = [call.edges[port] for port in ports]
        if not all(edge in self.structure.contributes for edge in edges):
            return None
        slot = call.sources[ports[0]]
        tensor, producer = self.tensors[slot], self.structure.producer[slot]
        is_last = tensor.contributions_left == len(ports)
        into, total = None, None
        if producer.field is None and tensor.gradient is None:
            if alias is not None and alias.gradient is not None:
                tensor.gradient, tensor.gradient_storage = alias.gradient, alias.gradient_storage
                alias.gradient = alias.gradient_storage = None
            else:
                tensor.gradient = self._borrow(tensor)
            into = tensor.gradient
        elif producer.field is None:
            total = tensor.gradient
        kernel = self.kernels.get(producer.path)
        follows = isinstance(kernel, RowKernel) and is_last and not producer.module.detaches

        def on_rows(tape: Tape, rows: Array, start: int, end: int) -> None:
            if len(ports) == 1:
                self._measure.contribution(tape, edges[0], rows)

        def on_sum(tape: Tape, start: int, end: int) -> None:
            if follows and isinstance(kernel, RowKernel):
                self._return_rows(tape, producer, kernel, start, end)

        def on_end(tape: Tape) -> None:
            tensor.contributions_left -= len(ports)
            if follows and isinstance(kernel, RowKernel):
                self._end_way(tape, producer, kernel)

        return Contribution(
            tape,
            tensor,
            into=into,
            total=total,
            lend=lambda shape: self.arena.scratch(shape, self.dtype),
            reuses=reuses,
            serves_learning=producer.learns,
            on_rows=on_rows,
            on_sum=on_sum,
            on_end=on_end,
        )

    def watch_edge(self, tape: Tape, edge: int, array: Array) -> None:
        """Measure the gradient of an edge."""
        self._measure.contribution(tape, edge, array)

    def _return_rows(self, tape: Tape, call: Call, kernel: RowKernel, start: int, end: int) -> None:
        """Go back through a row kernel with rows whose gradient is complete."""
        way = self._ways.get(call.path)
        output = self.tensors[call.first]
        dy_all = self.gradient_of(output)
        if way is None:
            way = self._ways[call.path] = {}
            for port in reversed(range(len(call.sources))):
                same = output.body_shape == self.tensors[call.sources[port]].body_shape
                alias = output if port == 0 and same and kernel.gradient_in_place else None
                given = self.contribution(tape, call, port, alias=alias, reuses=False)
                if given is not None:
                    way[port] = given
        dy = dy_all[start:end] if dy_all.ndim else dy_all
        first, last = kernel.input_rows(start, end)
        mark = self.arena.mark()
        for port, given in way.items():
            with given.by_rows():
                kernel.backward_rows(tape, port, dy, given.rows(first, last), start, end)
                given.done(first, last)
        self.arena.release(mark)

    def _end_way(self, tape: Tape, call: Call, kernel: RowKernel) -> None:
        self._returned.add(call.path)
        for given in self._ways[call.path].values():
            given.end()
        kernel.finish_backward(tape)

    def _borrow(self, tensor: Tensor) -> Array:
        producer = self.structure.producer[tensor.slot]
        border = self._gradient_border(producer, tensor)
        shape = tensor.body_shape
        if border:
            shape = (shape[0] + 2 * border, shape[1] + 2 * border, *shape[2:])
        storage = self.arena.borrow(shape, self.dtype, border)
        tensor.gradient_storage = storage
        if border:
            return storage[border:-border, border:-border]
        return storage

    def _gradient_border(self, call: Call, tensor: Tensor) -> int:
        """Return the border that the gradient needs, for it may become that of an input."""
        kind = self._kinds.get(call.path)
        if kind is None or tensor.layout.kind != "image":
            return 0
        own = kind.gradient_border(call)
        if not issubclass(kind, RowKernel) or not kind.gradient_in_place:
            return own
        source = self.tensors[call.sources[0]]
        if source.body_shape != tensor.body_shape:
            return own
        return max(own, self._gradient_border(self.structure.producer[source.slot], source))

    def exchange(self, shape: tuple[int, ...]) -> Exchange:
        """Return a place for numbers that the parts of the batch tell each other."""
        everyone = self.arena.take((1, *shape), self.dtype)
        return Exchange(everyone[0], everyone, None)
