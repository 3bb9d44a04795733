"""What an optimizer and a schedule are."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from guinet.core.configured import Configured
from guinet.core.forms import Formula
from guinet.core.types import Array

__all__ = ["Optimizer", "Schedule"]


class Optimizer(Configured, ABC):
    """A rule that turns gradients into steps.

    It works in place on flat arrays, so that one pass serves all weights of a network.
    The learning rate is not a field: it belongs to the recipe and to its schedule.

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
    slots: ClassVar[tuple[str, ...]] = ()
    default_learning_rate: ClassVar[float] = 0.01

    @abstractmethod
    def update(
        self,
        weights: Array,
        gradients: Array,
        slots: dict[str, Array],
        learning_rate: float,
        step: int,
    ) -> None:
        """Change ``weights`` and ``slots`` in place.

        Parameters
        ----------
        weights, gradients
            Flat arrays of equal length.
        slots
            The arrays named by `slots`, each as long as ``weights``.
        learning_rate
            Step size of this step.
        step
            Number of this step, from 1.
        """


class Schedule(Configured, ABC):
    """How the learning rate changes with the epochs.

    Attributes
    ----------
    formula
        The rule in LaTeX.
    """

    formula: ClassVar[Formula]

    @abstractmethod
    def factor(self, epoch: float, epochs: int) -> float:
        """Return what the recipe's learning rate is multiplied by.

        Parameters
        ----------
        epoch
            Epochs done so far, from 0; fractional within an epoch.
        epochs
            Epochs planned.
        """
