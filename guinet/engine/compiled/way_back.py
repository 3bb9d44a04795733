"""Keeps the books of the backward pass while it is laid out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.arena import Arena
from guinet.engine.compiled.assignment import Assignment
from guinet.engine.compiled.contribution import Contribution
from guinet.engine.compiled.kernel import Kernel, RowKernel
from guinet.engine.compiled.measure import Measure
from guinet.engine.compiled.structure import Structure
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.tensor import Tensor, pieces, rows_of
from guinet.engine.program import Call, Program

__all__ = ["WayBack"]


class WayBack:
    """Says where each contribution to a gradient goes, and what follows when it is there.

    A row kernel goes back along with the last contribution to the gradient of its output,
    piece by piece, while the piece is in the cache. Gradients are borrowed from the arena when
    the first contribution is laid out and given back when they have been used.
    """

    def __init__(
        self,
        program: Program,
        assignment: Assignment,
        structure: Structure,
        tensors: Mapping[int, Tensor],
        kernels: Mapping[str, Kernel],
        arena: Arena,
        measure: Measure,
        dtype: np.dtype[np.generic],
    ) -> None:
        self._program = program
        self._assignment = assignment
        self._structure = structure
        self._tensors = tensors
        self._kernels = kernels
        self._arena = arena
        self._measure = measure
        self._dtype = dtype
        self._open: dict[str, tuple[Array, dict[int, Contribution]]] = {}
        self._returned: set[str] = set()

    def take_down(self, tape: Tape) -> None:
        """Walk the calls back and let their kernels take down what they give back."""
        calls, arriving = self._assignment.calls, self._structure.arrives
        for edge in self._structure.contributes:
            self._tensors[self._program.edge_slots[edge]].contributions_left += 1
        for loss in self._assignment.losses:
            self._begin(tape, loss)
        for call in reversed(calls):
            arrives = any(slot in arriving for slot in range(call.first, call.last))
            if call.field is None and arrives and not call.module.detaches:
                self._arena.owner = call.path
                self._arena.release()
                with tape.only_watching(not call.learns):
                    self._return_through(tape, call)

    def forget(self) -> None:
        """Let go of the contributions, which refer back to this."""
        self._open.clear()

    def gradient_of(self, tensor: Tensor) -> Array:
        """Return the gradient of an output, shaped like its body; zeros where none arrives."""
        if tensor.gradient is None:
            # Of its own: what is borrowed has been written by others.
            tensor.gradient = self._arena.take(tensor.body_shape, self._dtype)
        return tensor.gradient

    def contribution(
        self,
        tape: Tape,
        call: Call,
        ports: tuple[int, ...],
        alias: Tensor | None = None,
        reuses: bool = True,
    ) -> Contribution | None:
        """Return where the gradient of inputs that read one output goes, None for nowhere.

        Parameters
        ----------
        tape
            Where calls are taken down.
        call, ports
            Who gives it, for which inputs.
        alias
            An output whose gradient has served its turn and may be overwritten.
        reuses
            Whether pieces of one size may share their scratch.
        """
        edges = [call.edges[port] for port in ports]
        if not all(edge in self._structure.contributes for edge in edges):
            return None
        slot = call.sources[ports[0]]
        tensor, producer = self._tensors[slot], self._structure.producer[slot]
        into, total = self._place(tensor, producer, alias)
        is_last = tensor.contributions_left == len(ports)
        follower = self._kernels.get(producer.path) if is_last else None
        row_kernel = follower if isinstance(follower, RowKernel) else None
        if producer.module.detaches:
            row_kernel = None

        def on_rows(tape: Tape, rows: Array, start: int, end: int) -> None:
            if len(ports) == 1:
                self._measure.contribution(tape, edges[0], rows)

        def on_sum(tape: Tape, start: int, end: int) -> None:
            if row_kernel is not None:
                self._return_rows(tape, producer, row_kernel, start, end)

        def on_end(tape: Tape) -> None:
            tensor.contributions_left -= len(ports)
            if row_kernel is not None:
                self._close(tape, producer, row_kernel)

        return Contribution(
            tape,
            tensor,
            into=into,
            total=total,
            lend=lambda shape: self._arena.scratch(shape, self._dtype),
            reuses=reuses,
            serves_learning=producer.learns,
            on_rows=on_rows,
            on_sum=on_sum,
            on_end=on_end,
        )

    def _place(
        self, tensor: Tensor, producer: Call, alias: Tensor | None
    ) -> tuple[Array | None, Array | None]:
        """Return where a contribution is written, and what it is then added to."""
        if producer.field is not None:
            return None, None  # Of the data nobody needs the gradient; it is only looked at.
        if tensor.gradient is not None:
            return None, tensor.gradient
        if alias is not None and alias.gradient is not None:
            tensor.gradient, tensor.gradient_storage = alias.gradient, alias.gradient_storage
            alias.gradient = alias.gradient_storage = None
        else:
            self._borrow(tensor)
        return tensor.gradient, None

    def _begin(self, tape: Tape, loss: Call) -> None:
        """The total is the weighted sum of the losses, so this is its derivative."""
        tensor = self._tensors[loss.first]
        tensor.gradient = tensor.gradient_storage = np.array(loss.loss_weight, self._dtype)
        if tensor.contributions_left:
            # Others will add to it, so it begins anew in every step.
            tape(np.copyto, tensor.gradient, tensor.gradient.copy())

    def _return_through(self, tape: Tape, call: Call) -> None:
        kernel = self._kernels[call.path]
        if not isinstance(kernel, RowKernel):
            kernel.backward(tape)
        elif call.path not in self._returned:
            # The gradient is there without a last contribution having brought this along.
            output = self._tensors[call.first]
            for start, end in pieces(output, 0, output.row_count):
                self._return_rows(tape, call, kernel, start, end)
            self._close(tape, call, kernel)
        for slot in range(call.first, call.last):
            self._give_back(self._tensors[slot])

    def _return_rows(self, tape: Tape, call: Call, kernel: RowKernel, start: int, end: int) -> None:
        """Go back through a row kernel with rows whose gradient is complete."""
        if call.path not in self._open:
            self._open[call.path] = self._opened(tape, call, kernel)
        gradient, opened = self._open[call.path]
        dy = rows_of(gradient, start, end)
        first, last = kernel.input_range(start, end)
        mark = self._arena.mark()
        # All are written and measured before any is handed on: what follows one input may lead to
        # another, whose rows are then added to, and these can be the rows of dy itself.
        for port, given in opened.items():
            with given.by_rows():
                kernel.backward_rows(tape, port, dy, given.rows(first, last), start, end)
        for given in opened.values():
            with given.by_rows():
                given.measure(first, last)
        for given in opened.values():
            with given.by_rows():
                given.join(first, last)
        self._arena.release(mark)

    def _opened(
        self, tape: Tape, call: Call, kernel: RowKernel
    ) -> tuple[Array, dict[int, Contribution]]:
        """Return the gradient of a row kernel's output, and where those of its inputs go.

        The former may lie where the latter go, and then the output lets go of it. The first
        input comes last.
        """
        output = self._tensors[call.first]
        dy = self.gradient_of(output)
        opened: dict[int, Contribution] = {}
        for port in reversed(range(len(call.sources))):
            same = output.body_shape == self._tensors[call.sources[port]].body_shape
            alias = output if port == 0 and same and kernel.gradient_in_place else None
            given = self.contribution(tape, call, (port,), alias=alias, reuses=False)
            if given is not None:
                opened[port] = given
        return dy, opened

    def _close(self, tape: Tape, call: Call, kernel: RowKernel) -> None:
        self._returned.add(call.path)
        for given in self._open[call.path][1].values():
            given.end()
        kernel.finish_backward(tape)

    def _borrow(self, tensor: Tensor) -> None:
        border = self._border(self._structure.producer[tensor.slot], tensor)
        shape = tensor.body_shape
        if border:
            shape = (shape[0] + 2 * border, shape[1] + 2 * border, *shape[2:])
        elif tensor.layout.has_ones:
            shape = tensor.layout.storage_shape
        storage = self._arena.borrow(shape, self._dtype, border)
        tensor.gradient_storage = storage
        tensor.gradient = storage
        if border:
            tensor.gradient = storage[border:-border, border:-border]
        elif tensor.layout.has_ones:
            tensor.gradient = storage[:-1]

    def _give_back(self, tensor: Tensor) -> None:
        storage = tensor.gradient_storage
        if storage is not None and storage.ndim:
            border = (storage.shape[0] - tensor.body_shape[0]) // 2
            self._arena.give_back(storage, border)
        tensor.gradient = tensor.gradient_storage = None

    def _border(self, call: Call, tensor: Tensor) -> int:
        """Return the border that the gradient needs, for it may become that of an input."""
        kind = self._assignment.kinds.get(call.path)
        if kind is None or tensor.layout.kind != "image":
            return 0
        own = kind.gradient_border(call)
        if not issubclass(kind, RowKernel) or not kind.gradient_in_place:
            return own
        source = self._tensors[call.sources[0]]
        if source.body_shape != tensor.body_shape:
            return own
        return max(own, self._border(self._structure.producer[source.slot], source))
