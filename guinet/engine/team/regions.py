"""Where everything lies in the memory that a team shares."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from guinet.core.shared_block import SharedBlock
from guinet.core.spec import channels
from guinet.core.types import Array
from guinet.engine.compiled.exchange import Exchange
from guinet.engine.compiled.tape import Step
from guinet.engine.parameters import Home
from guinet.engine.program import Call, Program

__all__ = ["MOST_SLOTS", "Regions", "TeamExchanges"]

_LINE = 64

MOST_SLOTS = 3
"""Arrays that an optimizer of a team may keep."""


class Regions:
    """The arrays of a team, at the same places for all of its processes.

    Which arrays there are follows from the program, so each process works it out by itself.

    Parameters
    ----------
    program, dtype, batch_size
        What is trained, and the most samples at once.
    kept
        Slots whose value has to be there after a step.
    members
        Processes.
    """

    def __init__(
        self,
        program: Program,
        dtype: np.dtype[Any],
        batch_size: int,
        kept: Collection[int],
        members: int,
    ) -> None:
        self._places: dict[tuple[str, object], tuple[int, tuple[int, ...], np.dtype[Any]]] = {}
        self._program = program
        self.size = 0
        count = sum(spec.size for group in program.groups for spec in group.weights.values())
        self._add("arrivals", None, (members, _LINE // 8), np.int64)
        self._add("orders", None, (_LINE // 8,), np.int64)
        self._add("rate", None, (1,), np.float64)
        self._add("losses", None, (members, max(1, len(program.losses))), np.float64)
        self._add("squares", None, (members,), np.float64)
        self._add("weights", None, (count,), dtype)
        for member in range(members):
            self._add("gradients", member, (count,), dtype)
        # Another optimizer may be chosen while it runs.
        for number in range(MOST_SLOTS):
            self._add("slot", number, (count,), dtype)
        for number, group in enumerate(program.groups):
            for name, kept_array in group.state.items():
                self._add("state", (number, name), kept_array.shape, dtype)
        exchanged = sum(_most_exchanged(call) for call in program.calls)
        self._add("exchange", None, (members * exchanged,), dtype)
        for call in program.calls:
            if call.field is not None:
                self._add_batch("source", call.path, program, call.first, batch_size, dtype)
        given = {call.first for call in program.calls if call.field is not None}
        for slot in sorted(set(kept) - given):
            if program.specs[slot].batched:
                self._add_batch("kept", slot, program, slot, batch_size, dtype)
        for member in range(members):
            self._add("values", member, (len(program.specs),), np.float64)
            self._add("contributions", member, (len(program.edges),), np.float64)

    def array(self, block: SharedBlock, name: str, key: object = None) -> Array:
        """Return one of the arrays in the block."""
        return block.array(*self._places[name, key])

    def home(self, block: SharedBlock, member: int, is_new: bool) -> Home:
        """Return where the parameters of a process lie."""
        state: list[dict[str, Array]] = [
            {name: self.array(block, "state", (number, name)) for name in group.state}
            for number, group in enumerate(self._program.groups)
        ]
        gradients = self.array(block, "gradients", member)
        return Home(self.array(block, "weights"), gradients, state, is_new)

    def has(self, name: str, key: object) -> bool:
        """Say whether there is such an array."""
        return (name, key) in self._places

    def _add(self, name: str, key: object, shape: tuple[int, ...], dtype: DTypeLike) -> None:
        kind = np.dtype(dtype)
        self._places[name, key] = (self.size, shape, kind)
        self.size += -(-max(1, math.prod(shape)) * kind.itemsize // _LINE) * _LINE

    def _add_batch(
        self,
        name: str,
        key: object,
        program: Program,
        slot: int,
        batch_size: int,
        dtype: np.dtype[Any],
    ) -> None:
        spec = program.specs[slot]
        kind = np.dtype(np.int64) if spec.kind == "index" else dtype
        self._add(name, key, (batch_size, *spec.shape), kind)


def _most_exchanged(call: Call) -> int:
    """Return how many numbers a node tells the other parts of the batch, with room to spare.

    Those are means, deviations and sums per channel, forward and back; and of observed steps
    the gradient of what has no batch axis. Each exchange begins a line.
    """
    channel_count = channels(call.specs[0]) if call.module.couples_samples else 0
    shared = sum(spec.size for spec in call.specs if not spec.batched)
    lines = 8 * len(call.specs)
    return 8 * channel_count + 2 * shared + lines * _LINE


class TeamExchanges:
    """Deals the exchanges of a plan out of the shared memory, to each process the same."""

    def __init__(self, memory: Array, members: int, index: int, wait: Step) -> None:
        self._memory = memory
        self._members = members
        self._index = index
        self._wait = wait
        self._used = 0

    def open(self, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Exchange:
        """Return the next one."""
        # Each row on lines of its own, so that writers do not disturb each other.
        size = math.prod(shape)
        padded = -(-size // _LINE) * _LINE
        end = self._used + self._members * padded
        if end > len(self._memory):
            raise MemoryError("the nodes of this plan exchange more than was foreseen")
        rows = self._memory[self._used : end].reshape(self._members, padded)[:, :size]
        self._used = end
        everyone = rows.reshape(self._members, *shape)
        return Exchange(everyone[self._index, ...], everyone, self._wait)
