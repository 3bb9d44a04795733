"""Weights and state of a node in a plan."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.views import viewed
from guinet.engine.parameters import Parameters
from guinet.engine.program import Call

__all__ = ["Books", "Learned", "put"]


def put(tape: Tape, total: Array, found: Array, adds: bool) -> None:
    """Take down what was found, in its place or in addition to what is there."""
    if adds:
        tape(np.add, total, found, total)
    else:
        tape(np.copyto, total, found)


class Books:
    """Keeps account of which gradients have been written, and of new state.

    Attributes
    ----------
    parameters
        The arrays themselves.
    new_state
        By group and name, where the next value of a kept array goes.
    """

    def __init__(self, parameters: Parameters, calls: Sequence[Call]) -> None:
        self.parameters = parameters
        self.new_state: dict[tuple[int, str], Array] = {}
        self._calls = calls
        self._written: set[tuple[int, str]] = set()

    def is_first_of_group(self, call: Call) -> bool:
        """Say whether no earlier call shares this one's weights and state."""
        return next(c for c in self._calls if c.group == call.group) is call

    def writes(self, group: int, *names: str) -> bool:
        """Note that gradients are written, and say whether they are to be added to."""
        adds = (group, names[0]) in self._written
        self._written.update((group, name) for name in names)
        return adds

    def clear_unwritten(self, tape: Tape) -> None:
        """What no loss depends on has the gradient zero."""
        for group, gradients in enumerate(self.parameters.gradients):
            for name, gradient in gradients.items():
                if (group, name) not in self._written:
                    tape(gradient.fill, 0.0)


class Learned:
    """What a kernel sees of its node's weights and state."""

    def __init__(self, books: Books, call: Call) -> None:
        self._books = books
        self._call = call
        self._group = call.group

    @property
    def is_first_of_group(self) -> bool:
        """Whether it is the first, in order of execution, of those that share its weights."""
        return self._books.is_first_of_group(self._call)

    def weight(self, name: str) -> Array:
        """Return a weight in its canonical shape; in general a view with strides."""
        return self._books.parameters.weights[self._group][name]

    def block(self, weight: str, bias: str) -> Array | None:
        """Return ``[weight | bias]`` as one matrix (O, I + 1), if there is such a bias."""
        return self._books.parameters.block(self._group, weight, bias)

    def gradient(self, name: str) -> tuple[Array, bool]:
        """Return where the gradient of a weight goes, and whether it has to be added there.

        The first of the nodes that share a weight assigns, the others add. Asked once by each
        node, while its way back is taken down.
        """
        adds = self._books.writes(self._group, name)
        return self._books.parameters.gradients[self._group][name], adds

    def give(self, tape: Tape, name: str, found: Array) -> None:
        """Take down that a gradient has been found: it is copied to its place, or added there.

        Parameters
        ----------
        found
            With the size of the weight; seen in its shape.
        """
        total, adds = self.gradient(name)
        put(tape, total, viewed(found, *total.shape), adds)

    def block_gradient(self, weight: str, bias: str) -> tuple[Array, bool]:
        """Return the same for ``[weight | bias]``."""
        adds = self._books.writes(self._group, weight, bias)
        return self._books.parameters.block_gradient(self._group, weight, bias), adds

    def state(self, name: str) -> Array:
        """Return an array that is kept but not learned, as it is before the step."""
        return self._books.parameters.state[self._group][name]

    def new_state(self, name: str) -> Array:
        """Return where its next value goes; it counts once the step is taken."""
        found = self._books.new_state
        key = (self._group, name)
        if key not in found:
            found[key] = self.state(name).copy()
        return found[key]
