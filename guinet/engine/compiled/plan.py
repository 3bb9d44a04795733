"""A plan: the calls of a training step or an evaluation, ready to be made."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from guinet.core.loss import Loss
from guinet.core.types import Array
from guinet.engine.compiled.buffers import with_small_buffers
from guinet.engine.compiled.feed import make_feed
from guinet.engine.compiled.measure import Measure
from guinet.engine.compiled.moment import Moment
from guinet.engine.compiled.part import Part
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.tensor import Tensor
from guinet.engine.program import Call, Program

__all__ = ["Plan"]


class Plan:
    """Runs a program for one batch size.

    Attributes
    ----------
    count, training
        Samples in a batch, and for which mode it was made.
    sources
        Paths of what it has to be fed.
    measure
        Sizes of what flowed, after an observed step.
    bytes_by_node
        Memory by path of the node it was taken for.
    feed
        The fast way in, for whole batches of all sources; None if there is none.
    """

    def __init__(
        self,
        program: Program,
        calls: Sequence[Call],
        tensors: Mapping[int, Tensor],
        forward: Tape,
        backward: Tape,
        measure: Measure,
        moment: Moment,
        part: Part,
        training: bool,
        new_state: Sequence[tuple[Array, Array]],
        bytes_by_node: Mapping[str, int],
        data: Array,
    ) -> None:
        self.count = part.count
        self._is_whole = len(part.counts) == 1
        self.training = training
        self.measure = measure
        self.moment = moment
        self.bytes_by_node = bytes_by_node
        self._tensors = tensors
        self._forward, self._backward, self._observed_forward, self._observed_backward = (
            with_small_buffers(steps, self.bytes)
            for steps in (
                forward.plain(),
                backward.plain(),
                forward.observed(),
                backward.observed(),
            )
        )
        self._views: dict[int, Array] = {}
        self._new_state = new_state
        self._feeds = {
            call.path: tensors[call.first].canonical for call in calls if call.field is not None
        }
        all_sources = [call for call in program.calls if call.field is not None]
        self.feed = (
            make_feed(all_sources, tensors, program.fields, data) if self._is_whole else None
        )
        self.sources = self._feeds.keys()
        self._first_source = next(iter(self._feeds), "")
        self._losses = [
            (loss.loss_weight, tensors[loss.first].storage)
            for loss in calls
            if isinstance(loss.module, Loss)
        ]

    @property
    def bytes(self) -> int:
        """Memory of the plan."""
        return sum(self.bytes_by_node.values())

    def forward(self, batch: Mapping[str, Array], observe: bool = False) -> float:
        """Compute everything and return the total loss (NaN if there is none).

        Parameters
        ----------
        batch
            Encoded samples by path of the source.
        observe
            Whether what flows is measured.
        """
        for path, place in self._feeds.items():
            np.copyto(place, batch[path], "same_kind")
        return self.run_forward(observe)

    def run_forward(self, observe: bool = False) -> float:
        """Do the same with the samples that are in place."""
        if observe:
            self.measure.clear()
        for step in self._observed_forward if observe else self._forward:
            step()
        losses = self._losses
        if len(losses) == 1:
            weight, loss = losses[0]
            return weight * float(loss)
        return sum(weight * float(loss) for weight, loss in losses) if losses else math.nan

    def samples(self) -> dict[str, Array]:
        """Return copies of the encoded samples that are in place, by path of the source."""
        return {path: np.array(place, order="C") for path, place in self._feeds.items()}

    def backward(self, observe: bool = False) -> None:
        """Compute the gradients of the weights."""
        for step in self._observed_backward if observe else self._backward:
            step()

    @property
    def has_loss(self) -> bool:
        """Whether there is a loss to walk back from."""
        return bool(self._losses)

    @property
    def has_new_state(self) -> bool:
        """Whether a pass leaves state behind."""
        return bool(self._new_state)

    @property
    def loss_weights(self) -> list[float]:
        """Factors of the losses in the total."""
        return [weight for weight, _ in self._losses]

    def loss_values(self) -> list[float]:
        """Return this part's share of each loss."""
        return [float(loss) for _, loss in self._losses]

    def suits(self, batch: Mapping[str, Array], training: bool) -> bool:
        """Say whether it is the plan for the whole of such a batch."""
        if not self._is_whole or training != self.training or batch.keys() != self.sources:
            return False
        return len(batch[self._first_source]) == self.count if self._first_source else True

    def commit(self) -> None:
        """Adopt the state that the pass left (running statistics)."""
        for current, new in self._new_state:
            np.copyto(current, new)

    def value(self, slot: int) -> Array | None:
        """Return the value of an output in canonical layout, a view; None if it runs not here."""
        found = self._views.get(slot)
        tensor = self._tensors.get(slot)
        if found is None and tensor is not None and not tensor.virtual:
            found = self._views[slot] = tensor.canonical
        return found
