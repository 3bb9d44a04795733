"""What a normalising layer measures on the batch, beside what it remembers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from guinet.core.errors import GuinetError
from guinet.core.spec import class_axis_of
from guinet.core.types import Array
from guinet.lens.view import View

if TYPE_CHECKING:
    from guinet.lens.scene import Scene

__all__ = ["BatchStatistics", "BatchStatisticsOf"]


@dataclass(frozen=True, eq=False)
class BatchStatistics:
    """Mean and variance of each channel.

    Attributes
    ----------
    mean, variance
        Of the scene's batch in a training step.
    running_mean, running_variance
        As remembered for evaluation.
    """

    mean: Array
    variance: Array
    running_mean: Array
    running_variance: Array


@dataclass(frozen=True)
class BatchStatisticsOf(View):
    """Statistics of what arrives at a node that keeps running ones."""

    path: str

    def compute(self, scene: Scene) -> BatchStatistics:
        """Measure."""
        state = scene.network.state
        names = [f"{self.path}.running_mean", f"{self.path}.running_var"]
        if not all(name in state for name in names):
            raise GuinetError(f"{self.path} remembers no statistics.")
        values = scene.batch.output(scene.source_of(self.path)).astype(np.float64)
        axis = class_axis_of(values.ndim)
        others = tuple(place for place in range(values.ndim) if place != axis)
        mean, variance = values.mean(axis=others), values.var(axis=others)
        return BatchStatistics(mean, variance, state[names[0]], state[names[1]])
