"""Watching a run for the moment when it no longer gets better."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from guinet.core.types import Array
from guinet.engine.network import Network
from guinet.training.messages import Best
from guinet.training.stopping import EarlyStopping

__all__ = ["Vigil"]


@dataclass(frozen=True)
class _Best:
    """The best epoch so far, with the arrays it ended with where they may be wanted."""

    loss: float
    epoch: int
    weights: Mapping[str, Array] | None
    state: Mapping[str, Array] | None


class Vigil:
    """Watches a run for the moment when it no longer gets better.

    Parameters
    ----------
    rule
        When to stop.

    Attributes
    ----------
    best
        The epoch with the lowest loss so far, by whatever little; None before the first.
    """

    def __init__(self, rule: EarlyStopping) -> None:
        self.rule = rule
        self.best: Best | None = None
        self._best: _Best | None = None
        self._bad = 0

    def judge(self, loss: float, epoch: int, step: int, network: Network) -> bool:
        """Take note of an epoch that is done; return whether training has to stop."""
        if self.best is None or loss < self.best.loss:
            self.best = Best(network.weights, network.state, epoch, step, loss)
        if not self.rule.patience:
            return False
        if self._best is None or loss < self._best.loss - self.rule.least_change:
            kept = self.rule.restore_best
            self._best = _Best(
                loss, epoch, network.weights if kept else None, network.state if kept else None
            )
            self._bad = 0
        else:
            self._bad += 1
        return self._bad >= self.rule.patience

    def go_on(self) -> None:
        """Be patient anew: a person lets training go on after it was stopped."""
        self._bad = 0

    def restore(self, network: Network) -> str:
        """Give a network the weights of the best epoch; return a sentence that says so, or none.

        The optimizer's memory stays that of the last step.
        """
        best = self._best
        if best is None or best.weights is None or best.state is None or not self._bad:
            return ""
        network.set_weights(best.weights)
        network.set_state(best.state)
        return f"The weights are those of epoch {best.epoch}, the best one."

    def words(self) -> str:
        """Return why training stopped, one sentence."""
        waited = "1 epoch" if self._bad == 1 else f"{self._bad} epochs"
        best = math.nan if self._best is None else self._best.loss
        return f"Stopped early: for {waited} the loss has not come below {best:.4g}."
