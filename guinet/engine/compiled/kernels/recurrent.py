"""What RNN, GRU and LSTM have in common: layers, directions, states in and out."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.kernels.moving import copy_turned
from guinet.engine.compiled.kernels.survival import Survival
from guinet.engine.compiled.kernels.unrolled import Unrolled
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.program import Call

__all__ = ["RecurrentKernel"]


class RecurrentKernel(Kernel):
    """Turns sequences into (T, N, ·), a step being one piece of memory, and back.

    Attributes
    ----------
    unrolled
        The cell over all steps.
    """

    needs_output = False
    takes_any_order = True
    unrolled: ClassVar[type[Unrolled]]

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        module = self.module
        steps, width = site.inputs[0].layout.shape
        self._directions: int = module.directions
        self._size: int = module.hidden_size
        self._between: tuple[int, ...] = (steps, site.count, self._directions * self._size)
        self._survival = None
        if site.training and module.dropout > 0.0 and module.num_layers > 1:
            drawn = (module.num_layers - 1, steps, self._between[2])
            self._survival = Survival(site, module.dropout, drawn, (1, 2, 0, 3))
        self._sequences = [self._sequence(width)]
        self._sequences += [self._sequence(self._between[2]) for _ in range(1, module.num_layers)]
        self._passes: list[Unrolled] = []
        for layer, names in module.passes():
            reverse = len(self._passes) % self._directions == 1
            x = self._sequences[layer]
            self._passes.append(self.unrolled(site, names, x, reverse))

    def _sequence(self, width: int) -> Array:
        """Return a place for a sequence, with ones behind its features if there are biases."""
        bias = int(self.module.bias)
        x = self.site.memory.saved((*self._between[:2], width + bias))
        if bias:
            x[:, :, -1] = 1
        return x

    @classmethod
    def serves(cls, call: Call) -> bool:
        """Inputs that have a batch axis."""
        return all(spec.batched for spec in call.specs)

    def forward(self, tape: Tape) -> None:
        """Read layer by layer, and hand out what somebody wants."""
        site = self.site
        x = site.inputs[0].canonical.swapaxes(0, 1)
        copy_turned(tape, self._sequences[0][:, :, : x.shape[2]], x)
        if self._survival is not None:
            self._survival.draw(tape)
        for number, one in enumerate(self._passes):
            for place, tensor in zip(one.begin, site.inputs[1:], strict=False):
                tape(np.copyto, place, tensor.canonical[:, number])
            one.forward(tape)
            layer, columns = number // self._directions, self._columns(number)
            if layer + 1 < len(self._sequences):
                into = self._sequences[layer + 1][:, :, columns]
                if self._survival is None:
                    tape(np.copyto, into, one.hidden)
                else:
                    factors = self._survival.factors[layer, :, :, columns]
                    tape(np.multiply, one.hidden, factors, into)
        self._hand_out(tape)

    def _columns(self, number: int) -> slice:
        """Return which features the states of a pass are, beside those of the other direction."""
        first = number % self._directions * self._size
        return slice(first, first + self._size)

    def _hand_out(self, tape: Tape) -> None:
        outputs = self.site.outputs
        y, last, *ends = (tensor.canonical for tensor in outputs)
        wanted = [self.site.is_wanted(port) for port in range(len(outputs))]
        for number, one in enumerate(self._passes):
            columns = self._columns(number)
            if self._is_on_top(number) and wanted[0]:
                tape(np.copyto, y[:, :, columns], one.hidden.swapaxes(0, 1))
            if self._is_on_top(number) and wanted[1]:
                tape(np.copyto, last[:, columns], one.end[0])
            for states, end, is_wanted in zip(ends, one.end, wanted[2:], strict=True):
                if is_wanted:
                    tape(np.copyto, states[:, number], end)

    def _is_on_top(self, number: int) -> bool:
        return number >= len(self._passes) - self._directions

    def backward(self, tape: Tape) -> None:
        """Go back layer by layer; the states' gradients stay until all are there."""
        site = self.site
        d_states = [self._take_ends(tape, number) for number in range(len(self._passes))]
        d_above = self._take_sequence(tape)
        states = self._passes[0].hidden.shape
        rooms = site.memory.scratch((self._directions, self.unrolled.room_back, *states))
        for layer in reversed(range(len(self._sequences))):
            first = layer * self._directions
            for place in range(self._directions):
                number = first + place
                d_hidden = None if d_above is None else d_above[:, :, self._columns(number)]
                self._passes[number].backward(tape, d_hidden, d_states[number], rooms[place])
            if layer == 0:
                self._return_sequence(tape, rooms)
            else:
                d_above = site.memory.scratch(self._between)
                self._to_input(tape, layer, rooms, d_above)
                if self._survival is not None:
                    tape(np.multiply, d_above, self._survival.factors[layer - 1], d_above)
        for port in range(1, len(site.inputs)):
            dx = site.contribution(tape, port)
            if dx is not None:
                with dx:
                    into = site.inputs[port].layout.canonical(dx.whole)
                    for number, states in enumerate(d_states):
                        tape(np.copyto, into[:, number], states[port - 1])

    def _take_ends(self, tape: Tape, number: int) -> list[Array]:
        """Return the gradients of a pass's last states, arrays of its own."""
        one, found = self._passes[number], []
        for which, end in enumerate(one.end):
            d = self.site.memory.scratch(end.shape)
            parts = []
            if self.site.gradient_arrives(2 + which):
                parts.append(self._gradient(2 + which)[:, number])
            if which == 0 and self._is_on_top(number) and self.site.gradient_arrives(1):
                parts.append(self._gradient(1)[:, self._columns(number)])
            if len(parts) == 2:
                tape(np.add, *parts, d)
            elif parts:
                tape(np.copyto, d, parts[0])
            else:
                tape(d.fill, 0.0)
            found.append(d)
        return found

    def _take_sequence(self, tape: Tape) -> Array | None:
        """Return the gradient of the first output as (T, N, ·)."""
        if not self.site.gradient_arrives(0):
            return None
        d = self.site.memory.scratch(self._between)
        copy_turned(tape, d, self._gradient(0).swapaxes(0, 1))
        return d

    def _gradient(self, port: int) -> Array:
        """Return the gradient of an output, the samples first."""
        return self.site.outputs[port].layout.canonical(self.site.gradient(port))

    def _to_input(self, tape: Tape, layer: int, rooms: Array, dx: Array) -> None:
        """Take down the gradient of a layer's sequence, the sum over its directions."""
        for place, room in enumerate(rooms):
            one = self._passes[layer * self._directions + place]
            one.to_input(tape, room, dx, adds=place > 0)

    def _return_sequence(self, tape: Tape, rooms: Array) -> None:
        dx = self.site.contribution(tape, 0)
        if dx is not None:
            with dx:
                steps, width = self.site.inputs[0].layout.shape
                found = self.site.memory.scratch((steps, self.site.count, width))
                self._to_input(tape, 0, rooms, found)
                into = self.site.inputs[0].layout.canonical(dx.whole)
                tape(np.copyto, into, found.swapaxes(0, 1))
