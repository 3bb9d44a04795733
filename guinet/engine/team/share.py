"""One process's work in a step that a team makes together."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from guinet.core.shared_block import SharedBlock
from guinet.core.types import Array
from guinet.engine.compiled.plan import Plan
from guinet.engine.parameters import Parameters
from guinet.engine.team.meeting import Meeting, PartnerLostError
from guinet.engine.team.regions import Regions
from guinet.optim.flat_update import FlatUpdate
from guinet.optim.rule import Rule

__all__ = ["Share", "own_part"]


class Share:
    """Computes a part of the batch, and updates a part of the weights.

    The gradients of all parts are added in the order of the processes, each process adding its
    own part of the weights, so the same number of processes gives the same numbers.

    Parameters
    ----------
    regions, block
        The shared memory.
    parameters
        Weights and state in it, and this process's gradients.
    meeting
        Where the processes wait for each other.
    index, members
        Which of how many it is.
    kept
        Slots whose values are handed over.
    """

    def __init__(
        self,
        regions: Regions,
        block: SharedBlock,
        parameters: Parameters,
        meeting: Meeting,
        index: int,
        members: int,
        kept: Sequence[int],
    ) -> None:
        self._meeting = meeting
        self._index = index
        self._parameters = parameters
        self._losses = regions.array(block, "losses")
        self._squares = regions.array(block, "squares").data
        self._values = regions.array(block, "values", index)
        self._contributions = regions.array(block, "contributions", index)
        self._kept = {
            slot: regions.array(block, "kept", slot) for slot in kept if regions.has("kept", slot)
        }
        self._own = own_part(len(parameters.flat), members, index)
        gradients = [
            regions.array(block, "gradients", member)[self._own] for member in range(members)
        ]
        self._sum, self._others = gradients[0], gradients[1:]
        self._total_gradient = regions.array(block, "gradients", 0)
        self._slots: list[Array] = []
        number = 0
        while regions.has("slot", number):
            self._slots.append(regions.array(block, "slot", number))
            number += 1
        self._update: FlatUpdate | None = None

    def slots(self, names: Sequence[str]) -> dict[str, Array]:
        """Return what the optimizer keeps, by name."""
        return dict(zip(names, self._slots, strict=False))

    def take(self, rule: Rule) -> dict[str, Array]:
        """Make steps by this rule from now on; return what its optimizer keeps."""
        slots = self.slots(rule.optimizer.slots)
        whole = self._total_gradient
        self._update = rule.bind(self._parameters.flat, whole, slots, self._own)
        return slots

    def step(
        self,
        plan: Plan,
        batch: Mapping[str, Array],
        first: int,
        observe: bool,
        learning_rate: float,
        number: int,
        before_update: Callable[[], object],
    ) -> float:
        """Make this process's part of a step, and return the loss of the whole.

        Parameters
        ----------
        plan, batch
            Of this part of the samples.
        first
            Number of its first sample.
        observe
            Whether what flows is measured.
        learning_rate, number
            For the optimizer.
        before_update
            Called while nothing has changed yet.

        Returns
        -------
        float
            Not finite if the loss or a gradient is not; then nothing has changed.
        """
        plan.forward(batch, observe)
        self._losses[self._index] = plan.loss_values()
        for slot, array in self._kept.items():
            value = plan.value(slot)
            if value is not None:
                array[first : first + plan.count] = value
        plan.backward(observe)
        if observe:
            self._values[:] = plan.measure.values
            self._contributions[:] = plan.measure.contributions
        self._meeting.meet()
        loss = self._total_loss(plan)
        if not math.isfinite(loss):
            self._meeting.meet()
            return loss
        for gradient in self._others:
            np.add(self._sum, gradient, self._sum)
        self._squares[self._index] = self._sum.dot(self._sum)
        before_update()
        self._meeting.meet()
        if self._is_gradient_finite():
            if self._index == 0:
                plan.commit()
            assert self._update is not None
            self._update.step(learning_rate, number)
        else:
            loss = math.nan
        try:
            self._meeting.meet()
        except PartnerLostError as lost:
            # This part of the weights has made its step, and some of the others may have.
            lost.loss = loss
            raise
        return loss

    def _total_loss(self, plan: Plan) -> float:
        """Return the weighted sum of all losses of all parts."""
        total = 0.0
        for values in self._losses.tolist():
            for value, weight in zip(values, plan.loss_weights, strict=True):
                total += weight * value
        return total

    def _is_gradient_finite(self) -> bool:
        """Say whether the whole gradient is, which a sum of squares need not be."""
        if math.isfinite(sum(self._squares)):
            return True
        return bool(np.isfinite(self._total_gradient).all())


def own_part(size: int, members: int, index: int) -> slice:
    """Return which weights a process updates: whole cache lines, about as many for each."""
    line = 16
    each = -(-size // (members * line)) * line
    return slice(min(size, index * each), min(size, (index + 1) * each))
