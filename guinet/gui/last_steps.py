"""What training last did to the weights: the difference of two snapshots, per step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from guinet.core.types import Array
from guinet.training.messages import Snapshot

__all__ = ["LastSteps", "MeanStep"]


@dataclass(frozen=True)
class MeanStep:
    """By how much an array changed per step.

    Attributes
    ----------
    change
        What was added in a step, the mean over ``steps`` of them.
    steps
        1 where two snapshots follow each other: then it is the update itself.
    """

    change: Array
    steps: int


class LastSteps:
    """Keeps the two newest snapshots between which only steps of training happened."""

    def __init__(self) -> None:
        self._newest: Snapshot | None = None
        self._pair: tuple[Snapshot, Snapshot] | None = None

    def take(self, snapshot: Snapshot | None) -> None:
        """Take the newest snapshot; one of an earlier step belongs to another run."""
        before, self._newest = self._newest, snapshot
        if snapshot is None or before is None or snapshot.step < before.step:
            self._pair = None
        elif snapshot.step > before.step and snapshot.edits == before.edits:
            self._pair = before, snapshot

    def of(self, name: str, shape: tuple[int, ...]) -> MeanStep | None:
        """Return the step of an array by its public name, or None while none is known."""
        if self._pair is None:
            return None
        before, after = (snapshot.weights.get(name) for snapshot in self._pair)
        if before is None or after is None or not before.shape == after.shape == shape:
            return None
        steps = self._pair[1].step - self._pair[0].step
        change = (after.astype(np.float64) - before.astype(np.float64)) / steps
        return MeanStep(change, steps)
