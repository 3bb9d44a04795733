"""What arrives at an activation, and how much of it the activation can still tell apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from guinet.core.errors import GuinetError
from guinet.core.types import Array
from guinet.lens.view import View

if TYPE_CHECKING:
    from guinet.lens.scene import Scene

__all__ = ["ActivationState", "ActivationStateOf"]

_FLAT = 0.05
"""Where the slope is below this part of its largest size, a value counts as saturated."""

_STEP = 1e-3


@dataclass(frozen=True, eq=False)
class ActivationState:
    """The inputs of an activation, of the scene's batch in a training step.

    Attributes
    ----------
    edges, counts
        Histogram of the inputs; values beyond the ends are in the first and the last bin.
    dead
        Part of the inputs at which the slope is 0, as below 0 for ReLU.
    saturated
        Part at which the slope is below a twentieth of its largest size, the dead included.
    """

    edges: Array
    counts: Array
    dead: float
    saturated: float


@dataclass(frozen=True)
class ActivationStateOf(View):
    """Spread of the inputs of a node that is a function of one number.

    Attributes
    ----------
    path
        Of the node.
    reach
        The histogram goes from minus to plus this.
    bins
        Their number.
    """

    path: str
    reach: float = 4.0
    bins: int = 32

    def compute(self, scene: Scene) -> ActivationState:
        """Count, and take the slope at each input by central difference."""
        values = scene.batch.output(scene.source_of(self.path)).ravel().astype(np.float64)
        values = values[np.isfinite(values)]
        if not values.size:
            raise GuinetError(f"Nothing finite arrives at {self.path}.")
        clipped = np.clip(values, -self.reach, self.reach)
        counts, edges = np.histogram(clipped, self.bins, (-self.reach, self.reach))
        slopes = self._slopes(scene, values)
        line = self._slopes(scene, np.linspace(-self.reach, self.reach, 401))
        largest = float(np.nanmax(np.abs(line))) or 1.0
        dead = float(np.mean(np.abs(slopes) <= 1e-9 * largest))
        saturated = float(np.mean(np.abs(slopes) < _FLAT * largest))
        return ActivationState(edges, counts, dead, saturated)

    def _slopes(self, scene: Scene, x: Array) -> Array:
        node = scene.analysis.flat.nodes[self.path]
        weights = {
            name: array.astype(np.float64) for name, array in scene.weights_of(self.path).items()
        }
        curve = node.module.curve  # type: ignore[attr-defined]
        with np.errstate(all="ignore"):
            above, below = curve(x + _STEP, weights), curve(x - _STEP, weights)
        if above is None or below is None:
            raise GuinetError(f"{self.path} is no function of one number.")
        slopes: Array = (np.asarray(above) - np.asarray(below)) / (2 * _STEP)
        return slopes
