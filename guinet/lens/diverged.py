"""Predictions that are no numbers any more are told in words instead of being drawn."""

from __future__ import annotations

import numpy as np

from guinet.core.errors import GuinetError
from guinet.core.types import Array

__all__ = ["refuse_infinite", "refuse_nan"]


def refuse_nan(scores: Array) -> None:
    """Refuse scores of which some are not numbers: the largest of those says nothing.

    Raises
    ------
    GuinetError
        If there are some; infinite ones, as a mask makes them, are fine.
    """
    _refuse_unless(not np.isnan(scores).any())


def refuse_infinite(*values: Array) -> None:
    """Refuse predicted numbers of which some have no place in a plot.

    Raises
    ------
    GuinetError
        If some are infinite or no numbers.
    """
    _refuse_unless(all(bool(np.isfinite(each).all()) for each in values))


def _refuse_unless(fine: bool) -> None:
    if not fine:
        raise GuinetError(
            "Some predictions are no numbers any more: the run has diverged. Set it back and "
            "train with a smaller learning rate."
        )
