"""Early stopping: the part of a recipe that says when training ends before its time."""

from __future__ import annotations

from guinet.core.configured import Configured
from guinet.core.fields import BoolField, FloatField, IntField

__all__ = ["EarlyStopping"]


class EarlyStopping(Configured):
    """When training ends before its planned epochs are done, and with which weights.

    As Keras' ``EarlyStopping``: an epoch is better if its loss lies below the best one so far
    by more than ``least_change``. Judged is the loss on the validation part; where there is
    none, that on the training part.
    """

    patience = IntField(
        0,
        minimum=0,
        maximum=1_000_000,
        unit="epochs",
        zero="never stop early",
        doc="Epochs in a row without a better loss after which training ends. 0: never.",
    )
    least_change = FloatField(
        0.0,
        minimum=0.0,
        maximum=1e6,
        doc="By how much the loss must fall below the best one so far to count as better.",
    )
    restore_best = BoolField(
        True,
        doc="With patience: at the end, take the weights of the best epoch back.",
    )
