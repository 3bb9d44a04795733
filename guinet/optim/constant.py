"""Constant: the learning rate stays as it is."""

from __future__ import annotations

from collections.abc import Sequence

from guinet.core.forms import Formula
from guinet.optim.base import Schedule

__all__ = ["Constant"]


class Constant(Schedule):
    """Keeps the learning rate of the recipe from the first step to the last."""

    formula = Formula(forward=(r"\lambda_t = \lambda_0",))

    def factor(self, epoch: float, epochs: float, losses: Sequence[float] = ()) -> float:
        """Return 1."""
        return 1.0
