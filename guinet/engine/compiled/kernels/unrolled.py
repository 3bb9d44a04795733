"""One direction of one layer of a recurrent module, unrolled in time."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.views import viewed

__all__ = ["Gates", "Unrolled"]

_CACHE_BYTES = 1 << 19
"""What several passes over some steps find again in the second cache."""


@dataclass(frozen=True)
class Gates:
    """Gates that lie beside each other in the weights, and in the cell's own arrays.

    Attributes
    ----------
    in_weights, in_cell
        Their places in PyTorch's order, and in the cell's.
    factor
        What their sums are multiplied by: ½ where σ(z) = ½ tanh(½ z) + ½ is to follow.
    one_bias
        Whether the bias of the state may be added to that of the input beforehand.
    """

    in_weights: slice
    in_cell: slice
    factor: float = 1.0
    one_bias: bool = True


class Unrolled(ABC):
    """A recurrent cell over all steps; sequences are (T, N, ·), gates arrays (T, N, H).

    A gate of one step is then one piece of memory. The products of the input are taken for all
    steps at once, those of the state gate by gate, with weights that are turned beforehand: in
    products this small, turning them takes half of the time. On the way back the slopes of all
    gates are taken before the steps, and the gradients of the weights after them.

    Parameters
    ----------
    site
        Of the module.
    names
        Of W_ih, W_hh and, with biases, b_ih and b_hh.
    x
        The sequence, (T, N, D); with biases (T, N, D + 1), the last numbers being ones.
    reverse
        Whether it is read from the end.

    Attributes
    ----------
    gates
        How they lie.
    room_back
        Number of arrays (T, N, H) that the way back needs.
    hidden, before
        h after each step, and before it, (T, N, H).
    begin, end
        All states before the first step, and after the last, h first, each (N, H).
    from_input
        Where the products of the input go, (gates, T, N, H), in the cell's order.
    """

    gates: ClassVar[tuple[Gates, ...]]
    room_back: ClassVar[int]
    begin: tuple[Array, ...]
    end: tuple[Array, ...]
    from_input: Array

    def __init__(self, site: Site, names: Sequence[str], x: Array, reverse: bool) -> None:
        self.site, self.x = site, x
        self.has_bias = len(names) > 2
        self.steps, self.count = x.shape[:2]
        self.order = range(self.steps)[:: -1 if reverse else 1]
        self._names = names
        w_ih, w_hh = (site.learned.weight(name) for name in names[:2])
        self.size = w_hh.shape[1]
        self.number = len(w_hh) // self.size
        self._w_ih, self._w_hh = self._by_gate(w_ih), self._by_gate(w_hh)
        square = (self.number, self.size, self.size)
        self._turned, self._straight = site.memory.saved(square), site.memory.saved(square)
        self._matrix = site.memory.saved((self.number, self.size, x.shape[2]))
        states = self.saved(1, self.steps + 1)[0]
        after, before = states[1:], states[:-1]
        self.hidden, self.before = (before, after) if reverse else (after, before)
        self.first, self.last = self.order[0], self.order[-1]

    @abstractmethod
    def step(self, tape: Tape, t: int, work: Array) -> None:
        """Take down a step, from ``before[t]`` and ``from_input[:, t]`` to ``hidden[t]``.

        Parameters
        ----------
        work
            Scratch (gates + 2, N, H).
        """

    @abstractmethod
    def take_slopes(self, tape: Tape, room: Array) -> None:
        """Take down the slopes of the gates at all steps, into the room of the way back."""

    @abstractmethod
    def step_back(
        self, tape: Tape, t: int, d_states: Sequence[Array], room: Array, work: Array
    ) -> None:
        """Take down a step back: what is in the room at t turns from slopes into gradients.

        Parameters
        ----------
        d_states
            Gradients of the states after the step, h first; overwritten by those before it.
        room
            (room_back, T, N, H).
        work
            Scratch (gates + 1, N, H).
        """

    @abstractmethod
    def errors(self, room: Array) -> tuple[list[Array], list[Array]]:
        """Return the gradients of the products of input and state, (T, N, H) for each gate.

        They are in the cell's order; where both products are added, they are the same arrays.
        """

    def pieces(self, room: Array) -> Iterator[slice]:
        """Yield steps whose slopes are in the cache together."""
        at_once = max(1, _CACHE_BYTES // (2 * room[:, 0].nbytes))
        for first in range(0, self.steps, at_once):
            yield slice(first, min(self.steps, first + at_once))

    def saved(self, number: int, steps: int | None = None) -> Array:
        """Return arrays that last as long as the plan, (number, T, N, H)."""
        shape = (number, self.steps if steps is None else steps, self.count, self.size)
        return self.site.memory.saved(shape)

    def forward(self, tape: Tape) -> None:
        """Take down all steps."""
        self._prepare(tape)
        work = self.site.memory.scratch((self.number + 2, self.count, self.size))
        matrices = self._matrix.swapaxes(1, 2)
        tape(np.matmul, self._flat(self.x), matrices, self._flat(self.from_input))
        for t in self.order:
            self.step(tape, t, work)

    def backward(
        self, tape: Tape, d_hidden: Array | None, d_states: Sequence[Array], room: Array
    ) -> None:
        """Take down all steps back, and the gradients of the weights.

        Parameters
        ----------
        d_hidden
            Gradient of `hidden`, or None.
        d_states
            Gradients of `end`; overwritten by those of `begin`.
        room
            Arrays of its own until `to_input` has been taken down.
        """
        self.take_slopes(tape, room)
        work = self.site.memory.scratch((self.number + 1, self.count, self.size))
        for t in reversed(self.order):
            if d_hidden is not None:
                tape(np.add, d_states[0], d_hidden[t], d_states[0])
            self.step_back(tape, t, d_states, room, work)
        self._learn(tape, room)

    def to_input(self, tape: Tape, room: Array, dx: Array, adds: bool) -> None:
        """Take down the gradient of the sequence, (T, N, D), added to what is there or not."""
        into = self._flat(dx)
        part = self.site.memory.scratch(into.shape)
        for errors, gate in zip(self.errors(room)[0], self._gates_in_weights(), strict=True):
            tape(np.matmul, self._flat(errors), self._w_ih[gate], part if adds else into)
            if adds:
                tape(np.add, into, part, into)
            adds = True

    def from_state(self, tape: Tape, t: int, into: Array) -> None:
        """Take down W_hh h for a step, (gates, N, H); the biases are not in it."""
        if self.number == 1:
            tape(np.dot, self.before[t], self._turned[0], into[0])
        else:
            tape(np.matmul, self.before[t], self._turned, into)

    def through_state(self, tape: Tape, errors: Array, parts: Array, into: Array) -> None:
        """Take down the gradient of h that W_hh h gives back, with the gates' parts on the way."""
        if self.number == 1:
            tape(np.dot, errors[0], self._straight[0], into)
        else:
            tape(np.matmul, errors, self._straight, parts)
            tape(np.add.reduce, parts, 0, None, into)

    def state_bias(self, gate: int) -> Array:
        """Return the bias of the state for a gate in the weights' order, (H,)."""
        bias: Array = self._by_gate(self.site.learned.weight(self._names[3]))[gate]
        return bias

    def _prepare(self, tape: Tape) -> None:
        """Take down how the weights are ordered, turned and scaled."""
        width = self._w_ih.shape[2]
        for gates in self.gates:
            source, into = gates.in_weights, gates.in_cell
            factor = self.site.memory.constant(gates.factor)
            tape(np.copyto, self._straight[into], self._w_hh[source])
            tape(np.multiply, self._w_hh[source].swapaxes(1, 2), factor, self._turned[into])
            tape(np.multiply, self._w_ih[source], factor, self._matrix[into, :, :width])
            if self.has_bias:
                of_input, of_state = (
                    self._by_gate(self.site.learned.weight(name))[source]
                    for name in self._names[2:]
                )
                bias = self._matrix[into, :, width]
                tape(np.multiply, of_input, factor, bias)
                if gates.one_bias:
                    tape(np.add, of_input, of_state, bias)
                    tape(np.multiply, bias, factor, bias)

    def _learn(self, tape: Tape, room: Array) -> None:
        """Take down the gradients of the weights: error times input, summed over all steps."""
        rows, before = self._flat(self.x), self._flat(self.before)
        sums = self._weight_gradient(0), self._weight_gradient(1)
        d_ih, d_hh = (self._by_gate(part) for _, part in sums)
        errors = zip(self._gates_in_weights(), *self.errors(room), strict=True)
        for gate, of_input, of_state in errors:
            tape(np.matmul, self._flat(of_input).T, rows, d_ih[gate])
            tape(np.matmul, self._flat(of_state).T, before, d_hh[gate, :, : self.size])
            if self.has_bias and of_state is of_input:
                tape(np.copyto, d_hh[gate, :, -1], d_ih[gate, :, -1])
            elif self.has_bias:
                ones = self.site.memory.ones(len(rows))
                tape(np.matmul, ones, self._flat(of_state), d_hh[gate, :, -1])
        for total, part in sums:
            if part is not total:
                tape(np.add, total, part, total)

    def _weight_gradient(self, place: int) -> tuple[Array, Array]:
        """Return the gradient of a matrix with its bias, and where this pass puts its part."""
        learned, names = self.site.learned, self._names
        if self.has_bias:
            total, adds = learned.block_gradient(names[place], names[place + 2])
        else:
            total, adds = learned.gradient(names[place])
        return total, self.site.memory.scratch(total.shape) if adds else total

    def _gates_in_weights(self) -> list[int]:
        """Return of each gate of the cell its place in the weights."""
        found = [0] * self.number
        for gates in self.gates:
            source, into = (
                range(self.number)[places] for places in (gates.in_weights, gates.in_cell)
            )
            for gate, place in zip(source, into, strict=True):
                found[place] = gate
        return found

    def _by_gate(self, array: Array) -> Array:
        """Return (gates · H, ...) as (gates, H, ...)."""
        return viewed(array, -1, self.size, *array.shape[1:])

    def _flat(self, array: Array) -> Array:
        """Return (..., T, N, H) as (..., T · N, H)."""
        shape = (*array.shape[:-3], self.steps * self.count, array.shape[-1])
        return viewed(array, *shape)
