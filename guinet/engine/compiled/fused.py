"""What a kernel sees that stands for several nodes, or leaves a part of its own to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guinet.core.types import Array
from guinet.engine.compiled.learned import Learned
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.tensor import Tensor
from guinet.engine.program import Call

if TYPE_CHECKING:
    from guinet.engine.compiled.compiler import Compiler

__all__ = ["Fused"]


class Fused:
    """The nodes that a fusion has joined, seen from one of them."""

    def __init__(self, compiler: Compiler, call: Call) -> None:
        self._compiler = compiler
        self._call = call

    @property
    def covered(self) -> tuple[Call, ...]:
        """The calls of the program that this one stands for: itself, where nothing is fused."""
        return self._compiler.covered(self._call)

    @property
    def bias_comes_later(self) -> bool:
        """Whether whoever reads the output adds this node's bias."""
        return self._compiler.bias_comes_later(self._call)

    def tensor(self, slot: int) -> Tensor:
        """Return any output of the plan."""
        return self._compiler.tensors[slot]

    def learned(self, call: Call) -> Learned:
        """Return the weights of another node, one that this kernel computes a part of."""
        return Learned(self._compiler.books, call)

    def watch_value(self, tape: Tape, slot: int, rows: Array) -> None:
        """Have rows of an output measured that is not stored as it is, in observed steps."""
        self._compiler.measure.value_of(tape, slot, rows)

    def watch_edge(self, tape: Tape, call: Call, port: int, array: Array) -> None:
        """Have the gradient of an edge into a covered node measured, in observed steps."""
        self._compiler.measure.contribution(tape, call.edges[port], array)
