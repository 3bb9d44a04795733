"""What an optimizer and a schedule are."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

import numpy as np

from guinet.core.configured import Configured
from guinet.core.forms import Formula
from guinet.core.types import Array
from guinet.optim.handles import Handle

__all__ = ["Call", "Optimizer", "Schedule", "part_done", "scalar"]

Call = Callable[[], object]
"""One pass over a chunk, bound to its arrays."""


class Optimizer(Configured, ABC):
    """A rule that turns gradients into steps.

    It is bound once to flat arrays and is then a list of calls (see
    `guinet.optim.flat_update.FlatUpdate`): a step of a small network must cost microseconds,
    and none of them may go into making arrays. The learning rate is not a field: it belongs to
    the recipe and to its schedule.

    Attributes
    ----------
    formula
        The update in LaTeX.
    slots
        Names of the arrays it keeps per weight (momentum ...), zero at the beginning.
    default_learning_rate
        A sensible first choice.
    """

    formula: ClassVar[Formula]
    default_learning_rate: ClassVar[float] = 0.01

    @property
    def slots(self) -> tuple[str, ...]:
        """Names of the arrays that these settings need per weight, zero at the beginning."""
        return ()

    def slot_scales(self) -> Mapping[str, float]:
        """Return what a slot is multiplied by to be the quantity of the formula.

        A running mean (1 − β) Σ βⁱ gᵢ is kept as its sum, which saves a pass per step: its
        scale is 1 − β. Slots that are not named have 1.
        """
        return {}

    @abstractmethod
    def numbers(self, learning_rate: float, step: int) -> tuple[float, ...]:
        """Return the numbers that change from step to step; always as many.

        Parameters
        ----------
        learning_rate
            Size of this step.
        step
            Number of this step, from 1.
        """

    @abstractmethod
    def calls(
        self,
        weights: Array,
        gradients: Array,
        slots: Mapping[str, Array],
        scratch: tuple[Array, Array],
        numbers: Sequence[Array],
    ) -> list[Call]:
        """Return the calls that make one step, in place.

        Each is one pass over the arrays, whose length is that of the cache, and allocates
        nothing: a ufunc bound to its operands with the result last. Scalars are arrays without
        axes (`scalar`), which NumPy reads three times as fast as numbers of Python.

        Parameters
        ----------
        weights
            Contiguous, changed by the calls.
        gradients
            As long; the calls leave them as they are.
        slots
            The arrays named by `slots`, as long, changed by the calls.
        scratch
            Two arrays, as long, for anything.
        numbers
            What `numbers` returns, as arrays without axes; overwritten before each step.
        """


def scalar(value: float, like: Array) -> Array:
    """Return a number as an array without axes, of the type of ``like``."""
    return np.array(value, like.dtype)


class Schedule(Configured, ABC):
    """How the learning rate changes with the epochs; a pure function, so it can be drawn.

    Attributes
    ----------
    formula
        The rule in LaTeX.
    follows_loss
        Whether it depends on the losses so far; it then changes between epochs alone.
    handles
        What of its curve can be dragged.
    """

    formula: ClassVar[Formula]
    follows_loss: ClassVar[bool] = False
    handles: ClassVar[tuple[Handle, ...]] = ()

    @abstractmethod
    def factor(self, epoch: float, epochs: float, losses: Sequence[float] = ()) -> float:
        """Return what the recipe's learning rate is multiplied by.

        Parameters
        ----------
        epoch
            Epochs done so far, from 0; fractional within an epoch.
        epochs
            Epochs planned.
        losses
            The loss that counts after each epoch done, the oldest first: that of the validation
            part, or without one that of the training part.
        """

    def full_at(self, epochs: float) -> float:
        """Return an epoch at which the factor is 1, for so many epochs planned."""
        return 0.0


def part_done(epoch: float, epochs: float) -> float:
    """Return the part of the planned epochs that is done, from 0 to 1."""
    return min(epoch / epochs, 1.0) if epochs > 0.0 else 1.0
