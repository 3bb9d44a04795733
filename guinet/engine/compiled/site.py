"""What a kernel sees: its node, the arrays around it, and how its work joins the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from guinet.core.context import Context
from guinet.core.types import Array
from guinet.engine.compiled.contribution import Contribution
from guinet.engine.compiled.exchange import Exchange
from guinet.engine.compiled.fused import Fused
from guinet.engine.compiled.kernel import RowKernel
from guinet.engine.compiled.learned import Learned
from guinet.engine.compiled.memory import Memory
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.tensor import Tensor, pieces, trimmed
from guinet.engine.program import Call

if TYPE_CHECKING:
    from guinet.engine.compiled.compiler import Compiler

__all__ = ["Site"]


class Site:
    """The place of one node in a plan that is being made.

    Attributes
    ----------
    call
        The node.
    inputs, outputs
        What it reads and writes.
    count, total
        Samples in this process's part of the batch, and in the whole batch: means are taken
        over the latter.
    first
        Number of the first sample of the part within the batch.
    counts
        Samples in every part, in the order of `Exchange.everyone`.
    spare
        Of each input, whether its value is needed by nobody else, now or on the way back, so
        that it may be overwritten.
    training, dtype
        Circumstances.
    memory, learned
        Arrays of its own, and the weights and the state of the node.
    fused
        The other nodes, where it is joined with some.
    """

    def __init__(self, compiler: Compiler, call: Call) -> None:
        self._compiler = compiler
        self.call = call
        self.training = compiler.training
        self.dtype: np.dtype[Any] = compiler.dtype
        part = compiler.part
        self.count, self.total, self.first = part.count, part.total, part.first
        self.counts = part.counts
        self.spare = tuple(
            slot in compiler.structure.spare and not compiler.tensors[slot].virtual
            for slot in call.sources
        )
        self.memory = Memory(compiler.arena, self.dtype)
        self.learned = Learned(compiler.books, call)
        self.fused = Fused(compiler, call)

    @property
    def inputs(self) -> tuple[Tensor, ...]:
        """What the node reads, in the order of the ports."""
        return tuple(self._compiler.tensors[slot] for slot in self.call.sources)

    @property
    def outputs(self) -> tuple[Tensor, ...]:
        """What the node computes."""
        slots = range(self.call.first, self.call.last)
        return tuple(self._compiler.tensors[slot] for slot in slots)

    @property
    def dy(self) -> Array:
        """Gradient of the first output, shaped like its body."""
        return self.gradient(0)

    def gradient(self, port: int) -> Array:
        """Return the gradient of an output, shaped like its body; zero where none arrives."""
        return self._compiler.way_back.gradient_of(self.outputs[port])

    def gradient_storage(self, border: int | None = None) -> Array:
        """Return the gradient of the first output with so many zeros around it (images).

        Its rows are contiguous unless some other node wants a wider border. With None it comes
        with whatever border it has, contiguous as a whole.
        """
        self.gradient(0)
        storage = self.outputs[0].gradient_storage
        assert storage is not None
        if border is None:
            return storage
        return trimmed(storage, (storage.shape[0] - self.outputs[0].body_shape[0]) // 2 - border)

    def input_storage(self, border: int) -> Array:
        """Return the value of the first input with so many zeros around it (images).

        Its rows are contiguous unless some other node wants a wider border.
        """
        tensor = self.inputs[0]
        return trimmed(tensor.storage, tensor.layout.border - border)

    def gradient_arrives(self, port: int) -> bool:
        """Whether a gradient arrives at an output."""
        return self.outputs[port].slot in self._compiler.structure.arrives

    def is_wanted(self, port: int) -> bool:
        """Whether anybody reads an output, in the graph or after the pass."""
        return self.outputs[port].slot in self._compiler.structure.wanted

    def exchange(self, *shape: int) -> Exchange:
        """Return a place where the parts of the batch tell each other numbers within a step."""
        return self._compiler.exchange(shape, self.dtype)

    def pieces(self, tensor: Tensor, unit: int = 1) -> Iterator[tuple[int, int]]:
        """Yield the rows of a tensor in pieces that stay in the cache."""
        return pieces(tensor, 0, tensor.row_count, unit)

    @property
    def unit(self) -> int:
        """Pieces of the first output should be multiples of so many rows, for who follows."""
        return self._compiler.unit_of(self.call.first)

    def random(self) -> Callable[[], np.random.Generator]:
        """Return what gives, at run time, the node's generator at the beginning of the step."""
        return self._compiler.moment.random(self.call.path)

    def context(self) -> Context:
        """Return, at run time, the circumstances of the present step."""
        return self._compiler.moment.context(self.call.path, self.training)

    def output_rows(self, start: int, end: int) -> Array:
        """Return where rows of the first output are to be written."""
        return self._compiler.output_rows(self.outputs[0], start, end)

    def finished(self, tape: Tape, start: int = 0, end: int | None = None) -> None:
        """Say that rows of the first output are written, so that those who follow come now.

        A kernel that never says so has written everything when it returns.
        """
        tensor = self.outputs[0]
        self._compiler.finished(tape, self.call, start, tensor.row_count if end is None else end)

    def compute_rows(self, tape: Tape, kernel: RowKernel, start: int, end: int) -> None:
        """Take down what a row kernel makes of some rows, and what follows from that."""
        self._compiler.compute_rows(tape, self.call, kernel, start, end)

    def contribution(self, tape: Tape, *ports: int) -> Contribution | None:
        """Return where the gradient of an input goes, or None where nobody wants it.

        Several ports that read the same output may be given together.
        """
        return self._compiler.way_back.contribution(tape, self.call, ports)

    def watch_edge(self, tape: Tape, port: int, array: Array) -> None:
        """Have the gradient of an edge measured in observed steps."""
        self._compiler.measure.contribution(tape, self.call.edges[port], array)
