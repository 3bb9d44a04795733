"""The recipe: everything about a training run that is not the graph or the data."""

from __future__ import annotations

from collections.abc import Sequence

from guinet.core.configured import Configured
from guinet.core.fields import FloatField, IntField, PartField
from guinet.optim import optimizers, schedules
from guinet.optim.adam import Adam
from guinet.optim.constant import Constant
from guinet.optim.regularisation import Regularisation
from guinet.optim.warm_up import warmed_up
from guinet.training.stopping import EarlyStopping

__all__ = ["Recipe"]


class Recipe(Configured):
    """How a network is trained; a frozen value."""

    optimizer = PartField(optimizers, Adam(), doc="Rule that turns gradients into steps.")
    learning_rate = FloatField(
        0.01,
        minimum=0.0,
        open_minimum=True,
        maximum=1e6,
        logarithmic=True,
        doc="Size of the steps; the schedule multiplies it.",
    )
    warm_up = FloatField(
        0.0,
        minimum=0.0,
        maximum=1e6,
        unit="epochs",
        doc="Epochs in which the learning rate rises to its full size, before the schedule.",
    )
    schedule = PartField(schedules, Constant(), doc="How the learning rate changes.")
    l1 = Regularisation.l1
    l2 = Regularisation.l2
    clip_norm = Regularisation.clip_norm
    clip_value = Regularisation.clip_value
    batch_size = IntField(
        32, minimum=1, maximum=1_000_000, unit="samples", doc="Samples in one step."
    )
    epochs = IntField(
        100, minimum=1, maximum=1_000_000, unit="epochs", doc="Passes over the training part."
    )
    patience = EarlyStopping.patience
    least_change = EarlyStopping.least_change
    restore_best = EarlyStopping.restore_best
    workers = IntField(
        0,
        minimum=0,
        maximum=64,
        unit="processes",
        zero="automatic",
        doc="Processes that share a step; 0 chooses by the cost of a step and the cores.",
    )
    seed = IntField(
        0, minimum=0, maximum=2**31 - 1, doc="Seed of first weights, shuffling and noise."
    )

    def rate_factor(
        self, epoch: float, epochs: int | None = None, losses: Sequence[float] = ()
    ) -> float:
        """Return what the learning rate is multiplied by: warm-up, then the schedule.

        Parameters
        ----------
        epoch
            Epochs done so far, from 0; fractional within an epoch.
        epochs
            Epochs planned; None for those of the recipe.
        losses
            The loss that counts after each epoch done, see `Epoch.judged_loss`.
        """
        planned = self.epochs if epochs is None else epochs
        return warmed_up(self.schedule, self.warm_up, epoch, planned, losses)

    @property
    def early_stopping(self) -> EarlyStopping:
        """When training ends before its epochs are done."""
        return EarlyStopping(**{name: getattr(self, name) for name in EarlyStopping.fields})

    @property
    def regularisation(self) -> Regularisation:
        """What is done to the gradients before the optimizer sees them."""
        return Regularisation(**{name: getattr(self, name) for name in Regularisation.fields})
