"""A rule of learning: the optimizer, how fast each weight learns, what is done to gradients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guinet.core.types import Array
from guinet.optim.base import Optimizer
from guinet.optim.flat_update import FlatUpdate, Segment
from guinet.optim.regularisation import Regularisation

__all__ = ["Rule"]


@dataclass(frozen=True)
class Rule:
    """How weights change; see `FlatUpdate` for its parts."""

    optimizer: Optimizer
    segments: tuple[Segment, ...]
    regularisation: Regularisation

    def bind(
        self,
        weights: Array,
        gradients: Array,
        slots: Mapping[str, Array],
        part: slice = slice(None),
    ) -> FlatUpdate:
        """Return the update of these arrays, or of a part of them."""
        return FlatUpdate(
            self.optimizer,
            weights,
            gradients,
            slots,
            self.segments,
            regularisation=self.regularisation,
            part=part,
        )
