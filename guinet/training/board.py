"""The memory that worker and client share: newest telemetry, and loss points in a ring.

The client makes it; the worker takes the file's name away as soon as it has it open. All
numbers are float64, whose aligned stores are whole.
"""

from __future__ import annotations

from pathlib import Path
from typing import Self

import numpy as np

from guinet.core.shared_block import SharedBlock
from guinet.core.types import Array
from guinet.training.messages import LossPoint, Telemetry

__all__ = ["Board"]

# Words of the header. The block of telemetry counts as whole when both marks are equal: the
# writer sets the first before and the last after, the reader looks at them the other way round.
_HEAD, _TAIL = 0, 1
_FIRST_MARK, _LAST_MARK = 2, 3
_SCALARS = 4  # plan, epoch, step, loss, learning rate, steps/s, fraction, observed, and how many
_COUNTS = _SCALARS + 8  # edges, nodes, losses
_HEADER = 16
_POINT = 6  # run, first step, count, mean, low, high
_RING = 4096
_ARRAYS = _HEADER + _POINT * _RING
_EDGES = 1 << 15
_LOSSES = _ARRAYS + 3 * _EDGES
_MOST_LOSSES = 256
_WORDS = _LOSSES + _MOST_LOSSES


class Board:
    """One worker's shared memory, seen from either side.

    Parameters
    ----------
    block
        The memory, of the size that `create` gives it.
    """

    def __init__(self, block: SharedBlock) -> None:
        self.path = block.path
        self._block = block
        self._words: Array = block.array(0, (_WORDS,), np.float64)
        self._seen = 0.0

    @property
    def descriptors(self) -> tuple[int, ...]:
        """What a process that is to open it has to inherit."""
        return self._block.descriptors

    @classmethod
    def create(cls) -> Self:
        """Make a board (client); its memory is taken at once, so that it cannot run out later."""
        return cls(SharedBlock.create(_WORDS * 8))

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the client's board (worker)."""
        return cls(SharedBlock(path))

    def unlink(self) -> None:
        """Take the file's name away; both sides keep the memory."""
        self._block.unlink()

    def close(self) -> None:
        """Let go of the memory and of the file."""
        self._words = np.zeros(_WORDS)
        self._block.close()

    def publish(self, telemetry: Telemetry, *, observed: bool) -> None:
        """Write the newest telemetry over the one before (worker).

        A graph with more edges than the board has room for is shown without its edges; of more
        losses than that the first are told.
        """
        edges, nodes = len(telemetry.activations), len(telemetry.updates)
        observed = observed and max(edges, nodes) <= _EDGES
        losses = telemetry.losses[:_MOST_LOSSES]
        words = self._words
        mark = words[_LAST_MARK] + 1.0
        words[_FIRST_MARK] = mark
        words[_SCALARS : _COUNTS + 3] = (
            telemetry.plan,
            telemetry.epoch,
            telemetry.step,
            telemetry.loss,
            telemetry.learning_rate,
            telemetry.steps_per_s,
            telemetry.epoch_fraction,
            observed,
            edges,
            nodes,
            len(losses),
        )
        words[_LOSSES : _LOSSES + len(losses)] = losses
        if observed:
            words[_ARRAYS : _ARRAYS + edges] = telemetry.activations
            words[_ARRAYS + _EDGES : _ARRAYS + _EDGES + edges] = telemetry.gradients
            words[_ARRAYS + 2 * _EDGES : _ARRAYS + 2 * _EDGES + nodes] = telemetry.updates
        words[_LAST_MARK] = mark

    def newest(self) -> Telemetry | None:
        """Return the newest telemetry if it was not returned before (client)."""
        words = self._words
        for _ in range(3):
            mark = float(words[_LAST_MARK])
            if mark == self._seen:
                return None
            scalars = words[_SCALARS:_COUNTS].tolist()
            edges, nodes, count = (int(number) for number in words[_COUNTS : _COUNTS + 3])
            losses = words[_LOSSES : _LOSSES + count].copy()
            if scalars[7]:
                activations = words[_ARRAYS : _ARRAYS + edges].copy()
                gradients = words[_ARRAYS + _EDGES : _ARRAYS + _EDGES + edges].copy()
                updates = words[_ARRAYS + 2 * _EDGES : _ARRAYS + 2 * _EDGES + nodes].copy()
            else:
                activations, gradients = np.full(edges, np.nan), np.full(edges, np.nan)
                updates = np.full(nodes, np.nan)
            if float(words[_FIRST_MARK]) != mark:
                continue  # overwritten while it was read
            self._seen = mark
            return Telemetry(
                plan=int(scalars[0]),
                epoch=int(scalars[1]),
                step=int(scalars[2]),
                loss=scalars[3],
                learning_rate=scalars[4],
                steps_per_s=scalars[5],
                epoch_fraction=scalars[6],
                activations=activations,
                gradients=gradients,
                updates=updates,
                losses=losses,
            )
        return None

    def push(self, run: int, point: LossPoint) -> bool:
        """Append a loss point; False if the client has yet to make room (worker)."""
        words = self._words
        head = int(words[_HEAD])
        if head - int(words[_TAIL]) >= _RING:
            return False
        start = _HEADER + _POINT * (head % _RING)
        words[start : start + _POINT] = (
            run,
            point.first_step,
            point.count,
            point.mean,
            point.low,
            point.high,
        )
        words[_HEAD] = head + 1
        return True

    def take(self, run: int) -> list[LossPoint]:
        """Remove all loss points and return those of the run (client)."""
        words = self._words
        head, tail = int(words[_HEAD]), int(words[_TAIL])
        places = np.arange(tail, head) % _RING
        rows = words[_HEADER:_ARRAYS].reshape(_RING, _POINT)[places]
        words[_TAIL] = head
        return [
            LossPoint(int(first), int(count), mean, low, high)
            for owner, first, count, mean, low, high in rows.tolist()
            if owner == run
        ]
